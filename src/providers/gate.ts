/** Gate: answers carry a label instead of a number; no capture of "key unknown" was seen, so trust it less. */
import type { DocumentedAnswer, PlaybookStep, Probe, Provider } from '../domain/provider.ts';
import { codeInJson } from '../domain/reply-code.ts';

/** 64 zero bytes in hex: the right shape for a signature, and nobody's. */
const JUNK_SIGNATURE = '0'.repeat(128);

/** From code that branches on real answers. */
const answers: readonly DocumentedAnswer[] = [
  { code: 'INVALID_KEY', means: 'absent', says: 'Gate does not know this key', grade: 'reported' },
  { code: 'INVALID_SIGNATURE', means: 'exists', says: 'key known, signature refused', grade: 'reported' },
  {
    code: 'IP_FORBIDDEN',
    means: 'exists',
    says: 'key known, our address not on its allowlist',
    grade: 'reported',
  },
  { code: 'READ_ONLY', means: 'exists', says: 'key known, it may only read', grade: 'reported' },
  { code: 'FORBIDDEN', means: 'exists', says: 'key known, permission missing', grade: 'reported' },
  { code: 'ACCOUNT_LOCKED', means: 'exists', says: 'key known, account locked', grade: 'reported' },
  { code: 'SUB_ACCOUNT_LOCKED', means: 'exists', says: 'key known, sub-account locked', grade: 'reported' },
  {
    code: 'INVALID_CREDENTIALS',
    means: 'inconclusive',
    says: 'credentials refused, cause not given',
    grade: 'reported',
  },
  {
    code: 'AUTHENTICATION_FAILED',
    means: 'inconclusive',
    says: 'authentication failed, cause not given',
    grade: 'reported',
  },
  {
    code: 'MISSING_REQUIRED_HEADER',
    means: 'inconclusive',
    says: 'our question lacked a header',
    grade: 'reported',
  },
  { code: 'REQUEST_EXPIRED', means: 'clock', says: 'our timestamp was too far off', grade: 'reported' },
];

const probe: Probe = {
  budget: 6,
  spacingSeconds: 20,
  mayDisturb: false,
  searchesRegions: false,
  warning:
    'Gate sees one failed request that names this key id. The key itself is not used. No real "unknown key" answer was seen by us yet.',
  request: ({ keyId, now }) => ({
    method: 'GET',
    path: '/api/v4/spot/accounts',
    headers: {
      KEY: keyId,
      Timestamp: String(Math.floor(now.getTime() / 1000)),
      SIGN: JUNK_SIGNATURE,
    },
  }),
  code: (reply) => codeInJson(reply, 'label'),
  answers,
  grade: 'reported',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'narrow',
    kind: 'contain',
    title: 'Edit: make it read-only, bind one own IP',
    how: [
      'Open {page}. Profile icon, then API management. Account {account}. Find the row {keyId}. Press Edit.',
      'Set withdrawal and wallet off first, then every product to read-only. Bind one IP of your own.',
      'Takes longer than a minute? Skip it and delete.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'What the row shows now: permissions and IPs.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'delete-key',
    kind: 'delete',
    title: 'Delete the key at Gate',
    how: [
      'Open {page} from here, never from a search or an e-mail. gate.com is the same company.',
      'Log in with 2FA, account {account}. Profile icon, then API management.',
      'Find the row whose key is {keyId}. Compare the id, not the name.',
      'Press Delete, confirm with 2FA.',
      'Done when: you reload the page and the row is gone.',
    ],
    details: ['Key of a sub-account? The master can do it: DELETE /sub_accounts/UID/keys/KEY of API v4.'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when, and that the row was gone after a reload.',
    grade: 'inferred',
    sources: ['docs'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that Gate no longer knows the key',
    how: [
      'Nothing to do at Gate. We ask with the key id and a junk signature.',
      'Dead means: Gate knew the key before and twice did not know it after.',
      'Not found, but never seen alive by us? That is no proof: a testnet key may answer the same.',
    ],
    by: 'anyone',
    grade: 'reported',
    sources: ['codes'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Create the new key',
    how: [
      'Open {page}. Profile icon, then API management. Account {account}. Press Create.',
      'Only the products the service uses, read-only where it only reads.',
      'Bind the IPs of the services. Put the secret straight into the vault: nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The new key id (the id only) and where the secret is kept.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, INVALID_KEY is expected.',
      'Ask each one: stop, or switch to the new key, then press Acknowledge.',
      'An outside product on this key? Take the key out of its settings too.',
    ],
    by: 'anyone',
    evidence: 'Who was told and has not answered.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-withdrawals',
    kind: 'hunt',
    title: 'Look for withdrawals and new addresses',
    how: [
      'Wallet, then withdrawal history: anything you do not know since the leak? Cancel what is still pending: it goes on without the key.',
      'Address book: remove addresses you did not add.',
      'Money gone? Call Gate support now, with times and transaction ids.',
    ],
    permissions: ['withdraw'],
    by: 'console_holder',
    evidence: 'Period checked, unknown withdrawals, changed addresses; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-orders',
    kind: 'hunt',
    title: 'Cancel orders that outlive the key',
    how: [
      'Assume open orders stay open after the key is gone.',
      'Check open and price-triggered orders of spot, margin and futures, positions and bots.',
      'Cancel what you do not know. Close positions that are not yours.',
    ],
    permissions: ['trade'],
    by: 'console_holder',
    evidence: 'Unknown orders, positions and bots closed; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-trades',
    kind: 'hunt',
    title: 'Look for trades that are not yours',
    how: [
      'Read the trades since the leak. Thin pairs first: buying high from oneself is how a trade key is drained.',
    ],
    permissions: ['trade'],
    by: 'console_holder',
    evidence: 'Period checked, unknown trades and their loss; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-transfers',
    kind: 'hunt',
    title: 'Follow money inside the account',
    how: [
      'Check transfers between accounts and sub-accounts since the leak.',
      'Check the list of sub-accounts for one you did not make, and the keys of each.',
    ],
    permissions: ['trade', 'wallet', 'withdraw'],
    by: 'console_holder',
    evidence: 'Unknown transfers, unknown sub-accounts; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-other-keys',
    kind: 'hunt',
    title: 'Check every other key of the account',
    how: [
      'Open {page}, profile icon, API management; then the keys of each sub-account.',
      'For each: who made it, which permissions, which IPs?',
      'Nobody knows it? Delete it, and open an incident for it.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Number of keys seen, ids of those deleted.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-access',
    kind: 'hunt',
    title: 'Check devices and logins',
    how: [
      'Profile icon, then Security: devices and login history. Anything unknown?',
      'Unknown login? Change the password and renew 2FA: then it is more than a leaked key.',
      'Assume that balances and history were read: any key may read.',
    ],
    by: 'console_holder',
    evidence: 'Unknown devices or logins with their times; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'review',
    kind: 'review',
    title: 'Write down what let it happen',
    how: [
      'Where did the key leak, who could see it, since when?',
      'Were IPs bound, was a permission too wide, was one key shared by several services?',
      'Each answer becomes a follow-up with a name and a day.',
    ],
    by: 'anyone',
    evidence: 'Cause and follow-ups.',
    grade: 'inferred',
    sources: [],
  },
];

export const gate: Provider = {
  id: 'gate',
  name: 'Gate',
  aliases: ['gate.io', 'gateio', 'gate.com'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'docs',
      title: 'Gate: official client of API v4',
      url: 'https://github.com/gateio/gateapi-nodejs',
    },
    {
      id: 'codes',
      title: 'ccxt: how real answers of Gate are read',
      url: 'https://github.com/ccxt/ccxt/blob/master/js/src/gate.js',
    },
  ],
  officialHosts: ['www.gate.io', 'www.gate.com', 'api.gateio.ws'],
  publicId: {
    label: 'API key',
    hint: 'The shorter of the two: 32 characters. The secret has 64.',
    example: '0123456789abcdef0123456789abcdef',
    pattern: /^[0-9a-f]{32}$/,
    mismatch: 'A Gate API key has 32 characters: digits and a to f.',
    grade: 'inferred',
  },
  secrets: [{ name: 'Gate secret', pattern: /^[0-9a-f]{64}$/, where: 'token', onlyHere: true }],
  permissions: [
    { id: 'read', label: 'Read-only', danger: 'read', hint: 'Sees balances, orders and history.' },
    {
      id: 'trade',
      label: 'Trade (spot, margin, futures, options: write)',
      danger: 'trade',
      hint: 'Places orders, opens positions.',
    },
    { id: 'wallet', label: 'Wallet: write', danger: 'trade', hint: 'Moves money inside the account.' },
    { id: 'withdraw', label: 'Withdrawal', danger: 'withdraw', hint: 'Sends money out of Gate.' },
  ],
  environments: [{ id: 'live', label: 'Live trading', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'Gate (www.gate.io)',
      keysPage: 'https://www.gate.io/',
      apiHost: 'api.gateio.ws',
    },
  ],
  accountHint: 'Main account or name of the sub-account. Testnet keys: register them as "Other provider".',
  // Which notations it takes is not documented: accept all, so that a true list is never refused.
  allowlist: {
    accepts: ['ipv4', 'ipv6', 'cidr'],
    max: { value: null, grade: 'unknown', sources: [] },
  },
  expiry: [],
  maxKeysPerAccount: { value: null, grade: 'unknown', sources: [] },
  canDisable: { value: false, grade: 'unknown', sources: [] },
  create: {
    how: [
      'Open {page} from here. Profile icon, then API management. Account {account}. Press Create.',
      'Name it {label} with a number or month, so that old and new can be told apart.',
      'Tick the same permissions as before, or fewer. Bind the IPs of its services.',
      'The secret goes straight into the vault. Only the key of 32 characters is registered here.',
    ],
    grade: 'inferred',
    sources: [],
  },
  playbook,
  probe,
};

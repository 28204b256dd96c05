/** Kraken: answers with error strings under HTTP 200, and locks out whoever fails to authenticate too often. */
import type { DocumentedAnswer, PlaybookStep, Probe, Provider } from '../domain/provider.ts';
import { codeInJson } from '../domain/reply-code.ts';

/** 64 zero bytes in base64: the right shape for a signature, and nobody's. */
const JUNK_SIGNATURE = `${'A'.repeat(86)}==`;

/** From the official error list; that the key is looked up before the signature is checked is our conclusion. */
const answers: readonly DocumentedAnswer[] = [
  {
    code: 'EAPI:Invalid key',
    means: 'absent',
    says: 'Kraken does not know this key; good keys were seen to get this for a moment',
    grade: 'documented',
  },
  {
    code: 'EAPI:Invalid signature',
    means: 'exists',
    says: 'key known, signature refused',
    grade: 'inferred',
  },
  { code: 'EAPI:Invalid nonce', means: 'exists', says: 'key known, nonce refused', grade: 'inferred' },
  {
    code: 'EGeneral:Permission denied',
    means: 'exists',
    says: 'key known, permission missing',
    grade: 'inferred',
  },
  {
    code: 'EAPI:Bad request',
    means: 'inconclusive',
    says: 'our question was malformed',
    grade: 'documented',
  },
  {
    code: 'EGeneral:Temporary lockout',
    means: 'retry',
    says: 'locked out for some minutes: stop asking',
    grade: 'documented',
  },
  { code: 'EAPI:Rate limit exceeded', means: 'retry', says: 'too many questions', grade: 'documented' },
  { code: 'EService', means: 'retry', says: 'Kraken is unavailable or busy', grade: 'documented' },
];

/** All `EService:…` texts say that Kraken is not in service: one code stands for them. */
function kindOfError(error: string | null): string | null {
  return error?.startsWith('EService:') ? 'EService' : error;
}

const probe: Probe = {
  budget: 2,
  spacingSeconds: 300,
  mayDisturb: false,
  searchesRegions: false,
  warning:
    'Kraken sees one failed request that names this key id. Repeated failures lock the account or our address out for minutes, so we ask twice at most.',
  request: ({ keyId, now }) => ({
    method: 'POST',
    path: '/0/private/Balance',
    headers: {
      'API-Key': keyId,
      'API-Sign': JUNK_SIGNATURE,
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': 'keysteward',
    },
    // Plain milliseconds: a larger nonce, were it ever accepted, would block the rightful user of the key.
    body: `nonce=${now.getTime()}`,
  }),
  code: (reply) => kindOfError(codeInJson(reply, 'error', 0)),
  answers,
  grade: 'inferred',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'narrow',
    kind: 'contain',
    title: 'If edit is offered: untick withdraw and trade',
    how: [
      'Open {page}. Account {account}. Find the key {keyId}, or its description {label}.',
      'Edit: untick Withdraw, then create, modify and cancel orders. Allow one IP of your own. Save with 2FA.',
      'Takes longer than a minute? Skip it and delete.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'What the key shows now: permissions and IPs.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'delete-key',
    kind: 'delete',
    title: 'Delete the key at Kraken',
    how: [
      'Open {page} from here, never from a search or an e-mail. Log in with 2FA, account {account}.',
      'Profile icon, then Settings, then API.',
      'Open the key {keyId}. Compare the id; the description is unique in the account and helps to find it.',
      'Press Delete and confirm with 2FA.',
      'Done when: you reload the page and the key is gone.',
    ],
    details: ['Futures keys are a world of their own: they are looked for in a later step.'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when, and that it was gone after a reload.',
    grade: 'documented',
    sources: ['help'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that Kraken no longer knows the key',
    how: [
      'Nothing to do at Kraken. We ask with the key id and a junk signature, twice at most, minutes apart.',
      'Dead means: Kraken knew the key before and twice did not know it after.',
      'Do not try the old key again and again: Kraken locks out for minutes.',
      'Locked out or no baseline? A second person opens {page}, sees that it is gone, and signs for it.',
    ],
    page: 'keysPage',
    by: 'anyone',
    grade: 'inferred',
    sources: ['errors', 'report-transient'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Create the new key',
    how: [
      'Open {page}. Account {account}. Press Create API key.',
      'Same permissions or fewer. No Withdraw unless the service truly withdraws.',
      'Allow only the IPs of the services, and set an expiry if you can live with one.',
      'Put the private key straight into the vault: it is shown once. Nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The new API key (not the private key) and where the private key is kept.',
    grade: 'documented',
    sources: ['keys-guide', 'help'],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, "EAPI:Invalid key" is expected.',
      'Ask them to stop retries: failed logins lock the account out for minutes.',
      'Ask each one: stop, or switch to the new key, then press Acknowledge.',
    ],
    by: 'anyone',
    evidence: 'Who was told and has not answered.',
    grade: 'documented',
    sources: ['errors'],
  },
  {
    id: 'hunt-withdrawals',
    kind: 'hunt',
    title: 'Look for withdrawals and new addresses',
    how: [
      'History, then withdrawals: anything you do not know since the leak? Cancel what is still pending: it goes on without the key.',
      'Withdrawal addresses: remove those you did not add.',
      'Global Settings Lock: turn it on, so that nobody adds addresses now.',
      'Money gone? Call Kraken support now, with times and transaction ids.',
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
      'Check open orders and margin positions. Cancel what you do not know.',
      'Read closed orders since the leak. Thin pairs first: that is how a trade key is drained.',
    ],
    permissions: ['trade', 'cancel'],
    by: 'console_holder',
    evidence: 'Unknown orders and positions closed, unknown trades; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-ledger',
    kind: 'hunt',
    title: 'Follow money inside the account',
    how: [
      'Read the ledger since the leak: transfers, conversions, fees that do not fit.',
      'Earn: allocations you did not make.',
    ],
    permissions: ['trade', 'earn', 'withdraw'],
    by: 'console_holder',
    evidence: 'Period checked, unknown entries; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-other-keys',
    kind: 'hunt',
    title: 'Check every other key, futures keys too',
    how: [
      'Open {page}. For each key: who made it, which permissions, which IPs?',
      'Futures keys are separate: look at the futures account as well.',
      'Nobody knows it? Delete it, and open an incident for it.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Number of keys seen on both sides, ids of those deleted.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-access',
    kind: 'hunt',
    title: 'Check logins and devices',
    how: [
      'Settings, then Security: login history and devices. Anything unknown?',
      'Unknown login? Change the password and renew 2FA: then it is more than a leaked key.',
      'Assume that balances, ledgers and exports were read if the key could read them.',
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
      'Were IPs and an expiry set, was a permission too wide, was one key shared by several services?',
      'Each answer becomes a follow-up with a name and a day.',
    ],
    by: 'anyone',
    evidence: 'Cause and follow-ups.',
    grade: 'inferred',
    sources: [],
  },
];

export const kraken: Provider = {
  id: 'kraken',
  name: 'Kraken',
  aliases: ['kraken pro', 'kraken.com'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'keys-guide',
      title: 'Kraken: API keys guide',
      url: 'https://docs.kraken.com/exchange/guides/rest/api-keys',
    },
    {
      id: 'errors',
      title: 'Kraken: errors',
      url: 'https://docs.kraken.com/exchange/guides/general/errors',
    },
    {
      id: 'help',
      title: 'Kraken support: API keys',
      url: 'https://support.kraken.com/hc/en-us/articles/360000919966',
    },
    {
      id: 'shapes',
      title: 'trufflehog: shape of key and private key',
      url: 'https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/kraken/kraken.go',
    },
    {
      id: 'report-transient',
      title: 'Users reporting "Invalid key" for good keys',
      url: 'https://github.com/ccxt/ccxt/issues/6002',
    },
  ],
  officialHosts: ['www.kraken.com', 'api.kraken.com'],
  publicId: {
    label: 'API key',
    hint: 'The shorter of the two: 56 characters. The private key has 86 to 88.',
    example: 'ExampleKeyIdOf56Characters/0123456789abcdefghijklmnopqrs',
    pattern: /^[0-9A-Za-z/+=]{56}$/,
    mismatch: 'A Kraken API key has 56 characters: letters, digits, / + and =.',
    grade: 'reported',
  },
  secrets: [{ name: 'Kraken private key', pattern: /^[0-9A-Za-z/+=]{86,88}$/, where: 'token' }],
  permissions: [
    {
      id: 'query',
      label: 'Query funds, orders, ledger, exports',
      danger: 'read',
      hint: 'Sees balances, orders and history.',
    },
    { id: 'websocket', label: 'WebSocket token', danger: 'read', hint: 'Opens private live feeds.' },
    { id: 'deposit', label: 'Deposit', danger: 'write', hint: 'Makes deposit addresses.' },
    {
      id: 'cancel',
      label: 'Cancel and close orders',
      danger: 'trade',
      hint: 'Cancels orders, closes positions.',
    },
    { id: 'trade', label: 'Create and modify orders', danger: 'trade', hint: 'Places and changes orders.' },
    { id: 'earn', label: 'Earn', danger: 'trade', hint: 'Moves money into and out of Earn.' },
    { id: 'withdraw', label: 'Withdraw', danger: 'withdraw', hint: 'Sends money out of Kraken.' },
  ],
  environments: [{ id: 'live', label: 'Live trading', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'Kraken (www.kraken.com)',
      keysPage: 'https://www.kraken.com/u/security/api',
      apiHost: 'api.kraken.com',
    },
  ],
  accountHint: 'The account name. Futures keys live on another host: register them as "Other provider".',
  allowlist: {
    accepts: ['ipv4', 'ipv6', 'cidr'],
    max: { value: null, grade: 'unknown', sources: [] },
  },
  expiry: [],
  maxKeysPerAccount: { value: null, grade: 'unknown', sources: [] },
  canDisable: { value: false, grade: 'inferred', sources: [] },
  create: {
    how: [
      'Open {page} from here. Account {account}. Press Create API key.',
      'Description {label} with a number or month: it must be unique in the account.',
      'Tick the same permissions as before, or fewer. Allow only the IPs of its services.',
      'The private key is shown once: straight into the vault. Only the API key is registered here.',
    ],
    grade: 'documented',
    sources: ['keys-guide', 'help'],
  },
  playbook,
  probe,
};

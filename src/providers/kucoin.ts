/** KuCoin: the secret is a UUID and so looks like the public id of other exchanges. */
import type { DocumentedAnswer, PlaybookStep, Probe, Provider } from '../domain/provider.ts';
import { codeInJson } from '../domain/reply-code.ts';

/** 32 zero bytes in base64: the right shape for a signature and for a signed passphrase, and nobody's. */
const JUNK_SIGNATURE = `${'A'.repeat(43)}=`;

/** From a copy of the official list; that the key is looked up first is our conclusion. */
const answers: readonly DocumentedAnswer[] = [
  {
    code: '400003',
    means: 'absent',
    says: 'KuCoin does not know this key on this product host',
    grade: 'documented',
  },
  { code: '400004', means: 'exists', says: 'key known, passphrase refused', grade: 'documented' },
  { code: '400005', means: 'exists', says: 'key known, signature refused', grade: 'documented' },
  {
    code: '400006',
    means: 'exists',
    says: 'key known, our address not on its allowlist',
    grade: 'documented',
  },
  { code: '400007', means: 'exists', says: 'key known, permission missing', grade: 'documented' },
  { code: '411100', means: 'exists', says: 'key known, its user is frozen', grade: 'documented' },
  { code: '400001', means: 'inconclusive', says: 'our question lacked a header', grade: 'documented' },
  { code: '400002', means: 'clock', says: 'our timestamp was more than 5 seconds off', grade: 'documented' },
];

const probe: Probe = {
  budget: 6,
  spacingSeconds: 20,
  mayDisturb: false,
  searchesRegions: false,
  warning: 'KuCoin sees one failed request that names this key id. The key itself is not used.',
  request: ({ keyId, now }) => ({
    method: 'GET',
    path: '/api/v1/accounts',
    headers: {
      'KC-API-KEY': keyId,
      'KC-API-SIGN': JUNK_SIGNATURE,
      'KC-API-TIMESTAMP': String(now.getTime()),
      'KC-API-PASSPHRASE': JUNK_SIGNATURE,
      'KC-API-KEY-VERSION': '2',
    },
  }),
  code: (reply) => codeInJson(reply, 'code'),
  answers,
  grade: 'inferred',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'narrow',
    kind: 'contain',
    title: 'Edit: leave only General, bind one own IP',
    how: [
      'Open {page}. Account {account}. Find the row whose API key is {keyId}. Press Edit.',
      'Untick withdrawal and transfer first, then futures, margin and spot. Bind one IP of your own.',
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
    title: 'Delete the key at KuCoin',
    how: [
      'Open {page} from here, never from a search or an e-mail. Log in with 2FA, account {account}.',
      'Profile icon, then API Management.',
      'Find the row whose API key is {keyId}. Compare the id, not the name.',
      'Press Delete, confirm with trading password and 2FA.',
      'Done when: you reload the page and the row is gone.',
    ],
    details: [
      'Key of a sub-account? Delete it from the master’s page. The API way asks for the passphrase: do not send that around.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when, and that the row was gone after a reload.',
    grade: 'documented',
    sources: ['docs'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that KuCoin no longer knows the key',
    how: [
      'Nothing to do at KuCoin. We ask with the key id, a junk signature and a junk passphrase.',
      'Dead means: KuCoin knew the key before and twice did not know it after, on api.kucoin.com.',
      'Not found, but never seen alive by us? That is no proof: another product host may know it.',
    ],
    by: 'anyone',
    grade: 'inferred',
    sources: ['docs', 'report-passphrase'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Create the new key',
    how: [
      'Open {page}. Account {account}. Press Create API.',
      'Same permissions or fewer. Transfer and withdrawal demand bound IPs.',
      'Bind the IPs of the services, 20 at most. New passphrase, never the old one.',
      'Put all parts straight into the vault: the secret is shown once. Nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The new API key id (the id only) and where the secret is kept.',
    grade: 'documented',
    sources: ['docs'],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, error 400003 is expected.',
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
      'Assets, then withdrawal history: anything you do not know since the leak? Cancel what is still pending: it goes on without the key.',
      'Withdrawal address list: remove addresses you did not add.',
      'Money gone? Call KuCoin support now, with times and transaction ids.',
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
      'Check open and stop orders of spot, margin and futures, positions and trading bots.',
      'Cancel what you do not know. Close positions that are not yours.',
    ],
    permissions: ['spot', 'margin', 'futures'],
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
      'Read the fills since the leak. Thin pairs first: buying high from oneself is how a trade key is drained.',
    ],
    permissions: ['spot', 'margin', 'futures'],
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
      'Check transfers between main, trade, margin and futures accounts and to sub-accounts. Earn too.',
      'Check the list of sub-accounts for one you did not make.',
    ],
    permissions: ['spot', 'margin', 'futures', 'earn', 'transfer', 'withdraw'],
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
      'Open {page}, then the keys of each sub-account.',
      'For each: who made it, which permissions, which IPs?',
      'Nobody knows it? Delete it, and open an incident for it.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Number of keys seen, ids of those deleted.',
    grade: 'documented',
    sources: ['docs'],
  },
  {
    id: 'hunt-access',
    kind: 'hunt',
    title: 'Check devices and logins',
    how: [
      'Profile icon, then Security: devices and login history. Anything unknown?',
      'Unknown login? Change login and trading password and renew 2FA: then it is more than a leaked key.',
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

export const kucoin: Provider = {
  id: 'kucoin',
  name: 'KuCoin',
  aliases: ['ku coin', 'kcs'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'docs',
      title: 'KuCoin API documentation (2023 copy)',
      url: 'https://github.com/Kucoin/kucoin-api-docs',
    },
    {
      id: 'shapes',
      title: 'trufflehog: shapes of key, secret and passphrase',
      url: 'https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/kucoin/kucoin.go',
    },
    {
      id: 'report-passphrase',
      title: 'A report of "not exists" for a wrong passphrase (2019)',
      url: 'https://github.com/ccxt/ccxt/issues/4688',
    },
  ],
  officialHosts: ['www.kucoin.com', 'api.kucoin.com'],
  publicId: {
    label: 'API key',
    hint: 'The id in the list of keys: 24 characters, no dashes. Something with dashes is the secret.',
    example: '0123456789abcdef01234567',
    pattern: /^[0-9a-f]{24}$/,
    mismatch:
      'A KuCoin API key has 24 characters: digits and a to f. With dashes it is the secret: do not paste it.',
    grade: 'reported',
  },
  secrets: [
    {
      name: 'KuCoin secret',
      pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      where: 'token',
      onlyHere: true,
    },
  ],
  permissions: [
    { id: 'read', label: 'General', danger: 'read', hint: 'Sees balances, orders and history.' },
    { id: 'spot', label: 'Spot', danger: 'trade', hint: 'Places and cancels spot orders.' },
    { id: 'margin', label: 'Margin', danger: 'trade', hint: 'Borrows and trades on margin.' },
    { id: 'futures', label: 'Futures', danger: 'trade', hint: 'Trades with leverage.' },
    { id: 'earn', label: 'Earn', danger: 'trade', hint: 'Moves money into and out of Earn.' },
    {
      id: 'transfer',
      label: 'Transfer',
      danger: 'trade',
      hint: 'Moves money between accounts. Needs bound IPs.',
    },
    { id: 'withdraw', label: 'Withdrawal', danger: 'withdraw', hint: 'Sends money out. Needs bound IPs.' },
  ],
  environments: [{ id: 'live', label: 'Live trading', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'KuCoin (www.kucoin.com)',
      keysPage: 'https://www.kucoin.com/account/api',
      apiHost: 'api.kucoin.com',
    },
  ],
  accountHint: 'Main account or name of the sub-account.',
  // Which notations it takes is not documented: accept all, so that a true list is never refused.
  allowlist: {
    accepts: ['ipv4', 'ipv6', 'cidr'],
    max: { value: 20, grade: 'documented', sources: ['docs'] },
  },
  expiry: [],
  maxKeysPerAccount: { value: null, grade: 'unknown', sources: [] },
  canDisable: { value: false, grade: 'inferred', sources: [] },
  create: {
    how: [
      'Open {page} from here. Account {account}. Press Create API.',
      'Name it {label} with a number or month, so that old and new can be told apart.',
      'Tick the same permissions as before, or fewer. Bind the IPs of its services, 20 at most.',
      'New passphrase of 7 to 32 characters. The secret is shown once: all parts straight into the vault.',
      'Only the API key of 24 characters is registered here.',
    ],
    grade: 'documented',
    sources: ['docs'],
  },
  playbook,
  probe,
};

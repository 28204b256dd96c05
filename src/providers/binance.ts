/** Binance: key and secret look alike, keys can be edited, and an address that is not allowed hides whether a key exists. */
import type { DocumentedAnswer, PlaybookStep, Probe, Provider } from '../domain/provider.ts';
import { codeInJson } from '../domain/reply-code.ts';

/** 32 zero bytes in hex: the right shape for a signature, and nobody's. */
const JUNK_SIGNATURE = '0'.repeat(64);

/**
 * Binance lists -1022 and -2015; -2008 is in no official list but in many captures of the /sapi endpoints.
 * A key with an IP allowlist answers -2015 whether it exists or not, so such a key cannot be proven dead here.
 */
const answers: readonly DocumentedAnswer[] = [
  { code: '-1022', means: 'exists', says: 'key known, signature refused', grade: 'documented' },
  { code: '-2017', means: 'exists', says: 'key known, locked by Binance', grade: 'documented' },
  { code: '-2008', means: 'absent', says: 'Binance does not know this key', grade: 'reported' },
  { code: '-2014', means: 'weak_absent', says: 'key id malformed', grade: 'documented' },
  {
    code: '-2015',
    means: 'inconclusive',
    says: 'key, IP or permission refused: the answer does not say which',
    grade: 'documented',
  },
  { code: '-1021', means: 'clock', says: 'our timestamp was too far off', grade: 'documented' },
  { code: '-1102', means: 'inconclusive', says: 'our question lacked a parameter', grade: 'documented' },
  { code: 'http429', means: 'retry', says: 'too many questions', grade: 'documented' },
  { code: 'http418', means: 'retry', says: 'our address is banned for a while', grade: 'documented' },
  { code: 'http403', means: 'inconclusive', says: 'stopped by the firewall of Binance', grade: 'documented' },
  { code: 'http451', means: 'geo', says: 'Binance does not serve our address', grade: 'documented' },
];

const probe: Probe = {
  budget: 6,
  spacingSeconds: 20,
  mayDisturb: false,
  searchesRegions: false,
  warning:
    'Binance sees one failed request that names this key id. The key itself is not used. A key with an IP allowlist gives no clear answer.',
  request: ({ keyId, now }) => ({
    method: 'GET',
    path: `/sapi/v1/account/apiRestrictions?timestamp=${now.getTime()}&signature=${JUNK_SIGNATURE}`,
    headers: { 'X-MBX-APIKEY': keyId },
  }),
  code: (reply) => codeInJson(reply, 'code') ?? (reply.status >= 400 ? `http${reply.status}` : null),
  answers,
  grade: 'reported',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'narrow',
    kind: 'contain',
    title: 'Untick every permission, bind one own IP',
    how: [
      'Open {page}. Account {account}. Find the row whose API key is {keyId}.',
      'Edit restrictions: untick withdrawals first, then trading, futures, margin and transfers.',
      'Choose "Restrict access to trusted IPs only", enter one IP of your own, save, confirm with 2FA.',
      'Takes longer than a minute? Skip it and delete.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'What the row shows now: ticked permissions and IPs.',
    grade: 'documented',
    sources: ['rest-docs'],
  },
  {
    id: 'delete-key',
    kind: 'delete',
    title: 'Delete the key at Binance',
    how: [
      'Open {page} from here, never from a search or an e-mail. Log in with 2FA, account {account}.',
      'Profile icon, then Account, then API Management.',
      'Find the row whose API key is {keyId}. Compare the id, not the name.',
      'Press Delete, confirm with 2FA.',
      'Done when: you reload the page and the row is gone.',
    ],
    details: ['Key of a sub-account? Its master can do it: DELETE /sapi/v1/sub-account/subAccountApi.'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when, and that the row was gone after a reload.',
    grade: 'documented',
    sources: ['rest-docs'],
  },
  {
    id: 'delete-all-keys',
    kind: 'delete',
    title: 'Abuse seen? Delete all keys and call support',
    how: [
      'No sign of abuse? Skip this step: it stops every service of account {account}.',
      'Binance advises it when activity on the account is not yours.',
      'Open {page}: Delete all API.',
      'Then contact support from inside the account and ask to freeze withdrawals.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Number of keys deleted, number of the support case; or: no abuse seen.',
    grade: 'documented',
    sources: ['rest-docs'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that Binance no longer knows the key',
    how: [
      'Nothing to do at Binance. We ask with the key id and a junk signature.',
      'Dead means: Binance knew the key before and twice did not know it after.',
      'Answer -2015? The key had an IP allowlist: this question cannot decide.',
      'Then a second person opens {page}, sees that {keyId} is gone, and signs for it.',
    ],
    page: 'keysPage',
    by: 'anyone',
    grade: 'reported',
    sources: ['errors', 'report-2008', 'report-2008-too'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Create the new key',
    how: [
      'Open {page}. Account {account}. Press Create API.',
      'Reading only, then add what the service really needs. Withdrawals demand an IP list.',
      'Enter the IPs of the services, 30 at most.',
      'Put the secret straight into the vault: it is shown once. Nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The new API key (not the secret key) and where the secret is kept.',
    grade: 'documented',
    sources: ['rest-docs', 'link-trade'],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, error -2008 or -2015 is expected.',
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
      'Wallet, then Transaction History, then Withdraw: anything you do not know since the leak?',
      'One under way goes on without the key: cancel it where that is offered, else call support.',
      'Address Management: remove addresses you did not add. Check that the withdrawal whitelist is on.',
      'By interface: /sapi/v1/capital/withdraw/history.',
      'Money gone? Call Binance support now, with times and transaction ids.',
    ],
    permissions: ['withdraw'],
    by: 'console_holder',
    evidence: 'Period checked, unknown withdrawals, changed addresses; or: none.',
    grade: 'documented',
    sources: ['rest-docs'],
  },
  {
    id: 'hunt-orders',
    kind: 'hunt',
    title: 'Cancel orders that outlive the key',
    how: [
      'Assume open orders stay open after the key is gone.',
      'Check open orders of spot, margin, futures and options, and trading bots.',
      'Cancel what you do not know. Close positions that are not yours.',
    ],
    permissions: ['spot', 'margin', 'futures', 'options'],
    by: 'console_holder',
    evidence: 'Unknown orders and positions closed; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-trades',
    kind: 'hunt',
    title: 'Look for trades that are not yours',
    how: [
      'Read the trade history since the leak, spot, margin and futures.',
      'Thin pairs first: buying high from oneself is how a trade key is drained.',
      'Convert and Earn history too.',
    ],
    permissions: ['spot', 'margin', 'futures', 'options'],
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
      'Check transfers between wallets and sub-accounts, deposits, loans and P2P since the leak.',
      'Check the sub-account list for one you did not make, and the keys of each sub-account.',
    ],
    permissions: ['spot', 'margin', 'futures', 'options', 'transfer', 'withdraw'],
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
      'Open {page}. For each row: who made it, which permissions, which IPs?',
      'Nobody knows it? Delete it, and open an incident for it.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Number of keys seen, ids of those deleted.',
    grade: 'documented',
    sources: ['rest-docs'],
  },
  {
    id: 'hunt-access',
    kind: 'hunt',
    title: 'Check devices and logins',
    how: [
      'Profile icon, then Security: devices and account activity. Anything unknown?',
      'Unknown login? Change the password and renew 2FA: then it is more than a leaked key.',
      'Assume that balances and history were read: any key may read.',
    ],
    page: 'https://www.binance.com/en/my/security',
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

export const binance: Provider = {
  id: 'binance',
  name: 'Binance',
  aliases: ['bnb', 'binance.com'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'rest-docs',
      title: 'Binance: REST interface',
      url: 'https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md',
    },
    {
      id: 'errors',
      title: 'Binance: error codes',
      url: 'https://github.com/binance/binance-spot-api-docs/blob/master/errors.md',
    },
    {
      id: 'notice-2021',
      title: 'Binance: notice on keys without an IP list (July 2021)',
      url: 'https://www.binance.com/en-IN/support/announcement/cda0a4b53da04396b5d27881e93abf78',
    },
    {
      id: 'link-trade',
      title: 'Binance: Link and Trade documentation',
      url: 'https://developers.binance.com/docs/binance_link',
    },
    {
      id: 'report-2008',
      title: 'Users reporting -2008 and swept keys',
      url: 'https://github.com/ccxt/ccxt/issues/16777',
    },
    {
      id: 'report-2008-too',
      title: 'Users reporting -2008',
      url: 'https://github.com/sammchardy/python-binance/issues/1155',
    },
  ],
  officialHosts: ['www.binance.com', 'api.binance.com'],
  publicId: {
    label: 'API key',
    hint: 'Shown on the API page every time: 64 letters and digits. The secret key looks the same but is shown only once.',
    example: 'ExampleApiKey64CharsLong0123456789abcdefghijklmnopqrstuvwxyzABCD',
    pattern: /^[A-Za-z0-9]{64}$/,
    mismatch: 'A Binance API key has exactly 64 letters and digits.',
    grade: 'documented',
    looksLikeItsSecret: true,
  },
  secrets: [
    { name: 'Binance secret key', pattern: /^[A-Za-z0-9]{64}$/, where: 'token', onlyHere: true },
    { name: 'private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, where: 'anywhere' },
  ],
  permissions: [
    { id: 'read', label: 'Reading', danger: 'read', hint: 'Sees balances, orders and history.' },
    { id: 'spot', label: 'Spot and margin trading', danger: 'trade', hint: 'Places and cancels orders.' },
    {
      id: 'margin',
      label: 'Margin loan',
      danger: 'trade',
      hint: 'Borrows, repays and transfers for margin.',
    },
    { id: 'futures', label: 'Futures', danger: 'trade', hint: 'Trades with leverage.' },
    { id: 'options', label: 'Options', danger: 'trade', hint: 'Trades options.' },
    {
      id: 'transfer',
      label: 'Universal or internal transfer',
      danger: 'trade',
      hint: 'Moves money between wallets and sub-accounts.',
    },
    { id: 'withdraw', label: 'Withdrawals', danger: 'withdraw', hint: 'Sends money out. Needs an IP list.' },
  ],
  environments: [{ id: 'live', label: 'Live trading', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'Binance (www.binance.com)',
      keysPage: 'https://www.binance.com/en/my/settings/api-management',
      apiHost: 'api.binance.com',
    },
  ],
  accountHint:
    'Main account or e-mail of the sub-account. Testnet and Binance.US keys are separate: register them as "Other provider".',
  // Which notations it takes is not documented: accept all, so that a true list is never refused.
  allowlist: {
    accepts: ['ipv4', 'ipv6', 'cidr'],
    max: { value: 30, grade: 'documented', sources: ['link-trade'] },
  },
  expiry: [
    {
      id: 'binance-30-days-no-ip',
      says: 'Without an IP list Binance takes trading rights away: after 30 days by its notice of July 2021, today’s number is not published.',
      permissions: ['spot', 'margin', 'futures', 'options', 'transfer'],
      withoutAllowlistOnly: true,
      environments: ['live'],
      days: { value: 30, grade: 'reported', sources: ['notice-2021', 'report-2008'] },
      counts: 'since_created',
    },
  ],
  maxKeysPerAccount: { value: null, grade: 'unknown', sources: [] },
  canDisable: { value: false, grade: 'inferred', sources: [] },
  create: {
    how: [
      'Open {page} from here. Account {account}. Press Create API.',
      'Name it {label} with a number or month, so that old and new can be told apart.',
      'Tick the same permissions as before, or fewer. Enter the IPs of its services, 30 at most.',
      'Confirm with 2FA. The secret key is shown once: straight into the vault.',
      'Register only the API key here: look at the heading above it before you copy.',
    ],
    grade: 'documented',
    sources: ['rest-docs', 'link-trade'],
  },
  playbook,
  probe,
};

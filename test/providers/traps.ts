/**
 * What people get wrong at each provider in a leak, and the words by which its playbook warns of it. A step that is
 * reworded keeps its warning, or this list says that it was lost.
 */
export interface Trap {
  /** What goes wrong. */
  readonly trap: string;
  /** Id of the step that warns of it. */
  readonly step: string;
  readonly says: RegExp;
  /** It lives on after the deletion, so its step must be one that has to be settled after it. */
  readonly outlives?: true;
}

const exchange = (orders: RegExp, withdrawals = 'hunt-withdrawals'): readonly Trap[] => [
  { trap: 'open orders outlive the key', step: 'hunt-orders', says: orders, outlives: true },
  {
    trap: 'withdrawals under way outlive the key',
    step: withdrawals,
    says: /goes on without the key/,
    outlives: true,
  },
  { trap: 'addresses were added for later', step: withdrawals, says: /ddress.*remove|remove.*ddress/s },
  { trap: 'the same thief made a key of his own', step: 'hunt-other-keys', says: /who made it/ },
];
const stayOpen = /orders stay open after the key is gone/;

const gitHubToken: readonly Trap[] = [
  { trap: 'its deploy keys go with it', step: 'delete-key', says: /Deploy keys .* go with it/ },
  {
    trap: 'its deploy keys went with it',
    step: 'restore-deploy-keys',
    says: /also deletes the deploy keys/,
    outlives: true,
  },
  { trap: 'a logged-in request to revoke is refused', step: 'revoke-by-token', says: /Send no login/ },
  { trap: 'what was cloned is out', step: 'hunt-audit-log', says: /git\.clone/ },
  { trap: 'a workflow could read the secrets', step: 'hunt-ways-in', says: /Actions secrets/ },
];

export const traps: Readonly<Record<string, readonly Trap[]>> = {
  okx: [
    ...exchange(stayOpen),
    { trap: 'look-alike sites', step: 'delete-key', says: /look-alike/ },
    { trap: 'there is no off switch', step: 'narrow', says: /no off switch/ },
    { trap: 'another region gives the same answer', step: 'prove-gone', says: /another region/ },
    { trap: 'money moves between sub-accounts', step: 'hunt-transfers', says: /sub-account/ },
  ],
  binance: [
    ...exchange(stayOpen),
    { trap: 'a key with an IP list cannot be proven', step: 'prove-gone', says: /-2015/ },
    { trap: 'one key deleted, another abused', step: 'delete-all-keys', says: /contact support/ },
  ],
  bybit: [
    ...exchange(stayOpen),
    { trap: 'testnet and demo answer the same', step: 'prove-gone', says: /testnet and demo/ },
    { trap: 'a sub-account bleeds on', step: 'narrow', says: /freeze the whole sub-account/ },
  ],
  kraken: [
    ...exchange(stayOpen),
    { trap: 'tries in a row lock everybody out', step: 'prove-gone', says: /locks out/ },
    { trap: 'retries of services lock everybody out', step: 'tell-owners', says: /stop retries/ },
    { trap: 'futures keys are elsewhere', step: 'hunt-other-keys', says: /Futures keys are separate/ },
  ],
  coinbase: [
    ...exchange(stayOpen, 'hunt-transfers'),
    { trap: 'a 401 proves nothing', step: 'prove-gone', says: /401 .* proves nothing/ },
    { trap: 'keys of several projects', step: 'hunt-other-keys', says: /each project/ },
  ],
  kucoin: [
    ...exchange(stayOpen),
    { trap: 'the API way needs the passphrase', step: 'delete-key', says: /passphrase: do not send/ },
    { trap: 'another product host answers the same', step: 'prove-gone', says: /another product host/ },
  ],
  bitget: [
    ...exchange(stayOpen),
    { trap: '40012 decides nothing', step: 'prove-gone', says: /40012.*decides nothing/s },
  ],
  gate: [
    ...exchange(stayOpen),
    { trap: 'a testnet key answers the same', step: 'prove-gone', says: /testnet/ },
  ],
  aws: [
    { trap: 'the user is quarantined', step: 'deactivate-key', says: /Access denied\? Another admin/ },
    {
      trap: 'a quarantined user cannot end its own key',
      step: 'quarantine',
      says: /Another admin must do it/,
    },
    { trap: 'the policy is removed too early', step: 'quarantine', says: /Do not remove the policy/ },
    { trap: 'quarantine is taken for a revocation', step: 'quarantine', says: /not a revocation/ },
    {
      trap: 'sessions outlive the key',
      step: 'end-sessions',
      says: /live on .*aws:TokenIssueTime/s,
      outlives: true,
    },
    { trap: 'an ASIA id is a session', step: 'deactivate-key', says: /starts with ASIA/ },
    { trap: 'it takes minutes everywhere', step: 'deactivate-key', says: /some minutes/ },
    { trap: 'deactivated and deleted look alike', step: 'prove-gone', says: /deactivated or deleted/ },
    { trap: 'CloudTrail is by region', step: 'hunt-trail', says: /Change the region/ },
  ],
  google_sa: [
    { trap: 'tokens live for an hour', step: 'disable-key', says: /up to an hour/ },
    { trap: 'only disabling the account cuts them', step: 'disable-account', says: /Only disabling/ },
    { trap: 'they are used in that hour', step: 'hunt-audit-log', says: /an hour after it/, outlives: true },
    { trap: 'the list is 15 minutes old', step: 'prove-gone', says: /15 minutes/ },
    { trap: 'a dead key is taken for dead tokens', step: 'prove-gone', says: /Dead key, live tokens/ },
  ],
  cloudflare: [
    { trap: 'the Global API Key has no id', step: 'change-global-key', says: /Global API Key/ },
    { trap: 'the rolled value is used on', step: 'roll-token', says: /Do not hand the new value/ },
    {
      trap: 'an account token is listed elsewhere',
      step: 'delete-key',
      says: /Account token\? Manage account/,
    },
    { trap: 'traffic was turned aside', step: 'hunt-traffic', says: /DNS records/ },
  ],
  github_pat: gitHubToken,
  github_fine_grained: [
    ...gitHubToken,
    { trap: 'an owner cuts off one organization', step: 'revoke-by-owner', says: /this organization only/ },
  ],
  github_deploy_key: [
    { trap: 'registered at another place too', step: 'prove-gone', says: /another repository or user/ },
    { trap: 'the code holds secrets', step: 'hunt-clones', says: /Secrets inside it/ },
  ],
  gitlab: [
    { trap: 'rotating kills the family later', step: 'delete-key', says: /Do not press Rotate/ },
    { trap: 'an old token kills its family', step: 'check-family', says: /every token that followed/ },
    { trap: 'a job could read the variables', step: 'hunt-ways-in', says: /CI variables/ },
  ],
  npm: [
    { trap: 'it works on for an hour', step: 'delete-key', says: /up to an hour/ },
    { trap: 'it is looked at too early', step: 'prove-gone', says: /One hour after deletion/ },
    { trap: 'it publishes in that hour', step: 'lock-publishing', says: /Publishing access/, outlives: true },
    { trap: 'versions of that hour', step: 'hunt-versions', says: /again an hour after/, outlives: true },
    { trap: 'others install them', step: 'tell-owners', says: /do not install versions/ },
  ],
  openai: [
    {
      trap: 'a service account keeps its key',
      step: 'delete-service-account',
      says: /cannot be deleted alone/,
    },
    { trap: 'a limit is taken for an end', step: 'cap-spending', says: /still works/ },
  ],
  anthropic: [
    { trap: 'the API cannot delete', step: 'delete-key', says: /API cannot delete/ },
    { trap: 'files and batches outlive the key', step: 'hunt-files', says: /batches/, outlives: true },
  ],
  stripe: [
    { trap: 'a delay keeps the leaked key alive', step: 'delete-key', says: /now\. Any other choice/ },
    { trap: 'it was rolled with a delay', step: 'check-no-grace', says: /Expire key now/ },
    { trap: 'test mode is deleted instead', step: 'delete-key', says: /test mode switch/ },
    { trap: 'payouts go on', step: 'hunt-money', says: /Payouts and external bank accounts/, outlives: true },
  ],
  slack: [
    { trap: 'it is the token of this bot', step: 'own-token', says: /stops this card/ },
    {
      trap: 'nobody knows which app this bot is',
      step: 'own-token',
      says: /Basic Information: is its App ID \{keyId\}/,
    },
    { trap: 'nobody looks, and the card dies unawares', step: 'own-token', says: /Act as if it is/ },
    { trap: 'the token is kept for the card', step: 'own-token', says: /Do not keep the token/ },
    { trap: 'a webhook address is a secret', step: 'remove-webhook', says: /address itself is the secret/ },
    { trap: 'the bot leaves its channels', step: 'delete-key', says: /takes? it out of its channels/ },
    { trap: 'invalid_auth is taken for dead', step: 'prove-gone', says: /invalid_auth is not clear/ },
  ],
  twilio: [
    { trap: 'the Auth Token is the master', step: 'auth-token', says: /master of the whole account/ },
    { trap: '20003 proves nothing', step: 'prove-gone', says: /20003/ },
    { trap: 'SMS pumping', step: 'hunt-pumping', says: /pumping/ },
  ],
  sendgrid: [
    { trap: '401 proves nothing', step: 'prove-gone', says: /401/ },
    { trap: 'a European account is elsewhere', step: 'prove-gone', says: /api\.eu\.sendgrid\.com/ },
  ],
  generic: [
    { trap: 'a delay keeps the key alive', step: 'delete-key', says: /Choose now/ },
    { trap: 'orders and payments go on', step: 'hunt-money', says: /go on without the key/, outlives: true },
    { trap: 'a search finds a look-alike', step: 'delete-key', says: /never from a search/ },
  ],
};

/**
 * GitHub tokens, classic and fine-grained: two providers, as their ids and pages differ. A token is its own
 * bearer, so nothing can be asked without it; owners of an organization can look a fine-grained one up by number.
 */
import type { PlaybookStep, Provider, SecretShape, Source } from '../domain/provider.ts';

const REVIEWED = '2026-11-23';
const OFFICIAL_HOSTS = ['github.com', 'api.github.com'];

const SOURCES: readonly Source[] = [
  {
    id: 'tokens',
    title: 'GitHub: managing personal access tokens',
    url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
  },
  {
    id: 'expiry',
    title: 'GitHub: token expiration and revocation',
    url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation',
  },
  {
    id: 'revoke-api',
    title: 'GitHub: credential revocation by API',
    url: 'https://docs.github.com/en/rest/credentials/revoke',
  },
  {
    id: 'org-tokens',
    title: 'GitHub: fine-grained tokens of an organization, API',
    url: 'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  },
  {
    id: 'rest-auth',
    title: 'GitHub: authenticating to the REST API',
    url: 'https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api',
  },
  {
    id: 'audit',
    title: 'GitHub: audit log events performed by an access token',
    url: 'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/identifying-audit-log-events-performed-by-an-access-token',
  },
];

const TOKEN_SECRETS: readonly SecretShape[] = [
  { name: 'GitHub token', pattern: /gh[opusr]_[0-9A-Za-z]{36}/, where: 'anywhere' },
  { name: 'GitHub fine-grained token', pattern: /github_pat_\w{82}/, where: 'anywhere' },
];

const revokeByToken: PlaybookStep = {
  id: 'revoke-by-token',
  kind: 'delete',
  title: 'No login? Whoever has the token can revoke it',
  how: [
    'Only when nobody can open the page. On your own machine, never through Slack.',
    'Write a file leak.json: {"credentials":["…the token…"]}',
    'curl -X POST -H "Content-Type: application/json" -d @leak.json https://api.github.com/credentials/revoke',
    'Send no login with it: a logged-in request is refused. Answer 202 means accepted.',
    'It cannot be undone, and GitHub tells the owner. Then delete leak.json.',
  ],
  by: 'anyone',
  evidence: 'Who ran it, when, the status number.',
  grade: 'documented',
  sources: ['revoke-api'],
};

const restoreDeployKeys: PlaybookStep = {
  id: 'restore-deploy-keys',
  kind: 'replace',
  title: 'Put back deploy keys that went with the token',
  how: [
    'Deleting a token also deletes the deploy keys that were made with it. Deploys may fail now.',
    'Repositories the token could administer: Settings, then Deploy keys. Missing one? Add it anew.',
    'A key that the thief made with the token is gone as well: do not put that back.',
  ],
  permissions: ['write', 'admin'],
  by: 'service_owner',
  evidence: 'Deploy keys put back; or: none was missing.',
  grade: 'documented',
  sources: ['tokens'],
};

const tellOwners: PlaybookStep = {
  id: 'tell-owners',
  kind: 'tell',
  title: 'Tell the owners of every service on this key',
  how: [
    'Say: {label} was compromised, it stops now, "Bad credentials" or a failed clone is expected.',
    'Ask each one: stop, or switch to the new one, then press Acknowledge.',
  ],
  by: 'anyone',
  evidence: 'Who was told and has not answered.',
  grade: 'inferred',
  sources: [],
};

const huntAuditLog: PlaybookStep = {
  id: 'hunt-audit-log',
  kind: 'hunt',
  title: 'Search the audit log for this token',
  how: [
    'Organization, Settings, Audit log. Only an owner can. Every organization the token could reach.',
    'Who has the token computes its hash on their own machine, from a file, not from the command line:',
    'tr -d "\\n" < token.txt | openssl dgst -sha256 -binary | base64',
    'Search hashed_token:"THE HASH". The hash gives nothing away. No token at hand? Search by actor.',
    'Look for git.clone of private repositories first. What was cloned is out.',
  ],
  by: 'console_holder',
  evidence: 'First and last strange event, repositories cloned; or: none.',
  grade: 'documented',
  sources: ['audit'],
};

const huntCode: PlaybookStep = {
  id: 'hunt-code',
  kind: 'hunt',
  title: 'Look for changed code, workflows and releases',
  how: [
    'Pushes since the leak, workflow files first, then branch protection, releases and packages.',
    'Undo what nobody knows. A poisoned release: withdraw it and tell who uses it.',
  ],
  permissions: ['write', 'admin'],
  by: 'service_owner',
  evidence: 'What was changed and undone; or: none.',
  grade: 'inferred',
  sources: [],
};

const huntWaysIn: PlaybookStep = {
  id: 'hunt-ways-in',
  kind: 'hunt',
  title: 'Look for new ways in',
  how: [
    'New deploy keys, webhooks, OAuth apps, collaborators and self-hosted runners since the leak.',
    'Actions secrets: a workflow run by the thief could read them. Rotate those it could reach.',
    'Remove what nobody knows. A new key is an incident of its own.',
  ],
  permissions: ['write', 'admin'],
  by: 'console_holder',
  evidence: 'What was found, removed and rotated; or: none.',
  grade: 'inferred',
  sources: [],
};

const review: PlaybookStep = {
  id: 'review',
  kind: 'review',
  title: 'Write down what let it happen',
  how: [
    'Where did it leak, who could see it, since when?',
    'Would a GitHub App or a fine-grained token with an end date do? Is push protection on?',
    'Each answer becomes a follow-up with a name and a day.',
  ],
  by: 'anyone',
  evidence: 'Cause and follow-ups.',
  grade: 'inferred',
  sources: [],
};

export const githubPat: Provider = {
  id: 'github_pat',
  name: 'GitHub token (classic)',
  aliases: ['github', 'github pat', 'pat', 'ghp', 'github classic'],
  reviewed: REVIEWED,
  sources: SOURCES,
  officialHosts: OFFICIAL_HOSTS,
  publicId: {
    label: 'Token number',
    hint: 'Open the token on its page: the number at the end of the address. What starts with ghp_ is the secret.',
    example: '1234567890',
    pattern: /^[0-9]{1,19}$/,
    mismatch: 'The token number has digits only. It stands at the end of the address of the token’s page.',
    grade: 'inferred',
  },
  secrets: TOKEN_SECRETS,
  permissions: [
    { id: 'read', label: 'Read scopes', danger: 'read', hint: 'read:… scopes; private code only with repo.' },
    {
      id: 'write',
      label: 'repo, workflow, write:…',
      danger: 'write',
      hint: 'Reads and changes private code, workflows and packages.',
    },
    {
      id: 'admin',
      label: 'admin:…, delete_repo',
      danger: 'admin',
      hint: 'Manages organizations, keys, hooks; deletes repositories.',
    },
  ],
  environments: [{ id: 'live', label: 'Live', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'github.com',
      keysPage: 'https://github.com/settings/tokens',
      apiHost: 'api.github.com',
    },
  ],
  accountHint: 'The GitHub user the token belongs to: only that user can delete it on the page.',
  allowlist: null,
  expiry: [
    {
      id: 'github-year-unused',
      says: 'GitHub removes a token that was not used for a year.',
      permissions: [],
      withoutAllowlistOnly: false,
      environments: ['live'],
      days: { value: 365, grade: 'documented', sources: ['expiry'] },
      counts: 'since_last_use',
    },
  ],
  maxKeysPerAccount: { value: null, grade: 'unknown', sources: [] },
  canDisable: { value: false, grade: 'inferred', sources: [] },
  create: {
    how: [
      'Would a fine-grained token or a GitHub App do? Prefer it.',
      'Open {page} from here as user {account}. Generate new token.',
      'Note {label} with a number or month, same scopes or fewer, an end date.',
      'It is shown once: straight into the vault. Register the number from the address of its page.',
    ],
    grade: 'documented',
    sources: ['tokens'],
  },
  playbook: [
    {
      id: 'delete-key',
      kind: 'delete',
      title: 'Delete the token at GitHub',
      how: [
        'Open {page} from here, logged in as {account}. There is no off switch: delete at once.',
        'Settings, Developer settings, Personal access tokens, Tokens (classic).',
        'Find {label}; open it: the address ends in {keyId}. Back, press Delete, confirm.',
        'Done when: the row is gone after a reload.',
      ],
      page: 'keysPage',
      by: 'console_holder',
      evidence: 'Who deleted it, when.',
      grade: 'documented',
      sources: ['tokens'],
    },
    revokeByToken,
    {
      id: 'prove-gone',
      kind: 'prove',
      title: 'Have a second person confirm that it is gone',
      how: [
        'We cannot ask GitHub without the token itself.',
        'A second person looks at {page} together with {account} and signs that {keyId} is gone.',
        'Stronger: a secret scanning alert of GitHub that says inactive, or the audit log line of the deletion.',
      ],
      page: 'keysPage',
      by: 'anyone',
      evidence: 'Who looked, when; link to the alert if there is one.',
      grade: 'inferred',
      sources: ['audit'],
    },
    {
      id: 'replace-key',
      kind: 'replace',
      title: 'Create the replacement, best fine-grained',
      how: [
        'Fine-grained token: only the repositories and permissions needed, with an end date.',
        'Put it straight into the vault: it is shown once. Nothing of it goes into Slack.',
      ],
      page: 'https://github.com/settings/personal-access-tokens',
      by: 'console_holder',
      evidence: 'The number of the new token and where the secret is kept.',
      grade: 'documented',
      sources: ['tokens'],
    },
    restoreDeployKeys,
    tellOwners,
    huntAuditLog,
    huntCode,
    huntWaysIn,
    review,
  ],
  probe: null,
  ladder: {
    lookUp: null,
    localCheck: {
      by: 'https',
      path: '/user',
      headers: ['Authorization: Bearer {secret}'],
      dead: [401],
      alive: [200],
      grade: 'documented',
      sources: ['rest-auth'],
    },
    scanner: {
      value:
        'A secret scanning alert of GitHub that says inactive, or one of GitGuardian that says invalid or revoked.',
      grade: 'inferred',
      sources: [],
    },
    auditLog: {
      value: 'Audit log of the organization: nothing under its hashed_token since the deletion.',
      grade: 'documented',
      sources: ['audit'],
    },
  },
};

export const githubFineGrained: Provider = {
  ...githubPat,
  id: 'github_fine_grained',
  name: 'GitHub token (fine-grained)',
  aliases: ['github fine-grained', 'fine-grained', 'github_pat_'],
  publicId: {
    label: 'Token number',
    hint: 'Open the token on its page: the number at the end of the address; organization owners call it pat_id. Never github_pat_….',
    example: '1234567',
    pattern: /^[0-9]{1,19}$/,
    mismatch: 'The token number has digits only. What starts with github_pat_ is the secret.',
    grade: 'documented',
  },
  permissions: [
    { id: 'read', label: 'Read-only', danger: 'read', hint: 'Reads the chosen repositories.' },
    {
      id: 'write',
      label: 'Read and write',
      danger: 'write',
      hint: 'Changes code, workflows or packages of the chosen repositories.',
    },
    {
      id: 'admin',
      label: 'Administration or organization',
      danger: 'admin',
      hint: 'Manages settings, hooks, keys or members.',
    },
  ],
  regions: [
    {
      id: 'global',
      label: 'github.com',
      keysPage: 'https://github.com/settings/personal-access-tokens',
      apiHost: 'api.github.com',
    },
  ],
  accountHint: 'The GitHub user, and the organization that approved the token.',
  create: {
    how: [
      'Open {page} from here as user {account}. Generate new token.',
      'Name {label} with a number or month. Only the repositories it needs, same permissions or fewer, an end date.',
      'An organization may have to approve it first.',
      'It is shown once: straight into the vault. Register the number from the address of its page.',
    ],
    grade: 'documented',
    sources: ['tokens'],
  },
  playbook: [
    {
      id: 'delete-key',
      kind: 'delete',
      title: 'Delete the token at GitHub',
      how: [
        'Open {page} from here, logged in as {account}. There is no off switch: delete at once.',
        'Settings, Developer settings, Personal access tokens, Fine-grained tokens.',
        'Find {label}; open it: the address ends in {keyId}. Press Delete, confirm.',
        'Done when: the row is gone after a reload.',
      ],
      page: 'keysPage',
      by: 'console_holder',
      evidence: 'Who deleted it, when.',
      grade: 'documented',
      sources: ['tokens'],
    },
    {
      id: 'revoke-by-owner',
      kind: 'delete',
      title: 'User asleep? An organization owner can revoke',
      how: [
        'Organization, Settings, Personal access tokens, Active tokens. Find {keyId}, press Revoke.',
        'Or: POST /orgs/ORG/personal-access-tokens/{keyId} with {"action":"revoke"}.',
        'It cuts the token off from this organization only: other organizations and the user’s own code stay open.',
        'Skip this when the user has deleted it.',
      ],
      by: 'console_holder',
      evidence: 'Which organization, who revoked it, when.',
      grade: 'documented',
      sources: ['org-tokens'],
    },
    revokeByToken,
    {
      id: 'prove-gone',
      kind: 'prove',
      title: 'Have an organization owner look for the number',
      how: [
        'We cannot ask GitHub without the token itself.',
        'An owner, better not who deleted it, opens Organization, Settings, Personal access tokens.',
        'Or lists GET /orgs/ORG/personal-access-tokens: {keyId} must not be there.',
        'A secret scanning alert of GitHub that says inactive is good evidence, too.',
      ],
      by: 'console_holder',
      evidence: 'Who looked, in which organizations, when.',
      grade: 'documented',
      sources: ['org-tokens'],
    },
    {
      id: 'replace-key',
      kind: 'replace',
      title: 'Create the new token',
      how: [
        'Open {page} as {account}. Only the repositories and permissions needed, with an end date.',
        'Put it straight into the vault: it is shown once. Nothing of it goes into Slack.',
      ],
      page: 'keysPage',
      by: 'console_holder',
      evidence: 'The number of the new token and where the secret is kept.',
      grade: 'documented',
      sources: ['tokens'],
    },
    restoreDeployKeys,
    tellOwners,
    huntAuditLog,
    huntCode,
    huntWaysIn,
    review,
  ],
  ladder: {
    lookUp: {
      value:
        'Organization, Settings, Personal access tokens, Active tokens: {keyId} is not there (or GET /orgs/ORG/personal-access-tokens).',
      grade: 'documented',
      sources: ['org-tokens'],
    },
    localCheck: {
      by: 'https',
      path: '/user',
      headers: ['Authorization: Bearer {secret}'],
      dead: [401],
      alive: [200],
      grade: 'documented',
      sources: ['rest-auth'],
    },
    scanner: {
      value:
        'A secret scanning alert of GitHub that says inactive, or one of GitGuardian that says invalid or revoked.',
      grade: 'inferred',
      sources: [],
    },
    auditLog: {
      value:
        'Audit log of the organization: personal_access_token.access_revoked, or nothing under its hashed_token since.',
      grade: 'documented',
      sources: ['audit'],
    },
  },
};

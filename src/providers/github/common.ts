/** What both kinds of GitHub token share. */
import type { Ladder, PlaybookStep, SecretShape, Source } from '../../domain/provider.ts';

export const REVIEWED = '2026-11-23';
export const OFFICIAL_HOSTS = ['github.com', 'api.github.com'];

export const SOURCES: readonly Source[] = [
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

export const TOKEN_SECRETS: readonly SecretShape[] = [
  { name: 'GitHub token', pattern: /gh[opusr]_[0-9A-Za-z]{36}/, where: 'anywhere' },
  { name: 'GitHub fine-grained token', pattern: /github_pat_\w{82}/, where: 'anywhere' },
];

export const revokeByToken: PlaybookStep = {
  id: 'revoke-by-token',
  kind: 'delete',
  role: 'spare',
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

export const restoreDeployKeys: PlaybookStep = {
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

export const tellOwners: PlaybookStep = {
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

export const huntAuditLog: PlaybookStep = {
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

export const huntCode: PlaybookStep = {
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

export const huntWaysIn: PlaybookStep = {
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

export const review: PlaybookStep = {
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

/** Whoever has a token can ask GitHub who it is: refused, it is dead. */
export const LOCAL_CHECK: Ladder['localCheck'] = {
  by: 'https',
  path: '/user',
  headers: ['Authorization: Bearer {secret}'],
  dead: [401],
  alive: [200],
  grade: 'documented',
  sources: ['rest-auth'],
};

export const SCANNER: Ladder['scanner'] = {
  value:
    'A secret scanning alert of GitHub that says inactive, or one of GitGuardian that says invalid or revoked.',
  grade: 'inferred',
  sources: [],
};

/** GitHub fine-grained tokens: like classic ones, but organization owners can look them up by number and revoke them. */
import type { Provider } from '../domain/provider.ts';
import {
  huntAuditLog,
  huntCode,
  huntWaysIn,
  LOCAL_CHECK,
  restoreDeployKeys,
  review,
  revokeByToken,
  SCANNER,
  tellOwners,
} from './github/common.ts';
import { githubPat } from './github.ts';

export const githubFineGrained: Provider = {
  ...githubPat,
  id: 'github_fine_grained',
  name: 'GitHub token (fine-grained)',
  issuer: 'GitHub',
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
  replacing: {
    way: 'beside',
    mind: null,
    end: [
      'Deploy keys that this token made are deleted with it: look for them first, and make them anew.',
      'Open {page}, logged in as {account}. Settings, Developer settings, Personal access tokens, Fine-grained tokens.',
      'Find {label}; open it: the address ends in {keyId}. Last used should lie before the last service switched.',
      'Back, press Delete, confirm. There is no off switch, and no way back.',
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
        'Find {label}; open it: the address ends in {keyId}. Press Delete, confirm.',
        'Done when: the row is gone after a reload.',
      ],
      details: [
        'No list? Settings, Developer settings, Personal access tokens, Fine-grained tokens.',
        'Deploy keys that were made with this token go with it: deploys may fail. A later step puts them back.',
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
      role: 'spare',
      title: 'User asleep? An organization owner can revoke',
      how: [
        'Organization, Settings, Personal access tokens, Active tokens. Find {keyId}, press Revoke.',
        'It cuts the token off from this organization only: other organizations and the user’s own code stay open.',
        'Skip this when the user has deleted it.',
      ],
      details: ['Or: POST /orgs/ORG/personal-access-tokens/{keyId} with {"action":"revoke"}.'],
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
    localCheck: LOCAL_CHECK,
    scanner: SCANNER,
    auditLog: {
      value:
        'Audit log of the organization: personal_access_token.access_revoked, or nothing under its hashed_token since.',
      grade: 'documented',
      sources: ['audit'],
    },
  },
};

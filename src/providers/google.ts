/** Google Cloud service-account keys: the public halves are published, so existence is read off a public list. */
import type { DocumentedAnswer, PlaybookStep, Probe, ProbeReply, Provider } from '../domain/provider.ts';
import { codeInJson } from '../domain/reply-code.ts';

const answers: readonly DocumentedAnswer[] = [
  {
    code: 'kid-present',
    means: 'exists',
    says: 'the key is on the public list (a disabled key may be, too)',
    grade: 'documented',
  },
  {
    code: 'kid-absent',
    means: 'absent',
    says: 'the service account publishes keys, this one is not among them',
    grade: 'documented',
  },
  {
    code: 'account-absent',
    means: 'absent',
    says: 'Google publishes no such service account',
    grade: 'inferred',
  },
];

/** `email#kid` taken apart. */
const emailOf = (keyId: string): string => keyId.slice(0, keyId.lastIndexOf('#'));
const kidOf = (keyId: string): string => keyId.slice(keyId.lastIndexOf('#') + 1);

/** Looks the key up in the published map of key id to certificate. Anything that is not such a map has no code. */
function lookUp(reply: ProbeReply, kid: string): string | null {
  if (reply.status === 404) return codeInJson(reply, 'error', 'code') === '404' ? 'account-absent' : null;
  const published = reply.status === 200 ? publishedKids(reply.body) : null;
  if (!published) return null;
  return published.includes(kid) ? 'kid-present' : 'kid-absent';
}

/** `null` unless the body is a map with at least one key id and only certificates; Google's own keys are always listed. */
function publishedKids(body: string): readonly string[] | null {
  try {
    const entries = Object.entries(JSON.parse(body));
    const certificatesOnly = entries.every(
      ([kid, value]) => /^[0-9a-f]{40}$/.test(kid) && String(value).startsWith('-----BEGIN CERTIFICATE-----'),
    );
    return entries.length > 0 && certificatesOnly ? entries.map(([kid]) => kid) : null;
  } catch {
    return null;
  }
}

const probe: Probe = {
  budget: 6,
  // The public list is cached for about a quarter of an hour.
  spacingSeconds: 900,
  lagSeconds: 900,
  mayDisturb: false,
  searchesRegions: false,
  warning:
    'We read the public list of this service account’s keys. No key is named or used, nothing is counted against anybody.',
  request: ({ keyId }) => ({
    method: 'GET',
    path: `/robot/v1/metadata/x509/${encodeURIComponent(emailOf(keyId))}`,
    headers: {},
  }),
  code: (reply, { keyId }) => lookUp(reply, kidOf(keyId)),
  answers,
  grade: 'documented',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'disable-key',
    kind: 'disable',
    title: 'Disable the key',
    how: [
      'Open {page}. Project {account}. Choose the service account, then Keys.',
      'Find the key id behind the # of {keyId}. Menu of the row, then Disable.',
      'Done when: the row says Disabled. Tokens already made live for up to an hour: see the next step.',
    ],
    details: ['Or: gcloud iam service-accounts keys disable KEY_ID --iam-account=EMAIL'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who disabled it, when.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'disable-account',
    kind: 'disable',
    role: 'lasting',
    title: 'Abuse seen? Disable the service account too',
    how: [
      'No sign of abuse? Skip this step.',
      'Tokens made with the key outlive it by up to an hour. Only disabling the service account cuts them.',
      'Open {page}, choose the service account, Disable. Every service on it stops: say so first.',
      'Enable it again after an hour, when the key is deleted.',
    ],
    details: ['Or: gcloud iam service-accounts disable EMAIL'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Disabled from when to when; or: no abuse seen.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'delete-key',
    kind: 'delete',
    title: 'Delete the key at Google Cloud',
    how: [
      'Open {page} from here. Project {account}. The service account before the # of {keyId}, then Keys.',
      'Find the key id behind the #. Compare all of it: rows look alike.',
      'Menu of the row, then Delete, confirm.',
      'Done when: the row is gone after a reload.',
    ],
    details: ['Or: gcloud iam service-accounts keys delete KEY_ID --iam-account=EMAIL'],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that Google no longer lists the key',
    how: [
      'Nothing to do at Google. We read the public list of keys of this service account.',
      'Dead means: the key was on the list before and twice was not after. The list may be 15 minutes old: wait.',
      'Only disabled, not deleted? It may still be listed: that means not deleted, not usable.',
      'Dead key, live tokens: until an hour after deletion calls may still come through.',
    ],
    by: 'anyone',
    grade: 'documented',
    sources: ['keys', 'list'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Replace it, best without a key',
    how: [
      'Does the service run in Google Cloud or in CI? Workload identity needs no key: prefer it.',
      'Else open {page}, the service account, Keys, Add key. Ten keys at most.',
      'The downloaded JSON is the secret: vault, then delete the download. Nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The new email#key id, or that no key is needed any more.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, "invalid_grant" within an hour is expected.',
      'Ask each one: stop, or switch to the new key, then press Acknowledge.',
    ],
    by: 'anyone',
    evidence: 'Who was told and has not answered.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-audit-log',
    kind: 'hunt',
    title: 'Search the audit logs for the key',
    how: [
      'Logs Explorer: protoPayload.authenticationInfo.serviceAccountKeyName contains the part behind the #.',
      'Since the leak, in every project the service account can reach. Unknown addresses, night hours, new methods.',
      'Tokens made before the deletion work for up to an hour after it: look again then.',
      'Was a logging sink removed or changed? Then assume the worst.',
    ],
    page: 'https://console.cloud.google.com/logs/query',
    by: 'console_holder',
    evidence: 'First and last strange call, addresses; or: none.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'hunt-data',
    kind: 'hunt',
    title: 'Check what data could be read',
    how: [
      'Storage buckets and their IAM, BigQuery jobs, secrets the service account may read.',
      'Data access logs off? Then assume that it was read, and say so to the owner of the data.',
    ],
    by: 'console_holder',
    evidence: 'Data that may be out; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-ways-in',
    kind: 'hunt',
    title: 'Look for new accounts, keys and bindings',
    how: [
      'New service accounts, new keys, API keys and IAM bindings since the leak.',
      'Remove what nobody knows. A new key is an incident of its own.',
    ],
    page: 'https://console.cloud.google.com/iam-admin/iam',
    permissions: ['write', 'admin'],
    by: 'console_holder',
    evidence: 'What was found and removed; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'hunt-costs',
    kind: 'hunt',
    title: 'Look for machines and bills that are not yours',
    how: [
      'Virtual machines in every region, GPU quota, BigQuery and AI use. Then Billing by service and day.',
      'Stop what is not yours.',
    ],
    page: 'https://console.cloud.google.com/billing',
    permissions: ['write', 'admin'],
    by: 'console_holder',
    evidence: 'What was running and what it cost; or: none.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'review',
    kind: 'review',
    title: 'Write down what let it happen',
    how: [
      'Where did the JSON file leak, who could see it, since when?',
      'Can workload identity replace the key? Can an organization policy forbid keys?',
      'Each answer becomes a follow-up with a name and a day.',
    ],
    by: 'anyone',
    evidence: 'Cause and follow-ups.',
    grade: 'inferred',
    sources: [],
  },
];

export const google: Provider = {
  id: 'google_sa',
  name: 'Google Cloud service account',
  issuer: 'Google Cloud',
  aliases: ['google', 'gcp', 'google cloud', 'gcp_sa'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'keys',
      title: 'Google: ServiceAccountKey reference',
      url: 'https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys',
    },
    {
      id: 'list',
      title: 'trufflehog: reading the public list of keys',
      url: 'https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/gcp/gcp.go',
    },
  ],
  officialHosts: ['console.cloud.google.com', 'www.googleapis.com'],
  publicId: {
    label: 'Service account and key id',
    hint: 'client_email, then #, then private_key_id: both are lines of the JSON file. Copy only these two, never the file.',
    example: 'robot@example-project.iam.gserviceaccount.com#0123456789abcdef0123456789abcdef01234567',
    pattern: /^[a-z0-9][a-z0-9.-]*@[a-z0-9.-]+\.gserviceaccount\.com#[0-9a-f]{40}$/,
    mismatch: 'Write the service account’s e-mail, then #, then the 40 characters of private_key_id.',
    grade: 'documented',
  },
  secrets: [{ name: 'private key', pattern: /-----BEGIN PRIVATE KEY-----/, where: 'anywhere' }],
  permissions: [
    { id: 'read', label: 'Viewer', danger: 'read', hint: 'Reads data and configuration.' },
    {
      id: 'write',
      label: 'Editor or writer',
      danger: 'write',
      hint: 'Changes data, starts machines, spends money.',
    },
    {
      id: 'admin',
      label: 'Owner, IAM or key admin',
      danger: 'admin',
      hint: 'Gives itself and others access, makes keys.',
    },
  ],
  environments: [{ id: 'live', label: 'Live', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'Google Cloud',
      keysPage: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
      apiHost: 'www.googleapis.com',
    },
  ],
  accountHint: 'Project id.',
  allowlist: null,
  expiry: [],
  maxKeysPerAccount: { value: 10, grade: 'inferred', sources: [] },
  canDisable: { value: true, grade: 'documented', sources: ['keys'] },
  create: {
    how: [
      'First ask whether workload identity would do: then no key is needed at all.',
      'Open {page} from here. Project {account}. The service account, Keys, Add key, JSON.',
      'The download is the secret: straight into the vault, then delete the download.',
      'Register here only client_email#private_key_id.',
    ],
    grade: 'inferred',
    sources: [],
  },
  replacing: {
    way: 'beside',
    mind: null,
    end: [
      'Open {page}. Project {account}. The service account before the # of {keyId}, then Keys.',
      'Menu of the row, then Disable. Whatever still uses it stops within the hour, and Enable brings it back.',
      'Wait a day. Nothing broke? Menu of the row, then Delete, confirm. Compare the whole id first.',
    ],
    grade: 'documented',
    sources: ['keys'],
  },
  playbook,
  probe,
};

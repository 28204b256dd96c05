/** AWS access keys: can be switched off; sessions outlive them; AWS may have acted first; asking about a live key may disturb it. */
import type { DocumentedAnswer, PlaybookStep, Probe, ProbeReply, Provider } from '../domain/provider.ts';

/** 32 zero bytes in hex: the right shape for a signature, and nobody's. */
const JUNK_SIGNATURE = '0'.repeat(64);

/** Seen in many captures. An inactive key and a deleted key answer alike: both can no longer sign anything. */
const answers: readonly DocumentedAnswer[] = [
  {
    code: 'InvalidClientTokenId',
    means: 'absent',
    says: 'AWS does not know this key, or it is deactivated',
    grade: 'reported',
  },
  {
    code: 'SignatureDoesNotMatch',
    means: 'exists',
    says: 'key known and active, signature refused',
    grade: 'reported',
  },
  {
    code: 'SignatureDoesNotMatch/clock',
    means: 'clock',
    says: 'our timestamp was too far off: the key was not judged',
    grade: 'reported',
  },
  { code: 'AccessDenied', means: 'inconclusive', says: 'refused, cause not given', grade: 'reported' },
  { code: 'ExpiredToken', means: 'inconclusive', says: 'a temporary credential ran out', grade: 'reported' },
  { code: 'IncompleteSignature', means: 'inconclusive', says: 'our question was garbled', grade: 'reported' },
  {
    code: 'MissingAuthenticationToken',
    means: 'inconclusive',
    says: 'our question carried no key',
    grade: 'reported',
  },
];

/** The code of an STS error document. A clock error wears the same code as a wrong signature: the message tells them apart. */
function codeInErrorDocument(reply: ProbeReply): string | null {
  if (!/^\s*(?:<\?xml[^>]*>\s*)?<ErrorResponse[\s>][\s\S]*<\/ErrorResponse>\s*$/.test(reply.body))
    return null;
  const code = /<Code>([A-Za-z]+)<\/Code>/.exec(reply.body)?.[1] ?? null;
  const aboutTheClock = /<Message>Signature (?:expired|not yet current)/.test(reply.body);
  return code === 'SignatureDoesNotMatch' && aboutTheClock ? `${code}/clock` : code;
}

/** The region that the host of each partition takes a signature for. */
const SIGNED_FOR: Readonly<Record<string, string>> = { china: 'cn-north-1', govcloud: 'us-gov-west-1' };

const probe: Probe = {
  budget: 6,
  spacingSeconds: 60,
  // IAM calls itself eventually consistent and gives no time; minutes are allowed for.
  lagSeconds: 300,
  mayDisturb: true,
  searchesRegions: false,
  caveat: 'AWS answers alike for a key that is only deactivated: make sure that the row is gone.',
  warning:
    'AWS sees one failed request that names this key id. While the key works, a rightful call of yours may fail for about 5 seconds.',
  request: ({ keyId, region, now }) => {
    const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${stamp.slice(0, 8)}/${SIGNED_FOR[region] ?? 'us-east-1'}/sts/aws4_request`;
    return {
      method: 'POST',
      path: '/?Action=GetCallerIdentity&Version=2011-06-15',
      headers: {
        'X-Amz-Date': stamp,
        Authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${JUNK_SIGNATURE}`,
      },
    };
  },
  code: codeInErrorDocument,
  answers,
  grade: 'reported',
};

const playbook: readonly PlaybookStep[] = [
  {
    id: 'deactivate-key',
    kind: 'disable',
    title: 'Deactivate the key',
    how: [
      'Open {page}. Account {account}. Users, the user, Security credentials, Access keys.',
      'Find {keyId}. Actions, then Deactivate.',
      'Access denied? Another admin must do it: skip this, and see the next step.',
      'It starts with ASIA? That is a session: skip to “Cut sessions that outlive the key”.',
      'Done when: the row says Inactive. Allow some minutes until every region knows.',
    ],
    details: [
      'Or: aws iam update-access-key --access-key-id {keyId} --status Inactive --user-name USER',
      'Key of the root user? Only root can: top right menu, Security credentials.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deactivated it, when, name of the user.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'quarantine',
    kind: 'disable',
    role: 'detour',
    title: 'Access denied? AWS has quarantined the user',
    how: [
      'Could you deactivate it? Skip this step.',
      'Look at the permissions of the user: a policy named AWSCompromisedKeyQuarantine, V2, V3 or V4?',
      'Then this user cannot deactivate its own key. Another admin must do it, or root.',
      'Do not remove the policy. Follow the support case that AWS opened.',
      'Quarantine is not a revocation: reading S3 and much else still works.',
    ],
    page: 'https://console.aws.amazon.com/support/home',
    by: 'console_holder',
    evidence: 'Policy found or not, number of the support case, who acted instead.',
    grade: 'documented',
    sources: ['quarantine'],
  },
  {
    id: 'delete-key',
    kind: 'delete',
    title: 'Delete the key at AWS',
    how: [
      'Open {page} from here. Users, the user, Security credentials, Access keys.',
      'Find {keyId}: compare the id. Actions, Deactivate, then Delete: type the id, confirm.',
      'Done when: the row is gone after a reload.',
    ],
    details: [
      'There is no way back, and Inactive already stopped it: take the time to compare the id.',
      'Or: aws iam delete-access-key --access-key-id {keyId} --user-name USER',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'Who deleted it, when.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'prove-gone',
    kind: 'prove',
    title: 'Prove that AWS no longer accepts the key',
    how: [
      'Only after Deactivate. We ask with the key id and a junk signature, a minute apart.',
      'Dead means: the key can no longer sign. AWS does not say whether deactivated or deleted.',
      'No baseline? Run: aws iam list-access-keys --user-name USER',
      'Write down only the Status beside {keyId}, or that it is not listed.',
    ],
    by: 'anyone',
    evidence: 'Status in the list: Inactive or not listed.',
    grade: 'reported',
    sources: ['prober', 'keys'],
  },
  {
    id: 'replace-key',
    kind: 'replace',
    title: 'Give the service a role, or a new key',
    how: [
      'Does the service run in AWS or in CI? A role needs no key: prefer it.',
      'Else Users, the user, Security credentials, Create access key. Two per user at most.',
      'Put the secret straight into the vault: it is shown once. Nothing of it goes into Slack.',
    ],
    page: 'keysPage',
    by: 'console_holder',
    evidence: 'The role, or the new AKIA id and where the secret is kept.',
    grade: 'documented',
    sources: ['keys'],
  },
  {
    id: 'tell-owners',
    kind: 'tell',
    title: 'Tell the owners of every service on this key',
    how: [
      'Say: {label} was compromised, the old key stops now, InvalidClientTokenId is expected.',
      'Ask each one: stop, or switch to the new key, then press Acknowledge.',
    ],
    by: 'anyone',
    evidence: 'Who was told and has not answered.',
    grade: 'inferred',
    sources: [],
  },
  {
    id: 'end-sessions',
    kind: 'hunt',
    title: 'Cut sessions that outlive the key',
    how: [
      'Sessions made with the key live on without it for hours, some for a day and a half.',
      'IAM, the user, add an inline policy: deny everything when aws:TokenIssueTime is earlier than now.',
      'Each role the user could assume: Roles, the role, Revoke sessions.',
      'The id starts with ASIA? It is such a session: revoking the role’s sessions is the whole cure.',
      'Warn first: rightful sessions of these roles end too.',
    ],
    page: 'https://console.aws.amazon.com/iam/home#/roles',
    by: 'console_holder',
    evidence: 'User and roles whose sessions were cut, and when.',
    grade: 'documented',
    sources: ['playbooks'],
  },
  {
    id: 'hunt-trail',
    kind: 'hunt',
    title: 'Search CloudTrail for the key, in every region',
    how: [
      'CloudTrail, Event history, filter AWS access key = {keyId}. Change the region and repeat, unused ones too.',
      'Follow AssumeRole and GetFederationToken: what those sessions did counts as well.',
      'Was CloudTrail or GuardDuty switched off? Then assume the worst.',
    ],
    page: 'https://console.aws.amazon.com/cloudtrailv2/home#/events',
    by: 'console_holder',
    evidence: 'First and last strange call, addresses, regions; or: none.',
    grade: 'documented',
    sources: ['playbooks'],
  },
  {
    id: 'hunt-data',
    kind: 'hunt',
    title: 'Check what data could be read or shared',
    how: [
      'S3: bucket policies, public access, reads of sensitive buckets.',
      'AMIs, EBS and RDS snapshots shared with accounts you do not know. KMS grants, secrets that were read.',
    ],
    by: 'console_holder',
    evidence: 'Data that may be out, shares undone; or: none.',
    grade: 'documented',
    sources: ['playbooks'],
  },
  {
    id: 'hunt-ways-in',
    kind: 'hunt',
    title: 'Look for new users, keys, logins and trust',
    how: [
      'CreateUser, CreateAccessKey, CreateLoginProfile, AttachUserPolicy, UpdateAssumeRolePolicy since the leak.',
      'Trust of roles, identity providers, Lambda functions that make keys.',
      'Remove what nobody knows. A new key is an incident of its own.',
    ],
    page: 'https://console.aws.amazon.com/iam/home#/users',
    permissions: ['admin', 'write'],
    by: 'console_holder',
    evidence: 'What was found and removed; or: none.',
    grade: 'documented',
    sources: ['playbooks'],
  },
  {
    id: 'hunt-costs',
    kind: 'hunt',
    title: 'Look for machines and bills that are not yours',
    how: [
      'EC2, spot, Lambda, Lightsail, ECS, SageMaker in every region, unused ones first.',
      'SES sending, Bedrock use. Then Billing: cost by service and day.',
      'Stop what is not yours. Tell AWS support about the cost.',
    ],
    page: 'https://console.aws.amazon.com/billing/home',
    permissions: ['write', 'admin'],
    by: 'console_holder',
    evidence: 'What was running, where, what it cost; or: none.',
    grade: 'documented',
    sources: ['playbooks'],
  },
  {
    id: 'review',
    kind: 'review',
    title: 'Write down what let it happen',
    how: [
      'Where did the key leak, who could see it, since when?',
      'Could a role replace the key? Can a policy bind it to your IPs?',
      'Remove quarantine and emergency policies only when AWS support agrees.',
      'Each answer becomes a follow-up with a name and a day.',
    ],
    by: 'anyone',
    evidence: 'Cause and follow-ups.',
    grade: 'inferred',
    sources: [],
  },
];

export const aws: Provider = {
  id: 'aws',
  name: 'AWS',
  aliases: ['amazon', 'amazon web services', 'iam'],
  reviewed: '2026-11-23',
  sources: [
    {
      id: 'sts-hosts',
      title: 'AWS: STS regions and endpoints',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html',
    },
    {
      id: 'govcloud',
      title: 'AWS GovCloud (US): configuring your account',
      url: 'https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/configure-account.html',
    },
    {
      id: 'keys',
      title: 'AWS: managing access keys',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    },
    {
      id: 'quarantine',
      title: 'AWS: AWSCompromisedKeyQuarantineV4',
      url: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV4.html',
    },
    {
      id: 'playbooks',
      title: 'AWS: customer playbook framework',
      url: 'https://github.com/aws-samples/aws-customer-playbook-framework',
    },
    {
      id: 'prober',
      title: 'trufflehog: what AWS answers, and the 5 second effect',
      url: 'https://github.com/trufflesecurity/trufflehog/blob/main/pkg/detectors/aws/access_keys/accesskey.go',
    },
  ],
  officialHosts: [
    'console.aws.amazon.com',
    'sts.amazonaws.com',
    'console.amazonaws.cn',
    'sts.cn-north-1.amazonaws.com.cn',
    'console.amazonaws-us-gov.com',
    'sts.us-gov-west-1.amazonaws.com',
  ],
  publicId: {
    label: 'Access key ID',
    hint: 'Starts with AKIA (or ASIA for a session), 20 characters. The secret access key has 40.',
    example: 'AKIAEXAMPLEKEYID2345',
    pattern: /^(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}$/,
    mismatch: 'An AWS access key id has 20 characters: AKIA or ASIA, then capitals and the digits 2 to 7.',
    grade: 'documented',
  },
  secrets: [
    { name: 'AWS secret access key', pattern: /^[A-Za-z0-9/+]{40}$/, where: 'token', onlyHere: true },
  ],
  permissions: [
    { id: 'read', label: 'Read', danger: 'read', hint: 'Reads data, S3 objects, configuration.' },
    {
      id: 'write',
      label: 'Write or run',
      danger: 'write',
      hint: 'Changes data, starts machines, spends money.',
    },
    {
      id: 'admin',
      label: 'IAM or administrator',
      danger: 'admin',
      hint: 'Makes users, keys and policies. Root keys count here.',
    },
  ],
  environments: [{ id: 'live', label: 'Live', harmless: false }],
  regions: [
    {
      id: 'global',
      label: 'AWS (all commercial regions)',
      keysPage: 'https://console.aws.amazon.com/iam/home#/users',
      apiHost: 'sts.amazonaws.com',
    },
    // Partitions of their own: a key of one is unknown to the others, alive or not.
    {
      id: 'china',
      label: 'AWS China (Beijing, Ningxia)',
      keysPage: 'https://console.amazonaws.cn/iam/home#/users',
      apiHost: 'sts.cn-north-1.amazonaws.com.cn',
    },
    {
      id: 'govcloud',
      label: 'AWS GovCloud (US)',
      keysPage: 'https://console.amazonaws-us-gov.com/iam/home#/users',
      apiHost: 'sts.us-gov-west-1.amazonaws.com',
    },
  ],
  accountHint: 'Account number and name of the IAM user. China and GovCloud are regions of their own here.',
  allowlist: null,
  expiry: [],
  maxKeysPerAccount: { value: 2, grade: 'documented', sources: ['keys'] },
  canDisable: { value: true, grade: 'documented', sources: ['keys'] },
  create: {
    how: [
      'First ask whether a role would do: then no key is needed at all.',
      'Open {page} from here. Account {account}. The user, Security credentials, Create access key.',
      'Two keys per user at most: with two there, delete the unused one first.',
      'Tag it {label}. The secret is shown once: straight into the vault. Only the AKIA id is registered here.',
      'After every service has switched: deactivate the old key, wait a day, then delete it.',
    ],
    grade: 'documented',
    sources: ['keys'],
  },
  replacing: {
    way: 'beside',
    mind: 'A user has two keys at most: with two there, the one that nobody uses goes first.',
    end: [
      'Open {page}. Account {account}. Users, the user, Security credentials, Access keys.',
      'Find {keyId}: compare the id. Its last use should lie before the last service switched.',
      'Actions, then Deactivate. Whatever still uses it stops now, and Activate brings it back.',
      'Wait a day. Nothing broke? Actions, then Delete, type the id, confirm. That is for good.',
    ],
    grade: 'documented',
    sources: ['keys'],
  },
  playbook,
  probe,
};

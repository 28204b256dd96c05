/**
 * An imitation of the one AWS question the bot asks: `GetCallerIdentity` of STS, signed with junk. Answers are STS's
 * own error documents; a key that is deactivated and one that is deleted get the same, as at AWS.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FakeKey, FakeProviderConsole } from '../playground/contract.ts';
import { openKeyring } from './keyring.ts';
import { type Answer, headerOf, listenOnLoopback, noSuchPage } from './loopback.ts';

export interface FakeStsCall {
  readonly host: string;
  readonly keyId: string | undefined;
  /** The answered code; absent for an unknown path. */
  readonly code?: string;
}

export interface FakeSts extends FakeProviderConsole {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly baseUrl: string;
  /** Every request, oldest first. */
  calls(): readonly FakeStsCall[];
  deactivate(keyId: string): Promise<void>;
  close(): Promise<void>;
}

export interface FakeStsOptions {
  /** File of all changes, so that keys are still there after a restart. */
  readonly journal?: string;
  readonly port?: number;
  /** Milliseconds since the epoch; a moved clock passes its own. */
  readonly now?: () => number | Promise<number>;
}

/** Partitions of their own: a key of one is unknown to the others. */
const hosts: Readonly<Record<string, string>> = {
  'sts.amazonaws.com': 'global',
  'sts.cn-north-1.amazonaws.com.cn': 'china',
  'sts.us-gov-west-1.amazonaws.com': 'govcloud',
};
const greatestClockDifference = 15 * 60_000;

interface Refusal {
  readonly status: 400 | 403;
  readonly code: string;
  readonly message: string;
}

/** AWS's own words, shortened. A clock error wears the code of a wrong signature. */
const refusals = {
  missing: {
    status: 403,
    code: 'MissingAuthenticationToken',
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    status: 400,
    code: 'IncompleteSignature',
    message: 'Authorization header requires Credential, SignedHeaders, Signature and a date.',
  },
  late: { status: 403, code: 'SignatureDoesNotMatch', message: 'Signature expired: the date is too old.' },
  early: { status: 403, code: 'SignatureDoesNotMatch', message: 'Signature not yet current.' },
  unknown: {
    status: 403,
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  },
  wrong: {
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: 'The request signature we calculated does not match the signature you provided.',
  },
} as const satisfies Record<string, Refusal>;

/** Listens on 127.0.0.1. Rejects when the journal holds a line that is not its own, or the port is taken. */
export async function startFakeSts(options: FakeStsOptions = {}): Promise<FakeSts> {
  const { journal, now = Date.now, port } = options;
  const regions = Object.values(hosts);
  const environments = ['live'];
  const ring = await openKeyring({ name: 'AWS', regions, environments, journal });
  const calls: FakeStsCall[] = [];
  const { baseUrl, close } = await listenOnLoopback(async ({ method, host, path, query, headers }) => {
    const keyId = credentialIn(headers);
    const region = hosts[host];
    if (region === undefined || path !== '/' || method !== 'POST' || query.get('Action') !== action) {
      calls.push({ host, keyId });
      return noSuchPage;
    }
    const refusal = refusalOf(headers, region, ring.find, await now());
    calls.push({ host, keyId, code: refusal.code });
    return errorDocument(refusal);
  }, port);
  return {
    provider: 'aws',
    name: 'AWS',
    idLabel: 'Access key ID',
    idTemplate: 'AKIA################',
    regions,
    environments,
    baseUrl,
    keys: () => Promise.resolve(ring.keys()),
    calls: () => calls,
    create: ring.create,
    deactivate: (keyId) => ring.put(keyId, 'inactive'),
    async delete(keyId) {
      if (ring.find(keyId)?.state === 'alive')
        throw new Error(`The key ${keyId} is active. Nothing was deleted. Deactivate it first.`);
      await ring.put(keyId, 'deleted');
    },
    restore: (keyId) => ring.put(keyId, 'alive'),
    close,
  };
}

const action = 'GetCallerIdentity';

/** With a junk signature there is no good answer: the code says how far the question came. */
function refusalOf(
  headers: IncomingHttpHeaders,
  region: string,
  find: (keyId: string) => FakeKey | undefined,
  now: number,
): Refusal {
  if (headerOf(headers, 'authorization') === undefined) return refusals.missing;
  const keyId = credentialIn(headers);
  const at = instantOf(headerOf(headers, 'x-amz-date') ?? '');
  if (keyId === undefined || Number.isNaN(at)) return refusals.incomplete;
  if (at < now - greatestClockDifference) return refusals.late;
  if (at > now + greatestClockDifference) return refusals.early;
  const key = find(keyId);
  return key?.state === 'alive' && key.region === region ? refusals.wrong : refusals.unknown;
}

const signed =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/\d{8}\/[\w-]+\/sts\/aws4_request, SignedHeaders=[\w;-]+, Signature=[0-9a-f]{64}$/;

/** The key id of a whole signature; absent when a part is missing. */
const credentialIn = (headers: IncomingHttpHeaders): string | undefined =>
  signed.exec(headerOf(headers, 'authorization') ?? '')?.[1];

/** @param stamp such as `20261123T050823Z`; anything else is no instant. */
function instantOf(stamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

const errorDocument = ({ status, code, message }: Refusal): Answer => ({
  status,
  type: 'text/xml',
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>imitated</RequestId>
</ErrorResponse>
`,
});

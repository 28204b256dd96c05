/**
 * An imitation of the one OKX question the bot asks: `GET /api/v5/account/balance` with a public key id and junk.
 * One loopback server stands for the three regional hosts by a path before the real one:
 * `<baseUrl>/www.okx.com/api/v5/account/balance`, likewise `eea.okx.com` and `us.okx.com`. Answers follow OKX's
 * documented codes, in the order in which OKX was seen to check: headers, clock, key, environment, passphrase.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FakeKey, FakeProviderConsole } from '../playground/contract.ts';
import { openKeyring } from './keyring.ts';
import { headerOf, listenOnLoopback, noSuchPage } from './loopback.ts';

export interface FakeOkxCall {
  readonly host: string;
  readonly path: string;
  readonly keyId: string | undefined;
  readonly simulated: boolean;
  /** The answered code; absent for an unknown path. */
  readonly code?: string;
}

export interface FakeOkx extends FakeProviderConsole {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly baseUrl: string;
  /** Every request, oldest first. */
  calls(): readonly FakeOkxCall[];
  close(): Promise<void>;
}

export interface FakeOkxOptions {
  /** File of all changes, so that keys are still there after a restart. */
  readonly journal?: string;
  readonly port?: number;
  /** Milliseconds since the epoch; a moved clock passes its own. */
  readonly now?: () => number | Promise<number>;
}

const hosts: Readonly<Record<string, string>> = {
  'www.okx.com': 'global',
  'eea.okx.com': 'eea',
  'us.okx.com': 'us',
};
const regions = Object.values(hosts);
const environments = ['live', 'demo'];
const balancePath = '/api/v5/account/balance';
const greatestClockDifference = 30_000;

/** OKX's own words, shortened. */
const sayings = {
  '50101': 'APIKey does not match current environment.',
  '50102': 'Timestamp request expired.',
  '50103': 'Request header OK-ACCESS-KEY cannot be empty.',
  '50104': 'Request header OK-ACCESS-PASSPHRASE cannot be empty.',
  '50105': 'Request header OK-ACCESS-PASSPHRASE incorrect.',
  '50106': 'Request header OK-ACCESS-SIGN cannot be empty.',
  '50107': 'Request header OK-ACCESS-TIMESTAMP cannot be empty.',
  '50112': 'Invalid OK-ACCESS-TIMESTAMP.',
  '50119': "API key doesn't exist.",
} as const;

type Code = keyof typeof sayings;

/** Listens on 127.0.0.1. Rejects when the journal holds a line that is not its own, or the port is taken. */
export async function startFakeOkx(options: FakeOkxOptions = {}): Promise<FakeOkx> {
  const { journal, now = Date.now, port } = options;
  const ring = await openKeyring({ name: 'OKX', regions, environments, journal });
  const calls: FakeOkxCall[] = [];
  const { baseUrl, close } = await listenOnLoopback(async ({ method, host, path, headers }) => {
    const call = {
      host,
      path,
      keyId: headerOf(headers, 'ok-access-key'),
      simulated: headerOf(headers, 'x-simulated-trading') === '1',
    };
    const region = hosts[host];
    if (region === undefined || path !== balancePath || method !== 'GET') {
      calls.push(call);
      return noSuchPage;
    }
    const code = answerTo(headers, region, ring.find, await now());
    calls.push({ ...call, code });
    return { status: 401, type: 'application/json', body: JSON.stringify({ msg: sayings[code], code }) };
  }, port);
  return {
    provider: 'okx',
    name: 'OKX',
    idLabel: 'API key',
    idTemplate: 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx',
    regions,
    environments,
    baseUrl,
    keys: () => Promise.resolve(ring.keys()),
    calls: () => calls,
    create: ring.create,
    delete: (keyId) => ring.put(keyId, 'deleted'),
    restore: (keyId) => ring.put(keyId, 'alive'),
    close,
  };
}

/** With junk credentials there is no good answer: the code says how far the question came. */
function answerTo(
  headers: IncomingHttpHeaders,
  region: string,
  find: (keyId: string) => FakeKey | undefined,
  now: number,
): Code {
  const keyId = headerOf(headers, 'ok-access-key');
  if (keyId === undefined) return '50103';
  if (headerOf(headers, 'ok-access-sign') === undefined) return '50106';
  const timestamp = headerOf(headers, 'ok-access-timestamp');
  if (timestamp === undefined) return '50107';
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(at)) return '50112';
  if (Math.abs(at - now) > greatestClockDifference) return '50102';
  const key = find(keyId);
  if (key === undefined || key.state === 'deleted' || key.region !== region) return '50119';
  if ((key.environment === 'demo') !== (headerOf(headers, 'x-simulated-trading') === '1')) return '50101';
  return headerOf(headers, 'ok-access-passphrase') === undefined ? '50104' : '50105';
}

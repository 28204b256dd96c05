/**
 * An imitation of the one OKX question the bot asks: `GET /api/v5/account/balance` with a public key id and junk.
 * One loopback server stands for the three regional hosts by a path before the real one:
 * `<baseUrl>/www.okx.com/api/v5/account/balance`, likewise `eea.okx.com` and `us.okx.com`. Answers follow OKX's
 * documented codes, in the order in which OKX was seen to check: headers, clock, key, environment, passphrase.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { FakeKey, FakeProviderConsole } from '../playground/contract.ts';

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

const journalLine = z.object({
  keyId: z.string(),
  region: z.enum(['global', 'eea', 'us']),
  environment: z.enum(['live', 'demo']),
  state: z.enum(['alive', 'deleted']),
});

/** Listens on 127.0.0.1. Rejects when the journal holds a line that is not its own, or the port is taken. */
export async function startFakeOkx(options: FakeOkxOptions = {}): Promise<FakeOkx> {
  const { journal, now = Date.now } = options;
  const keys = new Map(
    (journal === undefined ? [] : await readJournal(journal)).map((key) => [key.keyId, key]),
  );
  const calls: FakeOkxCall[] = [];
  const server = createServer((request, response) => {
    void serve(request, response, { keys, calls, now });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const put = async (key: FakeKey) => {
    keys.set(key.keyId, key);
    if (journal !== undefined) await appendFile(journal, `${JSON.stringify(key)}\n`);
  };
  const known = (keyId: string): FakeKey => {
    const key = keys.get(keyId);
    if (key === undefined)
      throw new Error(`The OKX console has no key ${keyId}. Nothing was changed. Create it first.`);
    return key;
  };
  return {
    provider: 'okx',
    name: 'OKX',
    regions,
    environments,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: () => Promise.resolve([...keys.values()]),
    calls: () => calls,
    async create(keyId, region, environment) {
      if (keys.has(keyId))
        throw new Error(
          `The OKX console already has a key ${keyId}. Nothing was created. OKX never gives one id twice; take another.`,
        );
      const parsed = journalLine.safeParse({ keyId, region, environment, state: 'alive' });
      if (!parsed.success)
        throw new Error(
          `OKX has the regions ${regions.join(', ')} and the environments ${environments.join(', ')}. Nothing was created.`,
        );
      await put(parsed.data);
    },
    delete: async (keyId) => put({ ...known(keyId), state: 'deleted' }),
    restore: async (keyId) => put({ ...known(keyId), state: 'alive' }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Desk {
  readonly keys: ReadonlyMap<string, FakeKey>;
  readonly calls: FakeOkxCall[];
  readonly now: () => number | Promise<number>;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { keys, calls, now }: Desk,
): Promise<void> {
  const { host, path } = splitPath(request.url ?? '/');
  const call = {
    host,
    path,
    keyId: headerOf(request.headers, 'ok-access-key'),
    simulated: headerOf(request.headers, 'x-simulated-trading') === '1',
  };
  const region = hosts[host];
  if (region === undefined || path !== balancePath || request.method !== 'GET') {
    calls.push(call);
    response.writeHead(404, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>404</title><h1>Page not found</h1>');
    return;
  }
  const code = answerTo(request.headers, region, keys, await now());
  calls.push({ ...call, code });
  response.writeHead(401, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ msg: sayings[code], code }));
}

/** With junk credentials there is no good answer: the code says how far the question came. */
function answerTo(
  headers: IncomingHttpHeaders,
  region: string,
  keys: ReadonlyMap<string, FakeKey>,
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
  const key = keys.get(keyId);
  if (key === undefined || key.state === 'deleted' || key.region !== region) return '50119';
  if ((key.environment === 'demo') !== (headerOf(headers, 'x-simulated-trading') === '1')) return '50101';
  return headerOf(headers, 'ok-access-passphrase') === undefined ? '50104' : '50105';
}

function splitPath(url: string): { host: string; path: string } {
  const { pathname } = new URL(url, 'http://127.0.0.1');
  const [, host = '', ...rest] = pathname.split('/');
  return { host, path: `/${rest.join('/')}` };
}

/** An empty header counts as missing. */
function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function readJournal(file: string): Promise<FakeKey[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter(Boolean)
    .map((line, index) => {
      const parsed = journalLine.safeParse(JSON.parse(line));
      if (!parsed.success)
        throw new Error(
          `${file}, line ${index + 1} is not a key of the imitated OKX. Nothing was started. Remove the file to begin with no keys.`,
        );
      return parsed.data;
    });
}

/** The one call that leaves for a provider. What comes back is our own words: never the reply, never the key. */
import { request } from 'undici';
import { type Classified, classify, NOT_ASKED } from '../domain/proof.ts';
import type { Probe, ProbeReply, ProbeRequest, Provider } from '../domain/provider.ts';

export interface Ask {
  readonly keyId: string;
  /** Id of one of the provider's regions. */
  readonly region: string;
  readonly environment: string;
  readonly now: Date;
}

export type AskProvider = (provider: Provider, ask: Ask) => Promise<Classified & { readonly host: string }>;

export type AskMode =
  | { readonly mode: 'on' }
  | { readonly mode: 'off' }
  /** Imitated providers of local mode, by provider id: `http://127.0.0.1:port`. */
  | { readonly mode: 'local'; readonly bases: Readonly<Record<string, string>> };

interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const LIMITS: Limits = { timeoutMs: 8_000, maxBytes: 64 * 1024 };

/** Never rejects for what a network or a provider does: that is an inconclusive answer with its reason. */
export function makeAsker(mode: AskMode, limits: Partial<Limits> = {}): AskProvider {
  const bounds = { ...LIMITS, ...limits };
  return async (provider, ask) => {
    const host = provider.regions.find(({ id }) => id === ask.region)?.apiHost;
    if (provider.probe === null || host === undefined) {
      return { host: host ?? ask.region, ...notAsked('there is no host that we could ask') };
    }
    const base = baseOf(mode, provider.id, host);
    if (base === null) return { host, ...notAsked(whyNot(mode, provider)) };
    return { host, ...(await askOnce(provider.probe, base, ask, bounds)) };
  };
}

/** Where a host is reached: itself over https, or its imitation on this machine. `null`: nowhere. */
function baseOf(mode: AskMode, provider: string, host: string): string | null {
  if (mode.mode === 'off') return null;
  if (mode.mode === 'on') return `https://${host}`;
  const base = mode.bases[provider];
  return base === undefined ? null : `${base.replace(/\/$/, '')}/${host}`;
}

async function askOnce(probe: Probe, base: string, ask: Ask, limits: Limits): Promise<Classified> {
  const question = probe.request(ask);
  const reply = await send(`${base}${question.path}`, question, limits);
  return typeof reply === 'string' ? inconclusive(reply) : classify(probe, reply, ask);
}

/** The reply, or why there is none that could be read. Follows no redirect. */
async function send(url: string, question: ProbeRequest, limits: Limits): Promise<ProbeReply | string> {
  const stop = AbortSignal.timeout(limits.timeoutMs);
  try {
    const reply = await request(url, {
      method: question.method,
      headers: { accept: 'application/json', 'user-agent': 'keysteward', ...question.headers },
      ...(question.body === undefined ? {} : { body: question.body }),
      signal: stop,
    });
    const body = await readUpTo(reply.body, limits.maxBytes);
    if (body === null) return 'the answer was too long';
    return { status: reply.statusCode, contentType: String(reply.headers['content-type'] ?? ''), body };
  } catch {
    return stop.aborted ? 'no answer in time' : 'it could not be reached';
  }
}

/** The text, or `null` when it is longer than `maxBytes`; leaving the loop closes the connection. */
async function readUpTo(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const whyNot = ({ mode }: AskMode, { name }: Provider): string =>
  mode === 'local' ? `this playground imitates no ${name}` : 'asking providers is switched off here';

const notAsked = (reason: string): Classified => ({ result: 'inconclusive', code: NOT_ASKED, reason });

const inconclusive = (reason: string): Classified => ({ result: 'inconclusive', code: null, reason });

/**
 * Does this text look like it holds a secret, and whose? Every text that people type passes here before anything
 * else sees it. What matched is never returned, logged or thrown: only the name of the shape.
 */
import type { Provider, SecretShape } from './provider.ts';
import {
  looksLikePointer,
  looksRandom,
  looksWordy,
  withoutDigests,
  withoutInnocents,
  wordsIn,
} from './tokens.ts';

export interface SecretFound {
  /** What it looks like, e.g. `OKX secret key`. */
  readonly name: string;
  /** The provider's name, or `any provider` for shapes that are nobody's own. */
  readonly provider: string;
}

export interface SecretContext {
  /** The provider of the key that the text is about, when it is known. */
  readonly provider?: Provider;
  readonly providers: readonly Provider[];
  /**
   * `publicId`: the field asks for the provider's public id, which may look like another provider's secret.
   * `passphrase-free-text`: a note or pointer of a key, where a passphrase could be typed.
   */
  readonly expects?: 'publicId' | 'passphrase-free-text';
}

interface Detector {
  readonly found: SecretFound;
  readonly hits: (text: Prepared) => boolean;
  /** Whether a public id may look like this because the provider's example does. */
  readonly excusedBy: (example: Prepared) => boolean;
}

/** A text read once: as it is, and with more and more taken out that is known to be harmless. */
interface Prepared {
  readonly text: string;
  /** Without digests that say so: what a provider's own shapes are tried on. */
  readonly named: string;
  readonly words: readonly string[];
  /** Without any id known to be harmless: what everything else is tried on. */
  readonly rest: string;
  readonly restWords: readonly string[];
}

/** Ids shorter than this are never taken for random tokens. */
const LONG_ID = 16;

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-|LS0tLS1CRUdJTi/;
const JWT = /\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/;
/** These name the secret first: the groups are what stands before it, and itself. */
const AFTER_SCHEME = /(\b(?:bearer|basic)\s+)([\w.~+/-]{8,}=*)/gi;
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,64}:)([^\s/@]{1,200})@/gi;
const NAMED =
  /(\b(?:pass(?:word|phrase|wd)|pwd|secret(?:[ _-]?key)?|api[ _-]?secret|token)["'`]?\s*(?:is|=|:)\s*["'`]?)([^\s"'`]{8,})/gi;

/** To its end, or to the end of the text when that was cut off. */
const WHOLE_KEY =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?:[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|[\s\S]*)|(?:PuTTY-User-Key-File-|LS0tLS1CRUdJTi)[\s\S]*/g;

/** Found everywhere, to the end of the word: what is longer than its shape leaves no rest. */
const everywhere = ({ source, flags }: RegExp): RegExp =>
  new RegExp(`(?:${source})[\\w~+/=-]*(?:\\.[\\w~+/=-]+)*`, flags.includes('g') ? flags : `${flags}g`);

/** What a mask has to look for besides words: in a match of `named`, the first group only names the secret. */
export function secretPatterns(providers: readonly Provider[]) {
  const shapes = providers.flatMap(({ secrets }) => secrets.filter(({ where }) => where === 'anywhere'));
  return {
    blocks: WHOLE_KEY,
    named: [AFTER_SCHEME, IN_ADDRESS, NAMED],
    shapes: [...shapes.map(({ pattern }) => pattern), JWT].map(everywhere),
  };
}

const general: readonly Detector[] = [
  anybody('private key', ({ text }) => PRIVATE_KEY.test(text)),
  anybody('signed token (JWT)', ({ text }) => JWT.test(text)),
  anybody('authorization header', ({ text }) => afterScheme(text)),
  anybody('password in an address', ({ text }) => text.search(IN_ADDRESS) >= 0),
  anybody('password or secret', ({ named }) => namedSecret(named)),
  {
    ...anybody('long random token', ({ restWords }) => restWords.some((word) => looksRandom(word))),
    excusedBy: ({ words }) => words.some((word) => word.length >= LONG_ID),
  },
];

function anybody(name: string, hits: Detector['hits']): Detector {
  return { found: { name, provider: 'any provider' }, hits, excusedBy: hits };
}

/** The first secret-like thing in a text, or `null`. Never throws. */
export function looksSecret(text: string, context: SecretContext): SecretFound | null {
  const prepared = prepare(text);
  const example = exampleFor(text, context);
  const hit = detectors(context).find(
    ({ hits, excusedBy }) => hits(prepared) && !(example !== null && excusedBy(example)),
  );
  return hit?.found ?? null;
}

/**
 * A text that has the form of the public id asked for is excused from every shape that genuine ids of this
 * provider have too: an OKX key id looks like a KuCoin secret. The example in the provider's file says which.
 */
function exampleFor(text: string, { expects, provider }: SecretContext): Prepared | null {
  if (expects !== 'publicId' || !provider?.publicId.pattern.test(text.trim())) return null;
  return prepare(provider.publicId.example);
}

/** What texts are tried on, put together once for each provider and kind of field: that takes longer than most texts. */
const built = new WeakMap<readonly Provider[], Map<string, readonly Detector[]>>();

function detectors(context: SecretContext): readonly Detector[] {
  const { providers, provider, expects } = context;
  const kept = built.get(providers) ?? new Map<string, readonly Detector[]>();
  const name = `${provider?.id} ${expects}`;
  const known = kept.get(name) ?? detectorsFor(context);
  built.set(providers, kept.set(name, known));
  return known;
}

function detectorsFor(context: SecretContext): Detector[] {
  const shapes = context.providers.flatMap((provider) =>
    provider.secrets
      .filter((shape) => applies(shape, provider.id === context.provider?.id, context))
      .map((shape) => fromShape(shape, provider, context)),
  );
  return [...shapes, ...general];
}

function applies(shape: SecretShape, isOwn: boolean, { expects }: SecretContext): boolean {
  if (shape.where === 'field') return isOwn && expects === 'passphrase-free-text';
  return isOwn || shape.onlyHere !== true;
}

function fromShape(shape: SecretShape, provider: Provider, context: SecretContext): Detector {
  const isOwn = provider.id === context.provider?.id;
  const hits = (text: Prepared) => shapeHits(shape, text, isOwn);
  const inexcusable = isOwn && provider.publicId.looksLikeItsSecret !== true;
  return {
    found: { name: shape.name, provider: provider.name },
    hits,
    excusedBy: inexcusable ? () => false : hits,
  };
}

function shapeHits({ pattern, where }: SecretShape, text: Prepared, isOwn: boolean): boolean {
  if (where === 'anywhere') return pattern.test(text.text);
  if (where === 'field')
    return pattern.test(text.text) && text.rest.trim() !== '' && !looksLikePointer(text.text);
  const words = isOwn ? text.words : text.restWords;
  return words.some((word) => pattern.test(word) && !looksWordy(word));
}

/** `Bearer x`, `Basic x`. */
function afterScheme(text: string): boolean {
  const values = [...text.matchAll(AFTER_SCHEME)];
  return values.some(([, , value = '']) => !looksWordy(value));
}

/** `password: x`, `the secret is x`: the value is a secret when it mixes characters as no name or path does. */
function namedSecret(text: string): boolean {
  return [...text.matchAll(NAMED)].some(([, , value = '']) => {
    if (looksWordy(value)) return false;
    const mixed = /\d/.test(value) && /[a-z]/i.test(value) && /\W/.test(value) && !looksLikePointer(value);
    return mixed || looksRandom(value, 10);
  });
}

function prepare(typed: string): Prepared {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
    .trim();
  const named = withoutDigests(text);
  const rest = withoutInnocents(named);
  return { text, named, words: wordsIn(named), rest, restWords: wordsIn(rest) };
}

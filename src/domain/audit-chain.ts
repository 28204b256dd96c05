/** The audit log as a chain of hashes: each entry's hash covers the one before, so that no past entry can change unseen. */
import { createHash } from 'node:crypto';

/** Stands before the first entry of a chain. */
export const GENESIS = '0'.repeat(64);

export interface AuditEntry {
  /** 1, 2, 3… without a gap in one workspace. */
  readonly seq: number;
  readonly [fact: string]: unknown;
}

/** An entry as it is kept: with the hash that was made of it and of the entry before. */
export interface Chained {
  readonly entry: AuditEntry;
  readonly hash: string;
}

/** Where a chain ends, or how far one has been read. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** The end of a chain without entries. */
export const CHAIN_START: ChainEnd = { seq: 0, hash: GENESIS };

/** The first place at which a chain does not hold, and what is wrong there, as a sentence. */
export interface BrokenLink {
  readonly seq: number;
  readonly why: string;
}

export type ChainCheck =
  | { readonly ok: true; readonly end: ChainEnd }
  | { readonly ok: false; readonly broken: BrokenLink };

/**
 * One text for one value: object keys sorted, dates as ISO in UTC, absent and `undefined` fields alike.
 * Throws for what has no such text (functions, NaN, invalid dates): it must not be audited.
 */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
    return `{${fields.join(',')}}`;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  throw new TypeError(`A ${typeof value} cannot stand in the audit log.`);
}

/** The canonical text of an entry that has no number yet: what stands before the number and what stands after it. */
export function aroundNumber(entry: Readonly<Record<string, unknown>>): { before: string; after: string } {
  const facts = Object.entries(entry);
  const inner = (some: typeof facts): string => canonical(Object.fromEntries(some)).slice(1, -1);
  const first = inner(facts.filter(([name]) => name < 'seq'));
  const last = inner(facts.filter(([name]) => name > 'seq'));
  return { before: `{${first}${first && ','}"seq":`, after: `${last && ','}${last}}` };
}

/** The hash of an entry, sha256 in lower-case hex, over the previous hash and the entry's canonical text. */
export function link(previousHash: string, entry: AuditEntry): string {
  return createHash('sha256')
    .update(`${previousHash}\n${canonical(entry)}`)
    .digest('hex');
}

/**
 * Reads entries that should follow `from`, in order. A long chain is checked in pages, each from the end of the one
 * before; a whole one from `CHAIN_START`.
 */
export function followChain(from: ChainEnd, entries: Iterable<Chained>): ChainCheck {
  let end = from;
  for (const { entry, hash } of entries) {
    const why = flaw(end, entry, hash);
    if (why !== null) return { ok: false, broken: { seq: end.seq + 1, why } };
    end = { seq: entry.seq, hash };
  }
  return { ok: true, end };
}

/** Why an entry cannot stand after `end`, `null` when it can. */
function flaw(end: ChainEnd, entry: AuditEntry, hash: string): string | null {
  const expected = end.seq + 1;
  if (entry.seq > expected) return `Entry ${expected} is missing.`;
  if (entry.seq < expected) return `Entry ${entry.seq} stands where entry ${expected} should.`;
  if (link(end.hash, entry) === hash) return null;
  return end.seq === 0
    ? `Entry ${expected} was changed: it does not fit its hash.`
    : `Entry ${expected} does not fit its hash: it or the entry before it was changed, exchanged or put in.`;
}

/** How a head is written wherever people see it: no secret looks so. */
export const headText = (hash: string): string => `sha256:${hash}`;

/** The hash of a head as people type it, with or without `sha256:`; `null` when it is none. */
export function headFrom(typed: string): string | null {
  return /^(?:sha256:)?([0-9a-f]{64})$/.exec(typed.trim().toLowerCase())?.[1] ?? null;
}

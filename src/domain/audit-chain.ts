/** The audit log as a chain of hashes: each entry's hash covers the one before, so that no past entry can change unseen. */
import { createHash } from 'node:crypto';

/** Stands before the first entry of a chain. */
export const GENESIS = '0'.repeat(64);

export interface AuditEntry {
  /** 1, 2, 3… without a gap in one workspace. */
  readonly seq: number;
  readonly [fact: string]: unknown;
}

export interface Chained {
  readonly entry: AuditEntry;
  readonly previousHash: string;
  readonly hash: string;
}

export type ChainCheck =
  | { readonly ok: true; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly why: string };

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

/** The hash of an entry, sha256 in lower-case hex, over the previous hash and the entry's canonical text. */
export function link(previousHash: string, entry: AuditEntry): string {
  return createHash('sha256')
    .update(`${previousHash}\n${canonical(entry)}`)
    .digest('hex');
}

/** Checks a whole chain from its first entry, in order. An empty chain's head is `GENESIS`. */
export function verifyChain(entries: Iterable<Chained>): ChainCheck {
  let head = GENESIS;
  let expected = 1;
  for (const { entry, previousHash, hash } of entries) {
    const { seq } = entry;
    if (seq !== expected) return { ok: false, seq: expected, why: `Entry ${expected} is missing.` };
    if (previousHash !== head)
      return { ok: false, seq, why: `Entry ${seq} does not follow the one before it.` };
    if (link(previousHash, entry) !== hash) return { ok: false, seq, why: `Entry ${seq} was changed.` };
    head = hash;
    expected += 1;
  }
  return { ok: true, head };
}

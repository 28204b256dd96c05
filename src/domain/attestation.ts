/**
 * What stands in for a proof where a provider says nothing without the secret: people's words, by how much stands
 * behind them. A belief is never called a proof, whatever its rung.
 */
import { issuerOf, type Provider } from './provider.ts';
import { Refusal } from './refusal.ts';
import type { PersonId } from './words.ts';

/** From weak to strong: somebody's word, a check on their own machine, an admin's look-up, a scanner, an audit log. */
export const rungs = ['word', 'local_check', 'admin_lookup', 'scanner', 'audit_line'] as const;
export type Rung = (typeof rungs)[number];

/** How somebody knows it; reads after "by" and after "best evidence:". */
export const rungWords: Readonly<Record<Rung, string>> = {
  word: 'a look of their own',
  local_check: 'a check on their own machine',
  admin_lookup: 'an admin’s look-up by its id',
  scanner: 'the word of a scanner',
  audit_line: 'a line of an audit log',
};

export interface Attestation {
  readonly person: PersonId;
  readonly rung: Rung;
  readonly saw: 'gone' | 'there';
  /** Where they looked. */
  readonly looked: string;
  readonly at: Date;
}

export interface Belief {
  /** Two different people saw it gone, and nobody saw it there since. */
  readonly signed: boolean;
  /** Who saw it gone since it was last seen there, each once, in the order of their words. */
  readonly by: readonly PersonId[];
  /** The strongest rung among these words; `null` without any. */
  readonly rung: Rung | null;
  /** Who saw it there after all others' words; `null` when the last word is that it is gone. */
  readonly seenThere: Attestation | null;
}

const NEEDED = 2;

/** What the words amount to. Words from before the deletion do not count; a key that was seen there takes back all earlier ones. */
export function beliefFrom(words: readonly Attestation[], since: Date | null): Belief {
  const counted = words
    .filter(({ at }) => since === null || at >= since)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const seen = counted.findLastIndex(({ saw }) => saw === 'there');
  const gone = counted.slice(seen + 1);
  const by = [...new Set(gone.map(({ person }) => person))];
  const rung = rungs.findLast((each) => gone.some((word) => word.rung === each)) ?? null;
  const seenThere = gone.length === 0 ? (counted[seen] ?? null) : null;
  return { signed: by.length >= NEEDED, by, rung, seenThere };
}

/**
 * From when on somebody can see that a deleted key is dead, where its provider lets it work on for a while.
 * @returns `null` for at once, or not deleted yet.
 */
export function goneFrom({ ladder }: Pick<Provider, 'ladder'>, deleted: Date | null): Date | null {
  const lag = ladder?.lag?.value ?? 0;
  return deleted === null || lag === 0 ? null : new Date(deleted.getTime() + lag * 1000);
}

/**
 * Why nobody can say yet that it is gone; `null` when somebody can.
 * @param field of the form that says it.
 */
export function lookedTooEarly(
  provider: Pick<Provider, 'name' | 'issuer' | 'ladder'>,
  { deleted, now, field }: { deleted: Date | null; now: Date; field: string },
): Refusal | null {
  const from = goneFrom(provider, deleted);
  if (from === null || from <= now) return null;
  const minutes = Math.ceil((from.getTime() - now.getTime()) / 60_000);
  const says = `At ${issuerOf(provider)} it may still work: look again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
  return new Refusal('not_yet', 'That would be too early to say. Nothing was recorded.', says, {
    [field]: says,
  });
}

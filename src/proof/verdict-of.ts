import { type Observation, type Verdict, verdict } from '../domain/proof.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import type { KeyRow } from '../store/keys.ts';
import { observationsOf } from '../store/proofs.ts';

/**
 * What may be said now about a key's death.
 * @param since when it was said to be deleted: absences before that do not count.
 */
export async function verdictOf(
  scope: Scope,
  key: Pick<KeyRow, 'id' | 'provider'>,
  since: Date | null,
): Promise<Verdict> {
  const { probe } = findProvider(key.provider);
  if (probe === null) return verdict([], { probe, since });
  const seen = await observationsOf(scope, key.id);
  return since === null
    ? verdict(seen, { probe, since })
    : sinceDeleted(verdict(seen, { probe, since }), seen, since);
}

/** Alive before the deletion is no longer "alive" after it: until the provider answers again, nobody knows. */
function sinceDeleted(said: Verdict, seen: readonly Observation[], since: Date): Verdict {
  const after = seen.filter(({ at }) => at >= since);
  if (said.proof !== 'alive' || after.some(({ result }) => result === 'exists')) return said;
  const says =
    after.length === 0
      ? 'Not asked since the deletion.'
      : 'No answer since the deletion that decides anything.';
  return { ...said, proof: 'unknown', says };
}

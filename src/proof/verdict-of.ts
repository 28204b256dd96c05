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
  return verdictFrom(key, await observationsOf(scope, key.id), since);
}

/** The same of what is known already. @param seen all that the provider answered about this key. */
export function verdictFrom(
  key: Pick<KeyRow, 'provider'>,
  seen: readonly Observation[],
  since: Date | null,
): Verdict {
  const { probe } = findProvider(key.provider);
  return verdict(probe === null ? [] : seen, { probe, since });
}

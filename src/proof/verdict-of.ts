import { type Verdict, verdict } from '../domain/proof.ts';
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
  return verdict(seen, { probe, since });
}

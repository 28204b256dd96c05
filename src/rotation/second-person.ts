/** Who confirms that an old key is gone where its provider cannot be asked: somebody else than who said so. */
import type { Party } from '../domain/nudge-topics.ts';
import { knownPlaces, type Verdict } from '../domain/proof.ts';
import type { PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { holdersOf } from '../store/accounts.ts';
import type { Scope } from '../store/database.ts';
import type { KeyRow } from '../store/keys.ts';
import { observationsOf } from '../store/proofs.ts';
import { type AnsweredFor, answererAmong, type Parties, peopleHere } from './parties.ts';

/** Words of people count only where the provider's answers cannot decide. Pure. */
export function mayAttest({ proof }: Pick<Verdict, 'proof'>, baseline: boolean): boolean {
  return proof === 'cannot_check' || (proof === 'unknown' && !baseline);
}

/** Whether the provider ever told us that it knows the key: without that, its silence proves nothing. */
export async function hasBaseline(scope: Scope, key: Pick<KeyRow, 'id'>): Promise<boolean> {
  return knownPlaces(await observationsOf(scope, key.id)).length > 0;
}

export async function canBeProven(scope: Scope, key: KeyRow): Promise<boolean> {
  return findProvider(key.provider).probe !== null && (await hasBaseline(scope, key));
}

/**
 * Who can look and is here: who answers for the key, its deputy, who can log in, a lead. Not who said that it is deleted.
 * @returns `null` when there is nobody: the team channel is asked.
 */
export async function secondAmong(
  scope: Scope,
  parties: Parties,
  key: AnsweredFor & Pick<KeyRow, 'account'>,
  first: PersonId,
): Promise<Party | null> {
  const holders = await peopleHere(scope, parties.team, await holdersOf(scope, key.account));
  const candidates = [answererAmong(parties, key), parties.deputy, ...holders, ...parties.leads];
  return candidates.find((party) => party?.fit && party.id !== first) ?? null;
}

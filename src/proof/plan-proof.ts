import { affordable, nextConfirmation, postponed } from '../domain/asking.ts';
import type { Verdict } from '../domain/proof.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Tx } from '../store/database.ts';
import { type KeyRow, lockKey } from '../store/keys.ts';
import {
  type ClaimedQuestion,
  insertQuestions,
  observationsOf,
  type Purpose,
  postponeQuestions,
  questionsOf,
} from '../store/proofs.ts';

/**
 * Plans questions to the provider of a key. One that comes too soon after an answer waits until it may be asked; one
 * that would stand beside another waiting one, or pass what the provider may be asked within half a day, is left out.
 * The key is locked until the transaction ends, so that no answer comes in between.
 * @returns the moments that were planned; none when the provider cannot be asked at all.
 */
export async function planProof(
  tx: Tx,
  plan: {
    key: KeyRef;
    incident: IncidentRef | null;
    purpose: Purpose;
    askedBy: PersonId;
    at: readonly Date[];
  },
): Promise<readonly Date[]> {
  const key = await lockKey(tx, plan.key);
  const probe = key === null ? null : findProvider(key.provider).probe;
  if (probe === null) return [];
  const at = affordable(probe, await questionsOf(tx, plan.key), plan);
  await insertQuestions(tx, { ...plan, at });
  return at;
}

/** Questions about a key that still wait keep their distance from an answer that just came. */
export async function spaceOut(tx: Tx, key: Pick<KeyRow, 'id' | 'provider'>): Promise<void> {
  const { probe } = findProvider(key.provider);
  if (probe === null) return;
  const late = postponed(probe, await questionsOf(tx, key.id));
  await postponeQuestions(
    tx,
    key.id,
    late.map(({ question: { id }, to }) => ({ id, to })),
  );
}

/** Plans one more question after an answer that was to confirm a deletion, if that is for us to do. */
export async function askAgain(
  tx: Tx,
  question: ClaimedQuestion,
  key: Pick<KeyRow, 'id' | 'provider'>,
  verdict: Verdict,
  since: Date | null,
): Promise<void> {
  const { probe } = findProvider(key.provider);
  if (probe === null) return;
  const next = nextConfirmation(probe, verdict, await observationsOf(tx, key.id), since);
  if (next !== null) await planProof(tx, { ...question, at: [next] });
}

import { type Act, actor } from '../domain/act.ts';
import type { KeyRef, RotationRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import type { KeyRow } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { insertRotation, type RotationRow, runningRotation } from '../store/rotations.ts';
import { lockedKey, mustAnswerFor, mustBeActive, redrawNudges } from './answering.ts';
import { mustBeAllowed, takeUp } from './at-work.ts';
import { recordDeletion } from './old-key.ts';
import { recipientFor } from './parties.ts';
import { wantCard } from './start-rotation.ts';

/**
 * "It is already rotated": the word of the actor that the old key is deleted. It leads to the proof and ends nothing
 * by itself: the provider is asked, or a second person looks, as at the end of a rotation that was guided.
 * @returns the rotation whose card shows the proof.
 * @throws Refusal when the actor does not answer for the key, it is not active, or its rotation still waits for something.
 */
export async function rotatedAlready(
  database: Database,
  act: Act,
  input: { key: KeyRef },
): Promise<RotationRef> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustAnswerFor(tx, key);
    mustBeActive(key);
    const running = await runningRotation(tx, key.id);
    // Who has one under way says it on its card, by the rules that hold there: nobody is left behind by a shorter way.
    if (running !== null && running.deletedAt === null)
      mustBeAllowed(tx, await takeUp(tx, running.id), { kind: 'delete' });
    const rotation = running ?? (await begun(tx, key));
    const answered = await answerNudges(tx, key.id, 'rotated_already');
    if (answered) tx.record('nudge answered', `key:${key.id}`, { rotation: rotation.id });
    if (rotation.deletedAt === null) await recordDeletion(tx, key, rotation);
    await redrawNudges(tx, key.id);
    return rotation.id;
  });
}

async function begun(tx: Tx, key: KeyRow): Promise<RotationRow> {
  const rotation = await insertRotation(tx, key.id, actor(tx.act));
  wantCard(tx, rotation, 'card', (await recipientFor(tx, key)) ?? actor(tx.act));
  return rotation;
}

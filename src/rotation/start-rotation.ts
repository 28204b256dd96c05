import { type Act, actor } from '../domain/act.ts';
import type { Place } from '../domain/effects.ts';
import { isKeyParty } from '../domain/permissions.ts';
import type { Day, KeyRef, PersonId, RotationRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { answerNudges } from '../store/nudges.ts';
import { want } from '../store/outbox.ts';
import { replacementOf } from '../store/replacements.ts';
import { insertRotation, type RotationRow, runningRotation } from '../store/rotations.ts';
import { lockedKey, mustAnswerFor, mustBeActive, redrawNudges } from './answering.ts';
import { recipientFor } from './parties.ts';

export interface Started {
  readonly rotation: RotationRef;
  /** False when it was running already and is only looked at again. */
  readonly isNew: boolean;
  /** Who has its card as a direct message. */
  readonly custodian: PersonId;
}

/**
 * Starts the replacement of a key, or finds the one that runs. Who answers for the key gets its card.
 * Looking at one that runs is open to every member, since somebody else may have to confirm its end.
 * @throws Refusal when the actor does not answer for the key, or it is not active.
 */
export async function startRotation(database: Database, act: Act, input: { key: KeyRef }): Promise<Started> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    const custodian = (await recipientFor(tx, key)) ?? actor(act);
    const running = await runningRotation(tx, key.id);
    if (running !== null) {
      // What was sent a month ago is not kept for redrawing, so its card is wanted anew.
      wantCard(tx, running, 'card', custodian);
      // Pressed under a warning that the key ends meanwhile: they know.
      const knows = isKeyParty({ id: actor(act), role: act.role }, key);
      if (knows && (await answerNudges(tx, key.id, 'rotation_started'))) {
        tx.record('nudge answered', `key:${key.id}`, { rotation: running.id });
        await redrawNudges(tx, key.id);
      }
      return { rotation: running.id, isNew: false, custodian };
    }
    mustAnswerFor(tx, key);
    mustBeActive(key);
    const made = await replacementOf(tx, key.id);
    const rotation = await insertRotation(tx, key.id, actor(act), made);
    await answerNudges(tx, key.id, 'rotation_started');
    await redrawNudges(tx, key.id);
    wantCard(tx, rotation, 'card', custodian);
    return { rotation: rotation.id, isNew: true, custodian };
  });
}

/** Somebody answers for a key from now on: if it is being replaced, its card goes on to them, and says so elsewhere. */
export async function passCardOn(tx: Tx, key: KeyRef, to: PersonId): Promise<void> {
  const running = await runningRotation(tx, key);
  if (running === null) return;
  tx.redrawAll(`rotation:${running.id}:`);
  wantCard(tx, running, 'card', to);
}

/**
 * Sends a rotation's card to somebody, as one of its places: who answers for it, also as a reminder of a day, and who
 * confirms its end. Each person has a card of their own, so that a new custodian gets one too.
 */
export const wantCard = (tx: Tx, rotation: Pick<RotationRow, 'id'>, place: CardPlace, to: PersonId): void =>
  wantCardAt(tx, rotation, place, { person: to });

type CardPlace = 'card' | 'second' | 'gone' | `card:${Day}`;

/** The same to somebody or to a channel. @param dueAt of a reminder: when it may be sent; the others are answers. */
export function wantCardAt(
  tx: Tx,
  rotation: Pick<RotationRow, 'id'>,
  place: CardPlace,
  to: Place,
  dueAt: Date | null = null,
): void {
  want(tx, {
    name: `rotation:${rotation.id}:${place}:${Object.values(to)[0]}`,
    effect: { do: 'message', kind: 'rotation', subject: String(rotation.id), to },
    ...(dueAt === null ? { lane: 'answer' } : { lane: 'nudge', dueAt }),
  });
}

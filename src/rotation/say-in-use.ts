import { type Act, actor } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { changeKey } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { lockedKey, mustAnswerFor, mustBeActive, redrawNudges, todayFor } from './answering.ts';

/**
 * Somebody who answers for a key says that it is in use today. What its provider does to idle keys counts from there.
 * @throws Refusal when they do not answer for it, it is not active, or it was said today.
 */
export async function sayInUse(database: Database, act: Act, input: { key: KeyRef }): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustAnswerFor(tx, key);
    mustBeActive(key);
    const inUseOn = await todayFor(tx, actor(act));
    if (key.inUseOn === inUseOn) {
      throw new Refusal(
        'already_done',
        `Somebody said so of ${key.label} today. Nothing was changed.`,
        'Nothing more to do.',
      );
    }
    await changeKey(tx, key.id, { inUseOn }, 'said to be in use', { before: key.inUseOn });
    await answerNudges(tx, key.id, 'in_use');
    await redrawNudges(tx, key.id);
  });
}

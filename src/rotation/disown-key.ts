/** "Not mine": a key whose custodian does not answer for it, until somebody takes it. */
import { type Act, actor } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { changeKey, type KeyRow } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { peopleAmong } from '../store/people.ts';
import { keyHere, lockedKey, mustAnswerFor, mustNotHaveEnded, redrawNudges } from './answering.ts';
import { withdrawOffer } from './hand-over.ts';
import { passCardOn } from './start-rotation.ts';

/** The key that the actor can say is not theirs, by its label. @throws Refusal as `disownKey` does. */
export async function disownable(scope: Scope, id: KeyRef): Promise<string> {
  const key = await keyHere(scope, id);
  mustBeTheirs(scope, key);
  return key.label;
}

/**
 * Its custodian says that a key is not theirs. From then on nobody answers for it, and the deputy or a lead is told.
 * @throws Refusal for anybody else, and when it was said before.
 */
export async function disownKey(
  database: Database,
  act: Act,
  input: { key: KeyRef; because: string },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustBeTheirs(tx, key);
    await refuseCustody(tx, key, input.because.trim());
  });
}

/** The actor, custodian of a locked key that lives, says that it is not theirs. */
export async function refuseCustody(tx: Tx, key: KeyRow, because: string): Promise<void> {
  const change = { disownedBy: actor(tx.act), disownedBecause: because, disownedAt: tx.now };
  await changeKey(tx, key.id, change, 'custody refused');
  await answerNudges(tx, key.id, 'not_mine', because);
  await redrawNudges(tx, key.id);
}

function mustBeTheirs(scope: Scope, key: KeyRow): void {
  if (key.custodian !== actor(scope.act)) {
    throw new Refusal(
      'not_allowed',
      `Only the custodian of ${key.label} can say that it is not theirs. Nothing was changed.`,
      'To give it to somebody, use hand over.',
    );
  }
  mustNotHaveEnded(key);
  if (key.disownedAt === null) return;
  throw new Refusal(
    'already_done',
    `You said so already. Nothing was changed.`,
    'Somebody else is asked to take it over.',
  );
}

/**
 * Somebody takes a key that nobody answers for: its deputy, a lead or an admin, or the custodian after all.
 * @throws Refusal while somebody answers for it.
 */
export async function takeKey(database: Database, act: Act, input: { key: KeyRef }): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustAnswerFor(tx, key);
    mustNotHaveEnded(key);
    await mustBeNobodys(tx, key);
    await withdrawOffer(tx, key.id);
    const custodian = actor(act);
    const change = { custodian, ...(key.deputy === custodian ? { deputy: null } : {}) };
    await changeKey(tx, key.id, change, 'custody taken', { from: key.custodian });
    await answerNudges(tx, key.id, 'handed_over');
    await redrawNudges(tx, key.id);
    await passCardOn(tx, key.id, custodian);
  });
}

async function mustBeNobodys(scope: Scope, key: KeyRow): Promise<void> {
  if (await isNobodys(scope, key)) return;
  throw new Refusal(
    'too_late',
    `Somebody answers for ${key.label} already. Nothing was changed.`,
    'The show command says who. They can hand it over.',
  );
}

/** Whether nobody answers for a key: its custodian said that it is not theirs, or cannot any more. */
export async function isNobodys(
  scope: Scope,
  key: Pick<KeyRow, 'custodian' | 'disownedAt'>,
): Promise<boolean> {
  if (key.disownedAt !== null) return true;
  const [custodian] = await peopleAmong(scope, [key.custodian]);
  return custodian !== undefined && custodian.standing !== 'member';
}

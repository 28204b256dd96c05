import { type Act, actor } from '../domain/act.ts';
import { addDays } from '../domain/days.ts';
import { snoozeChoices } from '../domain/nudge.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, KeyRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { changeKey, type KeyRow } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { runningRotation } from '../store/rotations.ts';
import { insertSnooze, snoozesOf, usedUp } from '../store/snoozes.ts';
import { policiesHere } from '../workspace/policies.ts';
import { keyHere, lockedKey, mustAnswerFor, mustBeActive, redrawNudges, todayFor } from './answering.ts';
import { recipientFor } from './parties.ts';

/** What can be chosen when a key is put off. */
export interface SnoozeOffer {
  readonly label: string;
  readonly dueOn: Day;
  /** Days, and the day on which we would ask again. */
  readonly choices: readonly { readonly days: number; readonly until: Day }[];
}

/** @throws Refusal when it cannot be put off at all. */
export async function snoozeOffer(scope: Scope, id: KeyRef): Promise<SnoozeOffer> {
  const key = await keyHere(scope, id);
  const { choices, today } = await snoozable(scope, key);
  return {
    label: key.label,
    dueOn: key.dueOn,
    choices: choices.map((days) => ({ days, until: addDays(today, days) })),
  };
}

/**
 * Keeps quiet about a key for some days. On the day it ends, the stage that is due then nudges again.
 * @returns that day.
 * @throws Refusal when the tier does not allow it (any more), a rotation runs or the key is snoozed already.
 */
export async function snoozeKey(
  database: Database,
  act: Act,
  input: { key: KeyRef; days: number; because: string },
): Promise<Day> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    const { choices, today } = await snoozable(tx, key);
    if (!choices.includes(input.days)) throw putOffEnough(key);
    const until = addDays(today, input.days);
    const because = input.because.trim();
    const { id, dueOn } = key;
    const round = key.snoozes + 1;
    await insertSnooze(tx, {
      key: id,
      dueOn,
      round,
      days: input.days,
      until,
      because,
      by: actor(act),
      at: tx.now,
    });
    const detail = { days: input.days, because };
    await changeKey(tx, id, { snoozedUntil: until, snoozes: round }, 'snoozed', detail);
    await answerNudges(tx, id, 'snoozed');
    await redrawNudges(tx, id);
    return until;
  });
}

async function snoozable(scope: Scope, key: KeyRow): Promise<{ choices: number[]; today: Day }> {
  mustAnswerFor(scope, key);
  mustBeActive(key);
  if ((await runningRotation(scope, key.id)) !== null) {
    throw new Refusal(
      'too_late',
      `${key.label} is being replaced already, so there is nothing to put off.`,
      'Its rotation card has the next step.',
    );
  }
  const today = await todayFor(scope, await recipientFor(scope, key));
  const earlier = await snoozesOf(scope, [key.id]);
  const latest = earlier.findLast(({ round }) => round === key.snoozes);
  if (latest && key.snoozedUntil !== null && today < key.snoozedUntil) {
    throw new Refusal(
      'already_done',
      `${key.label} is snoozed until ${key.snoozedUntil} already. Nothing was changed.`,
      'We ask again on that day.',
    );
  }
  const { snooze } = await policiesHere(scope);
  const choices = snoozeChoices(snooze[key.tier], usedUp(earlier));
  if (choices.length === 0) throw putOffEnough(key);
  return { choices, today };
}

const putOffEnough = (key: KeyRow): Refusal =>
  new Refusal(
    'not_allowed',
    `${key.label} cannot be put off that long any more: a tier ${key.tier} key has its limit. Nothing was changed.`,
    'Start the rotation, or hand the key over to somebody who can.',
  );

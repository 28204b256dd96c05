import type { Act } from '../domain/act.ts';
import { stageToSend } from '../domain/nudge.ts';
import type { Day, PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { type DueKey, dueKeys, insertNudges, lockDueKeys, type NewNudge } from '../store/nudges.ts';
import { want } from '../store/outbox.ts';
import { latestDay, todayIn } from './today.ts';

/**
 * Plans what is due now, in every workspace: one message for each person and day, each stage once. Any number of
 * replicas may plan at the same time.
 * @param actIn the clock's act in a workspace, at `now`.
 * @returns how many nudges were planned.
 * @throws the first fault, after everybody else's nudges were planned.
 */
export async function planNudges(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const due = (await dueKeys(database, latestDay(now))).filter((key) => stageNow(key, now) !== null);
  const faults: unknown[] = [];
  let planned = 0;
  for (const keys of Map.groupBy(due, ({ workspace, recipient }) => `${workspace} ${recipient}`).values()) {
    try {
      planned += await planFor(database, now, actIn, keys);
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return planned;
}

const today = (key: DueKey, now: Date): Day => todayIn(now, key.timezone, key.workspaceTimezone);
const stageNow = (key: DueKey, now: Date) => stageToSend(key, today(key, now), key);

/** One person's keys. Decides again on locked rows, since somebody may have answered or planned meanwhile. */
async function planFor(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
  keys: readonly DueKey[],
): Promise<number> {
  const [first] = keys;
  if (first === undefined) return 0;
  return inWorkspace(database, actIn(first.workspace), async (tx) => {
    const locked = await lockDueKeys(
      tx,
      keys.map(({ key }) => key),
      latestDay(now),
    );
    const mine = locked.filter(({ recipient }) => recipient === first.recipient);
    const made = await insertNudges(
      tx,
      mine.flatMap((key) => nudgeFor(key, now)),
    );
    for (const message of new Set(made.map(({ message }) => message))) {
      await wantNudge(tx, message, first.recipient);
    }
    return made.length;
  });
}

function nudgeFor(key: DueKey, now: Date): NewNudge[] {
  const stage = stageNow(key, now);
  if (stage === null) return [];
  const { dueOn, round, recipient } = key;
  return [{ key: key.key, dueOn, stage, round, recipient, message: `nudge:${recipient}:${today(key, now)}` }];
}

/** Wanted again on the same day, the same message is drawn again with all its keys. */
function wantNudge(tx: Tx, message: string, recipient: PersonId): Promise<void> {
  return want(tx, {
    name: message,
    effect: { do: 'message', kind: 'nudge', subject: message, to: { person: recipient } },
    lane: 'nudge',
  });
}

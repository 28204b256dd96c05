/** Break-glass: one person is enough where nobody else answers. Said loudly, and looked at in the review. */
import { type Act, actor } from '../domain/act.ts';
import { addDays } from '../domain/days.ts';
import type { TwoPersons } from '../domain/incident-wishes.ts';
import type { IncidentRef } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { thisWorkspace } from '../store/people.ts';
import { type AtWork, takeUp } from './at-work.ts';
import { ending } from './false-alarm.ts';
import { addFollowUpTo } from './follow-ups.ts';
import { sayLoudly } from './loud.ts';
import { othersIn } from './others.ts';
import { makeAbout } from './wishes.ts';

/** Days until somebody has to have looked at it. */
const LOOK_WITHIN = 7;

/**
 * Confirms one's own wish alone. @throws Refusal `not_yet` while those who were called may still answer.
 */
export function confirmAlone(
  database: Database,
  act: Act,
  { incident, what, reason }: { incident: IncidentRef; what: TwoPersons; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const kind = what === 'override' ? 'override_alone' : 'false_alarm_alone';
    const change = await makeAbout(tx, at, { what, of: null, move: { kind, reason } });
    await sayLoudly(tx, at.stored, kind, true);
    await haveItReviewed(tx, at);
    if (what === 'false_alarm') await ending(tx, at, change);
  });
}

/** Somebody else than whoever was alone looks at it; their own name stands there only where nobody else is known. */
async function haveItReviewed(tx: Tx, at: AtWork): Promise<void> {
  const [owner = actor(tx.act)] = await othersIn(tx, at);
  const { timezone } = await thisWorkspace(tx);
  const dueOn = addDays(todayIn(tx.now, timezone), LOOK_WITHIN);
  const what = 'Review the break-glass: one person decided alone';
  await addFollowUpTo(tx, at.stored, { what, owner, dueOn });
}

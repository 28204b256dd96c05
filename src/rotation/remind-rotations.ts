import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import { hasEnded } from '../domain/key-state.ts';
import { remindToday, type Waiting, waitingFor } from '../domain/rotation-state.ts';
import type { Day, PersonId, WorkspaceId } from '../domain/words.ts';
import { isWorkingTime, zoneAmong } from '../domain/working-time.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { peopleAmong, thisWorkspace } from '../store/people.ts';
import { changeSwitch, switchesOf } from '../store/rotation-services.ts';
import { changeRotation, endRotation } from '../store/rotations.ts';
import { type StalledRotation, stalledRotations } from '../store/stalled-rotations.ts';
import { redrawRotation } from './after-verdict.ts';
import { recipientFor } from './answering.ts';
import { type AtWork, takeUp } from './at-work.ts';
import { planningTeam } from './nudge-facts.ts';
import { wantCard } from './start-rotation.ts';
import { askOwners, reachable, wantQuestion } from './switch-service.ts';
import { latestDay } from './today.ts';

/**
 * Reminds those for whom rotations wait, after some working days without movement and again after as many. A key that
 * is being replaced is not nudged about, so this is what keeps its rotation alive. Only in their working time.
 * @param actIn the clock's act in a workspace, at `now`.
 * @returns how many people were reminded.
 * @throws the first fault, after the other rotations were looked at.
 */
export async function remindRotations(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const stalled = await stalledRotations(database, now, latestDay(now));
  const looked = await Promise.allSettled(stalled.map((one) => remind(database, actIn(one.workspace), one)));
  const failed = looked.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return looked.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0);
}

function remind(database: Database, act: Act, { rotation }: StalledRotation): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, rotation);
    if (work.state.ended !== null) return 0;
    if (hasEnded(work.key.state)) {
      // An incident ended the key: there is nothing left to replace.
      await endRotation(tx, work.rotation, null);
      await redrawRotation(tx, work.rotation);
      return 0;
    }
    // The incident chases its own people, and replaces the key.
    if (work.key.state !== 'active') return 0;
    if (work.state.stored !== null && work.state.deleted === null) await askOwners(tx, work);
    return remindThose(tx, work);
  });
}

async function remindThose(tx: Tx, work: AtWork): Promise<number> {
  const team = planningTeam(await thisWorkspace(tx));
  const asked = await switchesOf(tx, work.rotation.id);
  let reminded = 0;
  for (const waiting of waitingFor(work.state)) {
    const to = await whom(tx, work, waiting);
    if (to === null) continue;
    const [known] = await peopleAmong(tx, [to]);
    const zone = zoneAmong(known?.timezone ?? null, team.zone);
    const row = asked.find(({ service }) => service === waiting.service);
    const remindedOn = waiting.service === null ? work.rotation.remindedOn : (row?.remindedOn ?? null);
    const told = { since: dayIn(waiting.since, zone), until: waiting.until, remindedOn };
    const today = dayIn(tx.now, zone);
    if (!isWorkingTime(tx.now, zone, team) || !remindToday(told, today, team)) continue;
    await sendTo(tx, work, waiting, to, today);
    reminded += 1;
  }
  return reminded;
}

const whom = async (tx: Tx, { key, services }: AtWork, { service }: Waiting): Promise<PersonId | null> => {
  const owner = services.find(({ id }) => id === service)?.owner;
  return owner === undefined ? recipientFor(tx, key) : reachable(tx, key, owner);
};

async function sendTo(tx: Tx, work: AtWork, { service }: Waiting, to: PersonId, today: Day): Promise<void> {
  const change = { remindedOn: today };
  if (service === null) {
    await wantCard(tx, work.rotation, `card:${today}`, to);
    await changeRotation(tx, work.rotation, change, 'rotation reminded of', { recipient: to });
  } else {
    await wantQuestion(tx, work, service, to, today);
    await changeSwitch(tx, work.rotation, service, change, 'owner reminded to switch');
  }
}

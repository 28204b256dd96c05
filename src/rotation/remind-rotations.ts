import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import type { Place } from '../domain/effects.ts';
import { hasEnded } from '../domain/key-state.ts';
import type { Party } from '../domain/nudge-topics.ts';
import { remindsAlso, remindToday, type Waiting, waitingFor } from '../domain/rotation-state.ts';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { isWorkingTime, nextWorkStart } from '../domain/working-time.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { changeSwitch, switchesOf } from '../store/rotation-services.ts';
import { changeRotation, endRotation } from '../store/rotations.ts';
import { type StalledRotation, stalledRotations } from '../store/stalled-rotations.ts';
import { redrawRotation } from './after-verdict.ts';
import { type AtWork, takeUp } from './at-work.ts';
import { answererAmong, type Parties, partiesOf, placeOf } from './parties.ts';
import { hasBaseline, mayAttest, secondAmong } from './second-person.ts';
import { wantCardAt } from './start-rotation.ts';
import { askOwners, reachable, wantQuestion } from './switch-service.ts';
import { latestDay } from './today.ts';

/**
 * Reminds those for whom rotations wait, after some working days without movement and again after as many, and then the
 * others too, as nudges do. Of a key that is being replaced its due day is not nudged about, so this is what keeps its
 * rotation alive. Only in their working time.
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
      redrawRotation(tx, work.rotation);
      return 0;
    }
    // The incident chases its own people, and replaces the key.
    if (work.key.state !== 'active') return 0;
    if (work.state.stored !== null && work.state.deleted === null) await askOwners(tx, work);
    return remindThose(tx, work);
  });
}

async function remindThose(tx: Tx, work: AtWork): Promise<number> {
  const parties = await partiesOf(tx, work.key);
  const { team } = parties;
  const asked = await switchesOf(tx, work.rotation.id);
  let reminded = 0;
  for (const waiting of waitingFor(work.state)) {
    const party = await whom(tx, work, parties, waiting);
    const to = placeOf(party, parties);
    if (to === null) continue;
    const zone = party?.zone ?? team.zone;
    const row = asked.find(({ service }) => service === waiting.service);
    const remindedOn = waiting.service === null ? work.rotation.remindedOn : (row?.remindedOn ?? null);
    const told = { since: dayIn(waiting.since, zone), until: waiting.until, remindedOn };
    const today = dayIn(tx.now, zone);
    if (!isWorkingTime(tx.now, zone, team) || !remindToday(told, today, team)) continue;
    await sendTo(tx, work, waiting, to, today);
    await tellOthers(tx, work, parties, party, remindsAlso(told, today, team, team.escalation), today);
    reminded += 1;
  }
  return reminded;
}

/** @returns `null` when nobody is left, and the team channel is told. */
async function whom(
  tx: Tx,
  { key, rotation, services }: AtWork,
  parties: Parties,
  { service, move }: Waiting,
): Promise<Party | null> {
  const owner = services.find(({ id }) => id === service)?.owner;
  if (owner !== undefined) return reachable(tx, parties, key, owner);
  if (move !== 'prove' || rotation.deletedBy === null) return answererAmong(parties, key);
  const verdict = await verdictOf(tx, key, rotation.deletedAt);
  return mayAttest(verdict, await hasBaseline(tx, key))
    ? secondAmong(tx, parties, key, rotation.deletedBy)
    : answererAmong(parties, key);
}

async function sendTo(tx: Tx, work: AtWork, { service }: Waiting, to: Place, today: Day): Promise<void> {
  const change = { remindedOn: today };
  if (service === null) {
    wantCardAt(tx, work.rotation, `card:${today}`, to, tx.now);
    await changeRotation(tx, work.rotation, change, 'rotation reminded of', {
      recipient: Object.values(to)[0],
    });
  } else {
    wantQuestion(tx, work, service, to, today);
    await changeSwitch(tx, work.rotation, service, change, 'owner reminded to switch');
  }
}

/** The card, which says whom it waits for, to those who hear of it because nothing moved for so long. */
async function tellOthers(
  tx: Tx,
  { rotation, key }: AtWork,
  parties: Parties,
  asked: Party | null,
  { deputy, lead }: ReturnType<typeof remindsAlso>,
  today: Day,
): Promise<void> {
  const also = [
    ...(deputy ? [answererAmong(parties, key), parties.deputy] : []),
    ...(lead ? [parties.lead] : []),
  ].filter((party) => party?.fit && party.id !== asked?.id);
  const { team, channel } = parties;
  for (const party of new Map(also.map((each) => [each?.id, each])).values()) {
    if (party) wantCardAt(tx, rotation, `card:${today}`, { person: party.id }, inTime(party.zone));
  }
  if (lead && asked !== null && channel !== null)
    wantCardAt(tx, rotation, `card:${today}`, channel, inTime(team.zone));

  function inTime(zone: string): Date {
    return isWorkingTime(tx.now, zone, team) ? tx.now : nextWorkStart(tx.now, zone, team);
  }
}

/**
 * When a message may be posted. A reminder was planned in its reader's working time, and may have waited since for a
 * Slack or a database that was away: nobody is woken by what is late already.
 */
import { Effect } from '../domain/effects.ts';
import { isTakenBack, waitsForWork } from '../domain/posting.ts';
import { type PersonId, personId } from '../domain/words.ts';
import { isWorkingTime, nextWorkStart, type WorkingTime, zoneAmong } from '../domain/working-time.ts';
import type { Scope } from '../store/database.ts';
import { keyById } from '../store/keys.ts';
import { isSaidAgain } from '../store/landed.ts';
import { nudgesIn } from '../store/nudges.ts';
import type { Claimed } from '../store/outbox-claims.ts';
import { peopleAmong, thisWorkspace, type Workspace } from '../store/people.ts';
import { todayFor } from './answering.ts';
import { planningTeam } from './nudge-facts.ts';
import { isStillNeeded } from './still-needed.ts';

type Posted = Extract<Effect, { do: 'message' | 'file' }>;
type Row = Pick<Claimed, 'id' | 'lane' | 'wantedAt' | 'attempts'>;

/** While its reader is no member, it waits so long to be taken back: see rotation/withdraw-unread.ts. */
const TAKEN_BACK_MS = 60_000;

/**
 * @returns the moment from which on it may be posted, now or later; `null` when nothing in it waits for an answer any
 * more, a newer message says the same, or nobody is there to read it.
 */
export async function postingTime(scope: Scope, effect: Posted, row: Row): Promise<Date | null> {
  if (!waitsForWork(effect.kind, row.lane, scope.now.getTime() - row.wantedAt.getTime())) return scope.now;
  const workspace = await thisWorkspace(scope);
  const reader = 'person' in effect.to ? personId(effect.to.person) : null;
  const hours = await hoursFor(scope, workspace, effect);
  const [person] = reader === null ? [] : await peopleAmong(scope, [reader]);
  if (person !== undefined && person.standing !== 'member')
    return isTakenBack(effect.kind, row.lane) ? new Date(scope.now.getTime() + TAKEN_BACK_MS) : null;
  const zone = zoneAmong(person?.timezone ?? null, workspace.timezone);
  if (!isWorkingTime(scope.now, zone, hours)) return nextWorkStart(scope.now, zone, hours);
  return (await isNeeded(scope, effect, row)) ? scope.now : null;
}

/** Reminders that waited long are not posted one after the other: the newest says it all. */
async function isNeeded(scope: Scope, effect: Posted, row: Row): Promise<boolean> {
  if (effect.do !== 'message') return true;
  // After an unclear outcome it may stand there already, and is looked for.
  if (row.attempts <= 1 && (await isSaidAgain(scope, effect, row.id))) return false;
  return isStillNeeded(scope, effect.kind, effect.subject);
}

/** Whose reminder it is that is taken back when they are gone, for others to be told; `null` for all else. */
export function readerOf(row: Pick<Claimed, 'effect' | 'lane'>): PersonId | null {
  const { data: effect } = Effect.safeParse(row.effect);
  if (effect?.do !== 'message' || !('person' in effect.to)) return null;
  return isTakenBack(effect.kind, row.lane) ? personId(effect.to.person) : null;
}

/** A team may have chosen to hear of overdue keys of tier 1 on any day; at night never. */
async function hoursFor(scope: Scope, workspace: Workspace, effect: Posted): Promise<WorkingTime> {
  const team = planningTeam(workspace);
  if (effect.kind !== 'nudge' || team.overdueTier1 !== 'every_day') return team;
  for (const { key: id, dueOn, recipient } of await nudgesIn(scope, effect.subject)) {
    const key = await keyById(scope, id);
    if (key?.tier === 1 && (await todayFor(scope, recipient)) > dueOn)
      return { ...team, workDays: [], holidays: [] };
  }
  return team;
}

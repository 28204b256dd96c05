/**
 * When a reminder may be posted. It was planned in its reader's working time, and may have waited since for a Slack or a
 * database that was away: nobody is woken by what is late already.
 */
import type { Effect } from '../domain/effects.ts';
import { type PersonId, personId } from '../domain/words.ts';
import { isWorkingTime, nextWorkStart, type WorkingTime, zoneAmong } from '../domain/working-time.ts';
import type { Scope } from '../store/database.ts';
import { keyById } from '../store/keys.ts';
import { nudgesIn } from '../store/nudges.ts';
import { peopleAmong, thisWorkspace, type Workspace } from '../store/people.ts';
import { todayFor } from './answering.ts';
import { nudgeCard } from './nudge-card.ts';
import { planningTeam } from './nudge-facts.ts';

type MessageEffect = Extract<Effect, { do: 'message' }>;

/** While its reader is no member, it waits so long to be taken back: see rotation/withdraw-unread.ts. */
const TAKEN_BACK_MS = 60_000;

const reminders = [
  'nudge',
  'nudge-more',
  'attestation',
  'attestation-deputy',
  'attestation-open',
  'departure-reminder',
];

/**
 * @returns the moment from which on it may be posted, now or later; `null` when nothing in it waits for an answer any
 * more, or nobody is there to read it.
 */
export async function postingTime(scope: Scope, effect: MessageEffect): Promise<Date | null> {
  if (!reminders.includes(effect.kind)) return scope.now;
  const workspace = await thisWorkspace(scope);
  const reader = 'person' in effect.to ? personId(effect.to.person) : null;
  const hours = await hoursFor(scope, workspace, effect);
  const [person] = reader === null ? [] : await peopleAmong(scope, [reader]);
  if (person !== undefined && person.standing !== 'member')
    return isWithdrawn(effect.kind) ? new Date(scope.now.getTime() + TAKEN_BACK_MS) : null;
  const zone = zoneAmong(person?.timezone ?? null, workspace.timezone);
  if (!isWorkingTime(scope.now, zone, hours)) return nextWorkStart(scope.now, zone, hours);
  if (effect.kind !== 'nudge') return scope.now;
  const card = await nudgeCard(scope, effect.subject);
  return card?.lines.some(({ state }) => state.kind === 'open') ? scope.now : null;
}

const isWithdrawn = (kind: MessageEffect['kind']): boolean => kind === 'nudge' || kind === 'nudge-more';

/** Whose reminder it is that is taken back when they are gone, for others to be told; `null` for all else. */
export function readerOf(effect: Effect): PersonId | null {
  if (effect.do !== 'message' || !isWithdrawn(effect.kind) || !('person' in effect.to)) return null;
  return personId(effect.to.person);
}

/** A team may have chosen to hear of overdue keys of tier 1 on any day; at night never. */
async function hoursFor(scope: Scope, workspace: Workspace, effect: MessageEffect): Promise<WorkingTime> {
  const team = planningTeam(workspace);
  if (effect.kind !== 'nudge' || team.overdueTier1 !== 'every_day') return team;
  for (const { key: id, dueOn, recipient } of await nudgesIn(scope, effect.subject)) {
    const key = await keyById(scope, id);
    if (key?.tier === 1 && (await todayFor(scope, recipient)) > dueOn)
      return { ...team, workDays: [], holidays: [] };
  }
  return team;
}

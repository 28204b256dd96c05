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

const reminders = ['nudge', 'nudge-more', 'attestation', 'departure-reminder'];

/** @returns the moment from which on it may be posted, now or later; `null` when nothing in it waits for an answer any more. */
export async function postingTime(scope: Scope, effect: MessageEffect): Promise<Date | null> {
  if (!reminders.includes(effect.kind)) return scope.now;
  const workspace = await thisWorkspace(scope);
  const reader = 'person' in effect.to ? personId(effect.to.person) : null;
  const hours = await hoursFor(scope, workspace, effect);
  const zone = await zoneOf(scope, workspace, reader);
  if (!isWorkingTime(scope.now, zone, hours)) return nextWorkStart(scope.now, zone, hours);
  if (effect.kind !== 'nudge') return scope.now;
  const card = await nudgeCard(scope, effect.subject);
  return card?.lines.some(({ state }) => state.kind === 'open') ? scope.now : null;
}

async function zoneOf(scope: Scope, { timezone }: Workspace, reader: PersonId | null): Promise<string> {
  const [person] = reader === null ? [] : await peopleAmong(scope, [reader]);
  return zoneAmong(person?.timezone ?? null, timezone);
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

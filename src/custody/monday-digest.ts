/** The Monday digest: how the team's keys stand, with the calendar as a picture, in the team channel. */
import type { Act } from '../domain/act.ts';
import { mondayOf } from '../domain/calendar.ts';
import { addDays, dayIn, isWorkDay, type WorkDays } from '../domain/days.ts';
import { digestWords } from '../domain/digest.ts';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { isWorkingTime, zoneAmong } from '../domain/working-time.ts';
import type { Picture } from '../pictures/png.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { figuresAt, firstKeyAt } from '../store/digest.ts';
import { teamHealth } from '../store/home.ts';
import { want } from '../store/outbox.ts';
import { presentWorkspaces, thisWorkspace } from '../store/people.ts';
import { drawCalendar } from './calendar.ts';
import { DUE_WITHIN } from './find-keys.ts';

/**
 * Wants the digest of each workspace on the first working day of its week, from the start of work; on a later one when
 * nothing ran until then. Its name is the week, so that it is posted once however often and on however many replicas
 * this runs.
 * @throws the first fault, after all other workspaces had their turn.
 */
export async function wantDigests(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const faults: unknown[] = [];
  for (const { id, teamChannel, ...team } of await presentWorkspaces(database)) {
    const hours = { ...team, holidays: team.holidays as Day[] };
    const zone = zoneAmong(team.timezone);
    if (teamChannel === null || !isWorkingTime(now, zone, hours)) continue;
    try {
      await inWorkspace(database, actIn(id), async (tx) => {
        const day = todayIn(now, team.timezone);
        const first = firstWorkDay(day, hours);
        if ((await teamHealth(tx, day, day)).keys === 0) return;
        // A team that began in the middle of a week waits for the next one.
        if (day > first && !(await hadKeysOn(tx, first, zone))) return;
        want(tx, {
          name: `digest:${mondayOf(day)}`,
          effect: { do: 'file', kind: 'digest', subject: day, to: { channel: teamChannel } },
          lane: 'nudge',
        });
      });
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** The first day of this week on which the team works; `day` itself is one. */
function firstWorkDay(day: Day, team: WorkDays): Day {
  const monday = mondayOf(day);
  const days = Array.from({ length: 7 }, (_, ahead) => addDays(monday, ahead));
  return days.find((each) => isWorkDay(each, team)) ?? day;
}

async function hadKeysOn(scope: Scope, day: Day, zone: string): Promise<boolean> {
  const since = await firstKeyAt(scope);
  return since !== null && dayIn(since, zone) <= day;
}

/** What the digest says and shows, as it is at this moment. Counts only: the words beside a file are not escaped. */
export async function drawDigest(scope: Scope): Promise<Picture & { readonly says: string }> {
  const { timezone } = await thisWorkspace(scope);
  const today = todayIn(scope.now, timezone);
  const { keys, overdue, unowned, ...rest } = await teamHealth(scope, today, addDays(today, DUE_WITHIN));
  const now = { ...(await figuresAt(scope, scope.now, today)), keys, overdue, unowned };
  const before = await figuresAt(scope, new Date(scope.now.getTime() - WEEK), addDays(today, -7));
  const says = digestWords(now, { ...rest, dueWithin: DUE_WITHIN }, before.keys === 0 ? null : before);
  return { ...(await drawCalendar(scope, 'custodian')), says };
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

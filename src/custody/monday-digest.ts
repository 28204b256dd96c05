/** The Monday digest: how the team's keys stand, with the calendar as a picture, in the team channel. */
import type { Act } from '../domain/act.ts';
import { mondayOf } from '../domain/calendar.ts';
import { addDays } from '../domain/days.ts';
import { digestWords } from '../domain/digest.ts';
import type { WorkspaceId } from '../domain/words.ts';
import type { Picture } from '../pictures/png.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { figuresAt } from '../store/digest.ts';
import { teamHealth } from '../store/home.ts';
import { want } from '../store/outbox.ts';
import { presentWorkspaces, thisWorkspace, type Workspace } from '../store/people.ts';
import { drawCalendar } from './calendar.ts';
import { DUE_WITHIN } from './find-keys.ts';

/**
 * Wants the digest of each workspace on its Monday, from its start of work to midnight. Its name is the day, so that it is
 * posted once however often and on however many replicas this runs.
 * @throws the first fault, after all other workspaces had their turn.
 */
export async function wantDigests(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const faults: unknown[] = [];
  for (const { id, teamChannel, ...team } of await presentWorkspaces(database)) {
    if (teamChannel === null || !isTime(team, now)) continue;
    try {
      await inWorkspace(database, actIn(id), async (tx) => {
        const day = todayIn(now, team.timezone);
        if ((await teamHealth(tx, day, day)).keys === 0) return;
        await want(tx, {
          name: `digest:${day}`,
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

function isTime({ timezone, workFrom }: Pick<Workspace, 'timezone' | 'workFrom'>, now: Date): boolean {
  const day = todayIn(now, timezone);
  // So many hours ago it was still the same day there: work has begun.
  return mondayOf(day) === day && todayIn(new Date(now.getTime() - workFrom * 3_600_000), timezone) === day;
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

import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { longestUndrilled, takeDrillSuggestion } from '../store/drills.ts';
import { want } from '../store/outbox.ts';
import { presentWorkspaces, type Workspace } from '../store/people.ts';

const DAY_MS = 86_400_000;
/** A team that has only just begun has other things to do. */
const SETTLING_DAYS = 14;
/** A key that was practised since needs no new drill. */
const FRESH_DAYS = 60;

/** Once a month, on a working day of the team, its channel is asked to practise with the key that waits longest. */
export async function suggestDrills(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const faults: unknown[] = [];
  for (const workspace of await presentWorkspaces(database)) {
    if (!isTime(workspace, now)) continue;
    try {
      await suggest(database, workspace, now, actIn(workspace.id));
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

function isTime(workspace: Workspace, now: Date): boolean {
  const { teamChannel, timezone, drillSuggestedOn, workDays, holidays, installedAt } = workspace;
  const day = todayIn(now, timezone);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return (
    teamChannel !== null &&
    installedAt.getTime() < now.getTime() - SETTLING_DAYS * DAY_MS &&
    (drillSuggestedOn === null || drillSuggestedOn.slice(0, 7) < day.slice(0, 7)) &&
    workDays.includes(weekday) &&
    !holidays.includes(day) &&
    hasBegun(workspace, day, now)
  );
}

/** Whether working time has begun: that many hours ago it was still the same day there. */
const hasBegun = ({ timezone, workFrom }: Workspace, day: Day, now: Date): boolean =>
  dayIn(new Date(now.getTime() - workFrom * 3_600_000), timezone) === day;

function suggest(
  database: Database,
  { teamChannel, timezone }: Workspace,
  now: Date,
  act: Act,
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const day = todayIn(now, timezone);
    if (teamChannel === null || !(await takeDrillSuggestion(tx, day))) return;
    const key = await longestUndrilled(tx, new Date(now.getTime() - FRESH_DAYS * DAY_MS));
    if (key === null) return;
    want(tx, {
      name: `drill-suggestion:${day.slice(0, 7)}`,
      effect: {
        do: 'message',
        kind: 'drill-suggestion',
        subject: String(key.key),
        to: { channel: teamChannel },
      },
      lane: 'nudge',
    });
    tx.record('drill suggested', `key:${key.key}`);
  });
}

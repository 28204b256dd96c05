import type { Act } from '../domain/act.ts';
import type { IncidentRef, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { deletedAt } from '../store/incident-as-seen.ts';
import { type StoredIncident, unansweredLogins } from '../store/incidents.ts';
import { takeUp } from './at-work.ts';
import { pageNext } from './call-people.ts';
import { redrawIncident } from './effects.ts';

/** Minutes that a login question may wait before the next person is asked: shorter, the more can be lost. */
export const MINUTES: Readonly<Record<Tier, number>> = { 1: 2, 2: 10, 3: 30 };

/**
 * Asks the next console holder wherever nobody answered in time.
 * @returns how many people were asked.
 */
export async function chaseIncidents(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = await unansweredLogins(database, now, MINUTES);
  const chased = await Promise.allSettled(
    waiting.map(({ workspace, incident }) => chase(database, actIn(workspace), incident, now)),
  );
  const failed = chased.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return chased.reduce((sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0), 0);
}

function chase(database: Database, act: Act, id: IncidentRef, now: Date): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const { stored, key } = await takeUp(tx, id);
    // Another replica, or an answer, may have come first.
    if (!isSilent(stored, now)) return 0;
    const page = await pageNext(tx, stored, key);
    if (page.length > 0) await redrawIncident(tx, stored, { all: false });
    return page.length;
  });
}

function isSilent(incident: StoredIncident, now: Date): boolean {
  const last = Math.max(...incident.logins.map(({ askedAt }) => askedAt?.getTime() ?? 0));
  const answered = incident.logins.some(({ canLogIn }) => canLogIn === true);
  return (
    incident.state === 'open' &&
    !answered &&
    deletedAt(incident) === null &&
    now.getTime() - last >= MINUTES[incident.tier] * 60_000
  );
}

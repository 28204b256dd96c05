/**
 * Nobody answers whether a key is still needed: who steps in is asked as well, then a lead hears of it. Of each key once a
 * quarter, and on one day at most once: what comes later is told on another.
 */
import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import { quarterOf, remindedBy } from '../domain/quarter.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { isWorkingTime } from '../domain/working-time.ts';
import { planningTeam } from '../rotation/nudge-facts.ts';
import { peopleHere } from '../rotation/parties.ts';
import { latestDay } from '../rotation/today.ts';
import { askDeputy, deputiesToAsk, leadTold, silencesToTell } from '../store/attestation-silence.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { leadsHere } from '../store/leads.ts';
import { thisWorkspace } from '../store/people.ts';
import { isTimeFor, todayOf } from './asked-person.ts';
import { wantForDeputy, wantForLead } from './attestation-messages.ts';

type ActIn = (workspace: WorkspaceId) => Act;

/** One message to each, about all keys that they step in for and whose custodian kept silent. */
export async function askDeputies(database: Database, now: Date, actIn: ActIn): Promise<void> {
  const since = remindedBy(latestDay(now), 'deputy');
  for (const asked of await deputiesToAsk(database, since)) {
    if (!isTimeFor(asked, now)) continue;
    const { workspace, quarter, person } = asked;
    const today = todayOf(asked, now);
    await inWorkspace(database, actIn(workspace), async (tx) => {
      const open = await askDeputy(tx, { quarter, person, remindedBy: remindedBy(today, 'deputy') }, today);
      if (open > 0) wantForDeputy(tx, quarter, person, today);
    });
  }
}

/** One message in each workspace, with all that is unanswered. */
export async function tellLeads(database: Database, now: Date, actIn: ActIn): Promise<void> {
  const since = remindedBy(latestDay(now), 'lead');
  for (const { workspace, quarter } of await silencesToTell(database, since))
    await inWorkspace(database, actIn(workspace), async (tx) => {
      const reader = await leadReading(tx, now);
      if (reader === null || quarterOf(reader.today) !== quarter) return;
      const { today } = reader;
      if ((await leadTold(tx, { quarter, remindedBy: remindedBy(today, 'lead') }, today)) > 0)
        wantForLead(tx, quarter, reader.to, today);
    });
}

/** A lead, else the team channel; `null` when there is neither, or it is not their working time. */
async function leadReading(tx: Tx, now: Date) {
  const workspace = await thisWorkspace(tx);
  const team = planningTeam(workspace);
  const [lead] = await peopleHere(tx, team, (await leadsHere(tx)).slice(0, 1));
  if (lead === undefined && workspace.teamChannel === null) return null;
  const zone = lead?.zone ?? team.zone;
  if (!isWorkingTime(now, zone, team)) return null;
  const to = lead === undefined ? { channel: workspace.teamChannel ?? '' } : { person: lead.id };
  return { today: dayIn(now, zone), to };
}

import { type Act, actor } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { refuseUnknown } from './at-work.ts';
import { wantReportFor } from './effects.ts';

/** Sends whoever asks the incident's report as it stands now, in a direct message. */
export function sendReport(database: Database, act: Act, incident: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const { id } = (await incidentById(tx, incident)) ?? refuseUnknown();
    wantReportFor(tx, id, actor(act));
    tx.record('report sent', `incident:${id}`);
  });
}

/** Writes of who is what in an incident. */
import type { Incident } from '../domain/incident-state.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Tx } from './database.ts';
import type { IncidentRow } from './incidents.ts';
import { incidentResponders } from './schema.ts';

/** Who came to help. */
export function saveResponders(tx: Tx, incident: IncidentRef, before: Incident, after: Incident): void {
  const came = after.responders.filter((person) => !before.responders.includes(person));
  if (came.length === 0) return;
  tx.write(
    tx.sql
      .insert(incidentResponders)
      .values(came.map((person) => ({ workspace: tx.workspace, incident, person, joinedAt: tx.now })))
      .onConflictDoNothing(),
  );
  for (const person of came) tx.record('took part', `incident:${incident}`, { person });
}

/** What changes in the incident's row, with the audit rows for it. */
export function roleChanges(
  tx: Tx,
  incident: IncidentRef,
  before: Incident,
  after: Incident,
): Partial<IncidentRow> {
  const { lead, scribe } = after;
  if (lead !== before.lead) tx.record('took the lead', `incident:${incident}`, { from: before.lead });
  if (scribe !== before.scribe)
    tx.record('keeps the record', `incident:${incident}`, { from: before.scribe });
  return {
    ...(lead === before.lead ? {} : { lead }),
    ...(scribe === before.scribe ? {} : { scribe }),
  };
}

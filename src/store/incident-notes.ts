/** Messages that people put into an incident's timeline. What is stored was masked before. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { incidentNotes } from './schema.ts';

export type Note = Omit<typeof incidentNotes.$inferSelect, 'workspace'>;

/** Keeps a message once for each incident; false when it is there already. */
export async function insertNote(
  tx: Tx,
  note: Pick<Note, 'incident' | 'author' | 'saidAt' | 'says' | 'masked' | 'channel' | 'ts'> & {
    readonly addedBy: PersonId;
  },
): Promise<boolean> {
  const added = await tx.sql
    .insert(incidentNotes)
    .values({ ...note, workspace: tx.workspace, addedAt: tx.now })
    .onConflictDoNothing()
    .returning({ id: incidentNotes.id });
  if (added.length === 0) return false;
  // The words themselves stay out of the log, which nothing can ever be taken out of again.
  const { incident, author, masked, channel, ts } = note;
  tx.record('message put into the timeline', `incident:${incident}`, { author, masked, channel, ts });
  return true;
}

/** In the order in which they were said. */
export function notesOf(scope: Scope, incident: IncidentRef): Promise<Note[]> {
  return scope.sql
    .select()
    .from(incidentNotes)
    .where(and(eq(incidentNotes.workspace, scope.workspace), eq(incidentNotes.incident, incident)))
    .orderBy(asc(incidentNotes.saidAt), asc(incidentNotes.id));
}

/** Which open incidents are worked in a channel, and which were reported there. */
export async function incidentsAt(
  scope: Scope,
  channel: string,
): Promise<{ worked: IncidentRef[]; reported: IncidentRef[] }> {
  const { rows } = await scope.sql.execute<{ id: string; worked: boolean | null }>(sql`
    select i.id, bool_or(o.channel = ${channel}) as worked
    from incidents i
    left join outbox o on o.workspace = i.workspace and o.name = 'room:incident:' || i.id
    where i.workspace = ${scope.workspace} and i.state = 'open'
      and (o.channel = ${channel} or i.origin_channel = ${channel})
    group by i.id order by i.id`);
  const ids = (worked: boolean): IncidentRef[] =>
    rows.filter((row) => (row.worked === true) === worked).map(({ id }) => Number(id) as IncidentRef);
  return { worked: ids(true), reported: ids(false) };
}

/** What people say about a leak besides what they do: abuse that they see, and what is known of it. */
import { and, eq } from 'drizzle-orm';
import type { IncidentRef } from '../domain/words.ts';
import type { Tx } from './database.ts';
import { incidents } from './schema.ts';

const here = (tx: Tx, incident: IncidentRef) =>
  and(eq(incidents.workspace, tx.workspace), eq(incidents.id, incident));

/** Marks that the key is being abused. */
export async function saveAbuse(tx: Tx, incident: IncidentRef): Promise<void> {
  await tx.sql.update(incidents).set({ abuseSeen: true }).where(here(tx, incident));
  tx.record('abuse seen', `incident:${incident}`);
}

/** Keeps where it was seen and how it may have leaked; what was said before stands in the audit log. */
export async function saveKnown(
  tx: Tx,
  incident: IncidentRef,
  { where, how }: { where: string | null; how: string | null },
): Promise<void> {
  await tx.sql
    .update(incidents)
    .set({ knownWhere: where, knownHow: how, knownBy: tx.act.person, knownAt: tx.now })
    .where(here(tx, incident));
  tx.record('said what is known', `incident:${incident}`, { where, how });
}

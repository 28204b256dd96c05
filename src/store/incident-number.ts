import { eq, max } from 'drizzle-orm';
import type { Tx } from './database.ts';
import { incidents, triages, workspaces } from './schema.ts';

/**
 * Counted under a lock of the workspace's row, for incidents and triages together: numbers are never given twice. An
 * incident that comes of a triage keeps its number.
 */
export async function nextNumber(tx: Tx): Promise<number> {
  await tx.sql
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, tx.workspace))
    .for('update');
  const last = (table: typeof incidents | typeof triages) =>
    tx.sql
      .select({ last: max(table.number) })
      .from(table)
      .where(eq(table.workspace, tx.workspace));
  const [[incident], [triage]] = await Promise.all([last(incidents), last(triages)]);
  return Math.max(incident?.last ?? 0, triage?.last ?? 0) + 1;
}

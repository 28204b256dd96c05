/** What people say about a leak besides what they do: abuse that they see, and what is known of it. */
import { and, eq } from 'drizzle-orm';
import type { IncidentRef } from '../domain/words.ts';
import { lastDone } from './audit.ts';
import type { Scope, Tx } from './database.ts';
import { incidents } from './schema.ts';

const here = (tx: Tx, incident: IncidentRef) =>
  and(eq(incidents.workspace, tx.workspace), eq(incidents.id, incident));

const ABUSE_SEEN = 'abuse seen';

/** Marks that the key is being abused. */
export async function saveAbuse(tx: Tx, incident: IncidentRef): Promise<void> {
  await tx.sql.update(incidents).set({ abuseSeen: true }).where(here(tx, incident));
  tx.record(ABUSE_SEEN, `incident:${incident}`);
}

/** Who reported abuse of the key of an open incident, and when; `null` when nobody did since it was declared. */
export const whoSawAbuse = (scope: Scope, incident: IncidentRef): ReturnType<typeof lastDone> =>
  lastDone(scope, `incident:${incident}`, ABUSE_SEEN);

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

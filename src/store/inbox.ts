import { and, eq, sql } from 'drizzle-orm';
import { type WorkspaceId, workspaceId } from '../domain/words.ts';
import { type Database, guarded } from './database.ts';
import { inbox } from './schema.ts';

/** An event from Slack, cut to the fields that its work needs. */
export interface StoredEvent {
  readonly workspace: WorkspaceId;
  readonly eventId: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Stores an event before it is acknowledged. False when the same one is stored already. */
export async function storeEvent(database: Database, event: StoredEvent): Promise<boolean> {
  const rows = await guarded(() =>
    database.sql
      .insert(inbox)
      .values({ ...event, receivedAt: sql`steward_now()` })
      .onConflictDoNothing()
      .returning({ id: inbox.eventId }),
  );
  return rows.length === 1;
}

/** Takes waiting events under a lease, oldest first; events that failed ten times are left alone. */
export async function claimEvents(
  database: Database,
  workspace: WorkspaceId,
  limit: number,
): Promise<StoredEvent[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{
      workspace: string;
      event_id: string;
      type: string;
      fields: Record<string, unknown>;
    }>(sql`
      update inbox i set lease_until = clock_timestamp() + interval '30 seconds', attempts = attempts + 1
      from (
        select workspace, event_id from inbox
        where workspace = ${workspace} and worked_at is null and attempts < 10 and (lease_until is null or lease_until < clock_timestamp())
        order by received_at limit ${limit} for update skip locked
      ) waiting
      where i.workspace = waiting.workspace and i.event_id = waiting.event_id
      returning i.workspace, i.event_id, i.type, i.fields`),
  );
  return rows.map((row) => ({
    workspace: workspaceId(row.workspace),
    eventId: row.event_id,
    type: row.type,
    fields: row.fields,
  }));
}

export async function eventWorked(database: Database, event: StoredEvent): Promise<void> {
  await guarded(() =>
    database.sql
      .update(inbox)
      .set({ workedAt: sql`steward_now()`, leaseUntil: null })
      .where(and(eq(inbox.workspace, event.workspace), eq(inbox.eventId, event.eventId))),
  );
}

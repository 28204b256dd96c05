/** What does not work, from when it was noticed until it works again; and what a watch looks at. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { troubles } from './schema.ts';

export type TroubleRow = typeof troubles.$inferSelect;

/** Troubles that are not over, oldest first. */
export function openTroubles(scope: Scope): Promise<TroubleRow[]> {
  return scope.sql
    .select()
    .from(troubles)
    .where(and(eq(troubles.workspace, scope.workspace), isNull(troubles.overAt)))
    .orderBy(asc(troubles.id));
}

/** The same in all workspaces, for whoever asks over HTTP. */
export function allOpenTroubles(database: Database): Promise<TroubleRow[]> {
  return guarded(() =>
    database.sql.select().from(troubles).where(isNull(troubles.overAt)).orderBy(asc(troubles.id)),
  );
}

export async function troubleById(scope: Scope, id: number): Promise<TroubleRow | null> {
  const [row] = await scope.sql
    .select()
    .from(troubles)
    .where(and(eq(troubles.workspace, scope.workspace), eq(troubles.id, id)));
  return row ?? null;
}

/**
 * Notes a trouble. `null` when it is known already: it is open, or one that is over reached into the same time.
 * @param since seconds before now.
 */
export async function noteTrouble(
  tx: Tx,
  { what, since, over }: { what: string; since: number; over: boolean },
): Promise<number | null> {
  const began = new Date(tx.now.getTime() - since * 1_000);
  const { rows } = await tx.sql.execute<{ id: string }>(sql`
    insert into troubles (workspace, what, since, noticed_at, over_at)
    select ${tx.workspace}, ${what}, ${began.toISOString()}::timestamptz, ${tx.now.toISOString()}::timestamptz,
      ${over ? tx.now.toISOString() : null}::timestamptz
    where not exists (select from troubles t where t.workspace = ${tx.workspace} and t.what = ${what}
      and (t.over_at is null or (${over} and t.over_at > ${began.toISOString()}::timestamptz)))
    on conflict do nothing returning id`);
  const id = rows[0] === undefined ? null : Number(rows[0].id);
  if (id !== null) tx.record('trouble noticed', `trouble:${id}`, { what });
  return id;
}

export async function troubleOver(tx: Tx, { id, what }: TroubleRow): Promise<void> {
  await tx.sql
    .update(troubles)
    .set({ overAt: tx.now })
    .where(and(eq(troubles.workspace, tx.workspace), eq(troubles.id, id)));
  tx.record('trouble over', `trouble:${id}`, { what });
}

export async function troubleSaid(tx: Tx, id: number): Promise<void> {
  await tx.sql
    .update(troubles)
    .set({ saidAt: tx.now })
    .where(and(eq(troubles.workspace, tx.workspace), eq(troubles.id, id)));
}

/** How long the oldest of each kind waits, in seconds, and what was given up within a day. */
export async function queueAges(
  database: Database,
  workspace: WorkspaceId,
): Promise<{ incident: number; other: number; events: number; gaveUp: number }> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<'incident' | 'other' | 'events' | 'gave_up', string>>(sql`
      with waiting as (
        select lane, steward_now() - greatest(due_at, wanted_at) as age from outbox
        where workspace = ${workspace} and wanted > done and gave_up_at is null and due_at <= (select steward_now())
      )
      select coalesce(extract(epoch from max(age) filter (where lane = 0)), 0) as incident,
        coalesce(extract(epoch from max(age) filter (where lane > 0)), 0) as other,
        (select coalesce(extract(epoch from steward_now() - min(received_at)), 0) from inbox
          where workspace = ${workspace} and worked_at is null) as events,
        (select count(*) from outbox where workspace = ${workspace} and wanted > done
          and gave_up_at > steward_now() - interval '1 day' and effect ->> 'kind' is distinct from 'trouble') as gave_up
      from waiting`),
  );
  const row = rows[0];
  return {
    incident: Number(row?.incident ?? 0),
    other: Number(row?.other ?? 0),
    events: Number(row?.events ?? 0),
    gaveUp: Number(row?.gave_up ?? 0),
  };
}

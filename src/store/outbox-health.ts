/** How the outbox does: what waits, since when, and what was given up. */
import { sql } from 'drizzle-orm';
import { type Database, guarded, type Scope } from './database.ts';

/** Pending and given-up effects of a workspace, for `/key status`. */
export async function outboxHealth(
  scope: Scope,
): Promise<{ pending: number; oldestSeconds: number; gaveUp: number; lastError: string | null }> {
  const { rows } = await scope.sql.execute<{
    pending: string;
    oldest: string;
    gave_up: string;
    error: string | null;
  }>(sql`
    select count(*) filter (where wanted > done and gave_up_at is null and due_at <= steward_now()) as pending,
      coalesce(extract(epoch from steward_now() - min(wanted_at)
        filter (where wanted > done and gave_up_at is null and due_at <= steward_now())), 0) as oldest,
      count(*) filter (where gave_up_at is not null) as gave_up,
      (array_agg(last_error order by id desc) filter (where gave_up_at is not null))[1] as error
    from outbox where workspace = ${scope.workspace}`);
  const row = rows[0];
  return {
    pending: Number(row?.pending ?? 0),
    oldestSeconds: Math.round(Number(row?.oldest ?? 0)),
    gaveUp: Number(row?.gave_up ?? 0),
    lastError: row?.error ?? null,
  };
}

/** Over all workspaces, for metrics. */
export async function outboxTotals(database: Database): Promise<{ pending: number; gaveUp: number }> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ pending: string; gave_up: string }>(sql`
      select count(*) filter (where wanted > done and gave_up_at is null) as pending,
        count(*) filter (where gave_up_at is not null) as gave_up
      from outbox where wanted > done`),
  );
  return { pending: Number(rows[0]?.pending ?? 0), gaveUp: Number(rows[0]?.gave_up ?? 0) };
}

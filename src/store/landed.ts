/** Where effects ended up at Slack, for those that follow them. */
import { and, eq, gt, inArray, isNotNull, isNull, lte, ne, placeholder, sql } from 'drizzle-orm';
import type { Effect } from '../domain/effects.ts';
import type { Scope } from './database.ts';
import { outbox } from './schema.ts';
import { sqlStatement } from './statement.ts';

const named = (scope: Scope, name: string) =>
  and(eq(outbox.workspace, scope.workspace), eq(outbox.name, name));

/** Where a named effect ended up; `null` until it did. */
export async function whereLanded(
  scope: Scope,
  name: string,
): Promise<{ channel: string; ts: string | null; progress: string | null } | null> {
  const [row] = await scope.sql
    .select({ channel: outbox.channel, ts: outbox.ts, progress: outbox.progress })
    .from(outbox)
    .where(named(scope, name));
  return row?.channel ? { ...row, channel: row.channel } : null;
}

/** Whether it is wanted and was not given up: what follows it may wait for it. */
export async function isWanted(scope: Scope, name: string): Promise<boolean> {
  const rows = await scope.sql
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(named(scope, name), isNull(outbox.gaveUpAt)));
  return rows.length > 0;
}

/** Who was named in the thread of these rooms, which is one, by other calls to it than this row. */
export async function namedInThread(scope: Scope, rooms: readonly string[], row: string): Promise<string[]> {
  const rows = await scope.sql
    .select({ people: sql<string[]>`${outbox.effect} -> 'people'` })
    .from(outbox)
    .where(
      and(
        eq(outbox.workspace, scope.workspace),
        sql`${outbox.effect} ->> 'do' = 'invite'`,
        inArray(sql<string>`${outbox.effect} ->> 'room'`, [...rooms]),
        isNotNull(outbox.ts),
        ne(outbox.name, row),
      ),
    );
  return rows.flatMap(({ people }) => people);
}

/** Which of these messages people have seen, or see just now: an update of them is one that nobody is told of. */
export async function postedAmong(scope: Scope, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await selectPosted(scope.sql).execute({ workspace: scope.workspace, names: [...names] });
  return rows.map(({ name }) => name);
}

const selectPosted = sqlStatement<{ name: string }>(
  'posted_among',
  sql`select name from outbox where workspace = ${placeholder('workspace')} and name = any(${placeholder('names')}::text[])
    and gave_up_at is null and (ts is not null or lease_until > clock_timestamp())`,
);

/** Whether the same is to be said once more in a newer message that waits: the effect is the same, to its place. */
export async function isSaidAgain(scope: Scope, effect: Effect, row: number): Promise<boolean> {
  const rows = await scope.sql
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.workspace, scope.workspace),
        gt(outbox.id, row),
        sql`${outbox.wanted} > ${outbox.done}`,
        isNull(outbox.gaveUpAt),
        lte(outbox.dueAt, scope.now),
        sql`${outbox.effect} = ${JSON.stringify(effect)}::jsonb`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

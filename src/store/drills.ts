/** Which key was not practised for longest, and when a drill was last suggested. */
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Day, KeyRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { workspaces } from './schema.ts';

export interface Undrilled {
  readonly key: KeyRef;
  readonly label: string;
  readonly provider: string;
  /** Its last drill; `null`: never. */
  readonly drilledAt: Date | null;
}

/** The tier 1 key in use whose last drill lies furthest back, if that is before `since`. */
export async function longestUndrilled(scope: Scope, since: Date): Promise<Undrilled | null> {
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select k.id, k.label, k.provider, d.at
    from keys k
    cross join lateral (
      select max(i.reported_at) as at from incidents i
      where i.workspace = k.workspace and i.key = k.id and i.drill) d
    where k.workspace = ${scope.workspace} and k.tier = 1 and k.state = 'active'
      and (d.at is null or d.at < ${since.toISOString()}::timestamptz)
    order by d.at nulls first, k.label_key
    limit 1`);
  const [row] = rows;
  return row === undefined
    ? null
    : {
        key: Number(row['id']) as KeyRef,
        label: String(row['label']),
        provider: String(row['provider']),
        drilledAt: row['at'] === null ? null : new Date(String(row['at'])),
      };
}

/** When a key was last practised. */
export async function lastDrill(scope: Scope, key: KeyRef): Promise<Date | null> {
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select max(reported_at) as at from incidents
    where workspace = ${scope.workspace} and key = ${key} and drill`);
  const at = rows[0]?.['at'];
  return at == null ? null : new Date(String(at));
}

/** Takes this month's suggestion; false when it was made. */
export async function takeDrillSuggestion(tx: Tx, day: Day): Promise<boolean> {
  const monthBegan = `${day.slice(0, 7)}-01`;
  const taken = await tx.sql
    .update(workspaces)
    .set({ drillSuggestedOn: day })
    .where(
      and(
        eq(workspaces.id, tx.workspace),
        or(isNull(workspaces.drillSuggestedOn), lt(workspaces.drillSuggestedOn, monthBegan as Day)),
      ),
    )
    .returning({ id: workspaces.id });
  return taken.length > 0;
}

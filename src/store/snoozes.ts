import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { KeyRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { snoozes } from './schema.ts';

export type SnoozeRow = Omit<typeof snoozes.$inferSelect, 'workspace'>;

/** Keeps a snooze. Its audit row is that of the key, which `changeKey` writes. */
export async function insertSnooze(tx: Tx, snooze: SnoozeRow): Promise<void> {
  await tx.sql.insert(snoozes).values({ ...snooze, workspace: tx.workspace });
}

/**
 * The snoozes of these keys in their present cycle, the earliest first: a key that was replaced in its place begins a
 * new one, a day that was moved does not.
 */
export function snoozesOf(scope: Scope, keys: readonly KeyRef[]): Promise<SnoozeRow[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select()
    .from(snoozes)
    .where(
      and(
        eq(snoozes.workspace, scope.workspace),
        inArray(snoozes.key, [...keys]),
        sql`not exists (select from rotations r where r.workspace = ${snoozes.workspace} and r.key = ${snoozes.key}
          and r.new_key = r.key and r.aborted_by is null and r.ended_at >= ${snoozes.at})`,
      ),
    )
    .orderBy(asc(snoozes.round));
}

/** How often and for how many days a key was put off. */
export const usedUp = (rows: readonly SnoozeRow[]): { times: number; days: number } => ({
  times: rows.length,
  days: rows.reduce((sum, { days }) => sum + days, 0),
});

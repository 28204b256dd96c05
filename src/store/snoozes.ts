import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Day, KeyRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { snoozes } from './schema.ts';

export type SnoozeRow = Omit<typeof snoozes.$inferSelect, 'workspace'>;

/** Keeps a snooze. Its audit row is that of the key, which `changeKey` writes. */
export async function insertSnooze(tx: Tx, snooze: SnoozeRow): Promise<void> {
  await tx.sql.insert(snoozes).values({ ...snooze, workspace: tx.workspace });
}

/** Every snooze of these keys, the earliest first. */
export function snoozesOf(scope: Scope, keys: readonly KeyRef[]): Promise<SnoozeRow[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select()
    .from(snoozes)
    .where(and(eq(snoozes.workspace, scope.workspace), inArray(snoozes.key, [...keys])))
    .orderBy(asc(snoozes.round));
}

/** How often and for how many days one due day was put off. */
export function usedUp(rows: readonly SnoozeRow[], dueOn: Day): { times: number; days: number } {
  const counted = rows.filter((row) => row.dueOn === dueOn);
  return { times: counted.length, days: counted.reduce((sum, { days }) => sum + days, 0) };
}

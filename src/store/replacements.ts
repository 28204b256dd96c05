import { and, desc, eq } from 'drizzle-orm';
import type { KeyRef } from '../domain/words.ts';
import type { Scope } from './database.ts';
import { type KeyWithAccount, keyById } from './keys.ts';
import { keys } from './schema.ts';

/** The living key that was recorded in place of another one; of several the newest. */
export async function replacementOf(scope: Scope, old: KeyRef): Promise<KeyWithAccount | null> {
  const [row] = await scope.sql
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.workspace, scope.workspace), eq(keys.replaces, old), eq(keys.state, 'active')))
    .orderBy(desc(keys.id))
    .limit(1);
  return row === undefined ? null : keyById(scope, row.id);
}

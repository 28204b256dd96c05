import { and, desc, eq, isNull } from 'drizzle-orm';
import type { KeyRef, PersonId, RotationRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { rotations } from './schema.ts';

export type RotationRow = Omit<typeof rotations.$inferSelect, 'workspace'>;

/** The rotation of a key that has not ended. */
export async function runningRotation(scope: Scope, key: KeyRef): Promise<RotationRow | null> {
  const [row] = await scope.sql
    .select()
    .from(rotations)
    .where(and(eq(rotations.workspace, scope.workspace), eq(rotations.key, key), isNull(rotations.endedAt)));
  return row ?? null;
}

/** The newest rotation of a key, ended or not. */
export async function latestRotation(scope: Scope, key: KeyRef): Promise<RotationRow | null> {
  const [row] = await scope.sql
    .select()
    .from(rotations)
    .where(and(eq(rotations.workspace, scope.workspace), eq(rotations.key, key)))
    .orderBy(desc(rotations.id))
    .limit(1);
  return row ?? null;
}

export async function rotationById(scope: Scope, id: RotationRef): Promise<RotationRow | null> {
  const [row] = await scope.sql
    .select()
    .from(rotations)
    .where(and(eq(rotations.workspace, scope.workspace), eq(rotations.id, id)));
  return row ?? null;
}

/** Starts a rotation of a key that the transaction has locked. */
export async function insertRotation(tx: Tx, key: KeyRef, startedBy: PersonId): Promise<RotationRow> {
  const [row] = await tx.sql
    .insert(rotations)
    .values({ workspace: tx.workspace, key, startedBy, startedAt: tx.now })
    .returning();
  if (!row) throw new Error('a rotation was not inserted');
  tx.record('rotation started', `key:${key}`, { rotation: row.id });
  return row;
}

/** Somebody says that the old key is deleted. To be called with its key locked. */
export async function sayDeleted(tx: Tx, rotation: RotationRow, by: PersonId): Promise<void> {
  await tx.sql
    .update(rotations)
    .set({ deletedBy: by, deletedAt: tx.now })
    .where(and(eq(rotations.workspace, tx.workspace), eq(rotations.id, rotation.id)));
  tx.record('old key said to be deleted', `key:${rotation.key}`, { rotation: rotation.id });
}

/**
 * Ends a rotation whose key is locked.
 * @param attested who looked and why they are sure; `null` when the provider's answers proved it.
 */
export async function endRotation(
  tx: Tx,
  rotation: RotationRow,
  attested: { by: PersonId; because: string } | null,
): Promise<void> {
  await tx.sql
    .update(rotations)
    .set({ endedAt: tx.now, attestedBy: attested?.by ?? null, attestedBecause: attested?.because ?? null })
    .where(and(eq(rotations.workspace, tx.workspace), eq(rotations.id, rotation.id)));
  tx.record('rotation ended', `key:${rotation.key}`, { rotation: rotation.id, attested });
}

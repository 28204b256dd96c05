import { and, desc, eq, isNull } from 'drizzle-orm';
import type { KeyRef, PersonId, RotationRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import type { KeyRow } from './keys.ts';
import { nudges, rotations } from './schema.ts';

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

/** The running rotation whose new key this is. */
export async function rotationToward(scope: Scope, newKey: KeyRef): Promise<RotationRow | null> {
  const [row] = await scope.sql
    .select()
    .from(rotations)
    .where(
      and(eq(rotations.workspace, scope.workspace), eq(rotations.newKey, newKey), isNull(rotations.endedAt)),
    );
  return row ?? null;
}

/**
 * Starts a rotation of a key that the transaction has locked.
 * @param made a key that was recorded in its place before, in a rotation that was given up.
 */
export async function insertRotation(
  tx: Tx,
  key: KeyRef,
  startedBy: PersonId,
  made: Pick<KeyRow, 'id' | 'recordedBy' | 'recordedAt'> | null = null,
): Promise<RotationRow> {
  const known =
    made === null ? {} : { newKey: made.id, newKeyBy: made.recordedBy, newKeyAt: made.recordedAt };
  const [row] = await tx.sql
    .insert(rotations)
    .values({ workspace: tx.workspace, key, startedBy, startedAt: tx.now, ...known })
    .returning();
  if (!row) throw new Error('a rotation was not inserted');
  tx.record('rotation started', `key:${key}`, { rotation: row.id, newKey: row.newKey });
  return row;
}

export type RotationChange = Partial<Omit<RotationRow, 'id' | 'key' | 'startedBy' | 'startedAt'>>;

/**
 * Writes what happened in a rotation. To be called with its key locked.
 * @param deed what happened, in the past tense, for the audit log.
 */
export async function changeRotation(
  tx: Tx,
  rotation: Pick<RotationRow, 'id' | 'key'>,
  change: RotationChange,
  deed: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx.sql
    .update(rotations)
    .set(change)
    .where(and(eq(rotations.workspace, tx.workspace), eq(rotations.id, rotation.id)));
  tx.record(deed, `key:${rotation.key}`, { rotation: rotation.id, ...detail });
}

/** Somebody says that the old key is deleted. To be called with its key locked. */
export const sayDeleted = (tx: Tx, rotation: RotationRow, by: PersonId): Promise<void> =>
  changeRotation(tx, rotation, { deletedBy: by, deletedAt: tx.now }, 'old key said to be deleted');

/**
 * Ends a rotation whose key is locked.
 * @param attested who looked and why they are sure; `null` when the provider's answers proved it.
 */
export async function endRotation(
  tx: Tx,
  rotation: RotationRow,
  attested: { by: PersonId; because: string } | null,
): Promise<void> {
  const { by = null, because = null } = attested ?? {};
  const change = { endedAt: tx.now, attestedBy: by, attestedBecause: because };
  await changeRotation(tx, rotation, change, 'rotation ended', { attested });
}

/** Nudges that were answered by starting a rotation are answered by it no more. */
export async function settleStarted(tx: Tx, key: KeyRef): Promise<void> {
  await tx.sql
    .update(nudges)
    .set({ answer: 'settled' })
    .where(
      and(eq(nudges.workspace, tx.workspace), eq(nudges.key, key), eq(nudges.answer, 'rotation_started')),
    );
}

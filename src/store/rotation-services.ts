/** The services of a rotation: who was asked to switch, and what they said. */
import { and, eq } from 'drizzle-orm';
import type { KeyRef, PersonId, RotationRef, ServiceRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import type { RotationRow } from './rotations.ts';
import { keyServices, rotationServices } from './schema.ts';

export type SwitchRow = Omit<typeof rotationServices.$inferSelect, 'workspace'>;

const of = (scope: Scope, rotation: RotationRef) =>
  and(eq(rotationServices.workspace, scope.workspace), eq(rotationServices.rotation, rotation));

/** Services that were asked in this rotation. */
export function switchesOf(scope: Scope, rotation: RotationRef): Promise<SwitchRow[]> {
  return scope.sql.select().from(rotationServices).where(of(scope, rotation));
}

/** Keeps that the owner of a service is asked to switch. */
export async function askSwitch(
  tx: Tx,
  rotation: Pick<RotationRow, 'id' | 'key'>,
  { service, owner }: { service: ServiceRef; owner: PersonId },
): Promise<void> {
  await tx.sql
    .insert(rotationServices)
    .values({ workspace: tx.workspace, rotation: rotation.id, service, owner, askedAt: tx.now })
    .onConflictDoNothing();
  tx.record('service asked to switch', `key:${rotation.key}`, { rotation: rotation.id, service, owner });
}

export type SwitchChange = Partial<Omit<SwitchRow, 'rotation' | 'service'>>;

/** @param deed what happened, in the past tense, for the audit log. */
export async function changeSwitch(
  tx: Tx,
  rotation: Pick<RotationRow, 'id' | 'key'>,
  service: ServiceRef,
  change: SwitchChange,
  deed: string,
): Promise<void> {
  await tx.sql
    .update(rotationServices)
    .set(change)
    .where(and(of(tx, rotation.id), eq(rotationServices.service, service)));
  const { notBefore, notYetSays, remindedOn } = change;
  tx.record(deed, `key:${rotation.key}`, {
    rotation: rotation.id,
    service,
    ...(notBefore ? { notBefore, because: notYetSays } : {}),
    ...(remindedOn ? { remindedOn } : {}),
  });
}

/** A service uses another key from now on: it is called about that one. */
export async function moveService(tx: Tx, service: ServiceRef, from: KeyRef, to: KeyRef): Promise<void> {
  if (from === to) return;
  await tx.sql
    .delete(keyServices)
    .where(
      and(
        eq(keyServices.workspace, tx.workspace),
        eq(keyServices.key, from),
        eq(keyServices.service, service),
      ),
    );
  await tx.sql
    .insert(keyServices)
    .values({ workspace: tx.workspace, key: to, service })
    .onConflictDoNothing();
  tx.record('service moved to another key', `key:${to}`, { service, from });
}

/** The new key of a rotation: recorded, its secret stored, seen working. */
import { recordKey } from '../custody/add-key.ts';
import { type EditableKey, keyToCopy } from '../custody/edit-key.ts';
import type { KeyForm } from '../custody/key-form.ts';
import { type Act, actor } from '../domain/act.ts';
import { issuerOf } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { nextLabel, replacingOf, widened } from '../domain/replacement.ts';
import type { KeyRef, RotationRef } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { keysLike } from '../store/keys.ts';
import { changeRotation } from '../store/rotations.ts';
import { redrawRotation } from './after-verdict.ts';
import { checkMove, mustBeAllowed, takeUp } from './at-work.ts';
import { askOwners } from './switch-service.ts';

/** What the form for the new key is filled with: the old key, and a label that is free. */
export interface NewKeyOffer {
  readonly old: EditableKey;
  readonly label: string;
}

/** @throws Refusal as `recordNewKey` does. */
export async function newKeyOffer(scope: Scope, id: RotationRef): Promise<NewKeyOffer> {
  const { key } = await checkMove(scope, id, { kind: 'record' });
  const alike = await keysLike(scope, key.label.replace(/-\d{1,3}$/, ''), 200);
  return {
    old: await keyToCopy(scope, key.id),
    label: nextLabel(
      key.label,
      alike.map(({ label }) => label),
    ),
  };
}

/**
 * Records the key that takes the place of the old one, as its own key. It may do no more than the old one. Services
 * stay with the old key until each has switched, so that whoever is asked about a key names who uses it now.
 * @throws Refusal with a sentence beside each field that does not fit, or when the actor may not.
 */
export function recordNewKey(
  database: Database,
  act: Act,
  { rotation: id, form }: { rotation: RotationRef; form: Omit<KeyForm, 'services'> },
): Promise<{ id: KeyRef }> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'record' });
    const { key: old, rotation } = work;
    const provider = findProvider(old.provider);
    const made = await recordKey(
      tx,
      provider,
      { ...form, services: [] },
      { key: old.id, faults: (draft) => widened(old, draft, provider) },
    );
    const change = { newKey: made.id, newKeyBy: actor(act), newKeyAt: tx.now };
    await changeRotation(tx, rotation, change, 'new key recorded', { newKey: made.id, label: made.label });
    redrawRotation(tx, rotation);
    return { id: made.id };
  });
}

/**
 * The new one was made under the public id of the old one, and ends it: the key itself goes on.
 * @throws Refusal where old and new live side by side.
 */
export function sayMadeInPlace(
  database: Database,
  act: Act,
  { rotation: id }: { rotation: RotationRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'record' });
    const { key, rotation } = work;
    const provider = findProvider(key.provider);
    if (replacingOf(provider).way === 'beside') {
      throw new Refusal(
        'not_allowed',
        `A new key of ${issuerOf(provider)} has an id of its own. Nothing was done.`,
        'Record it with the form.',
      );
    }
    const change = { newKey: key.id, newKeyBy: actor(act), newKeyAt: tx.now };
    await changeRotation(tx, rotation, change, 'new value made under the same id');
    redrawRotation(tx, rotation);
  });
}

/** The new secret is where its pointer says; the owners of the services are asked to switch. */
export function sayStored(
  database: Database,
  act: Act,
  { rotation: id }: { rotation: RotationRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'store' });
    const change = { storedBy: actor(act), storedAt: tx.now };
    await changeRotation(tx, work.rotation, change, 'new secret stored');
    await askOwners(tx, work);
    redrawRotation(tx, work.rotation);
  });
}

/** Somebody saw the new key at work. @param says where, in their words. */
export function sayWorking(
  database: Database,
  act: Act,
  { rotation: id, says }: { rotation: RotationRef; says: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'confirm_working' });
    const workingSays = says.trim();
    const change = { workingBy: actor(act), workingAt: tx.now, workingSays };
    await changeRotation(tx, work.rotation, change, 'new key seen working', { note: workingSays });
    redrawRotation(tx, work.rotation);
  });
}

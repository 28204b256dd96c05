/** Ways off the straight path of a rotation: not waiting any longer, and giving it up. And the old label at its end. */
import { type Act, actor } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import { labelKey } from '../domain/labels.ts';
import { Refusal } from '../domain/refusal.ts';
import { gaveLabelAway, labelUntil } from '../domain/replacement.ts';
import type { RotationRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { changeKey, type KeyRow, keyHolding } from '../store/keys.ts';
import { changeRotation, settleStarted } from '../store/rotations.ts';
import { redrawRotation } from './after-verdict.ts';
import { lockedKey, redrawNudges } from './answering.ts';
import { mustBeAllowed, takeUp } from './at-work.ts';

interface Decision {
  readonly rotation: RotationRef;
  readonly because: string;
}

/** The old key may go although something is missing; who has not switched then stops. */
export function doNotWait(database: Database, act: Act, { rotation: id, because }: Decision): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'override' });
    const overrideBecause = because.trim();
    const change = { overrideBy: actor(act), overrideAt: tx.now, overrideBecause };
    await changeRotation(tx, work.rotation, change, 'decided not to wait', { because: overrideBecause });
    redrawRotation(tx, work.rotation);
  });
}

/**
 * Gives a rotation up. The old key lives on and is reminded of again; a new key that was recorded stays, with its own
 * cycle and the services that switched to it. Started again, the rotation goes on with that key.
 */
export function giveUp(database: Database, act: Act, { rotation: id, because }: Decision): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'abort' });
    const abortedBecause = because.trim();
    const change = { endedAt: tx.now, abortedBy: actor(act), abortedBecause };
    await changeRotation(tx, work.rotation, change, 'rotation given up', { because: abortedBecause });
    await settleStarted(tx, work.key.id);
    redrawRotation(tx, work.rotation);
    await redrawNudges(tx, work.key.id);
  });
}

/**
 * The new key takes over the label of the old one, which is called `…-until-<day>` from then on. Offered, not done by
 * itself: when the proof comes is up to the clock, and what a label means must not change unseen.
 */
export function takeLabel(
  database: Database,
  act: Act,
  { rotation: id }: { rotation: RotationRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const work = await takeUp(tx, id);
    mustBeAllowed(tx, work, { kind: 'take_label' });
    const { key: old, rotation } = work;
    if (rotation.newKey === null) return;
    const next = await lockedKey(tx, rotation.newKey);
    if (gaveLabelAway(old.label))
      throw new Refusal('already_done', 'The label was taken over already. Nothing was changed.', 'Go on.');
    await rename(tx, old, labelUntil(old.label, dayIn(rotation.endedAt ?? tx.now, 'UTC')));
    await rename(tx, next, old.label);
    redrawRotation(tx, rotation);
    await redrawNudges(tx, next.id);
  });
}

async function rename(tx: Tx, key: KeyRow, label: string): Promise<void> {
  const taken = await keyHolding(tx, { labelKey: labelKey(label) });
  if (taken !== null && taken.id !== key.id) {
    throw new Refusal(
      'unavailable',
      `There is a key called ${label} already. Nothing was changed.`,
      'Change the labels with edit.',
    );
  }
  const change = { label, labelKey: labelKey(label) };
  await changeKey(tx, key.id, change, 'key changed', { before: { label: key.label } });
}

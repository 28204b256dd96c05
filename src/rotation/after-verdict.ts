import { dayIn } from '../domain/days.ts';
import { hasEnded } from '../domain/key-state.ts';
import type { Verdict } from '../domain/proof.ts';
import { dueOn } from '../domain/rotation.ts';
import type { KeyRef, PersonId } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import type { Tx } from '../store/database.ts';
import { changeKey, type KeyRow, type KeyWithAccount } from '../store/keys.ts';
import {
  changeRotation,
  endRotation,
  type RotationRow,
  rotationToward,
  runningRotation,
  settleStarted,
} from '../store/rotations.ts';
import { policiesHere } from '../workspace/policies.ts';
import { lockedKey, redrawNudges } from './answering.ts';
import { answererAmong, partiesOf, placeOf } from './parties.ts';
import { wantCardAt } from './start-rotation.ts';

/**
 * What a verdict about a key means for the rotation that runs: proven dead, it ends and the key is gone; otherwise its
 * card shows what was seen. Does nothing when no rotation runs.
 */
export async function rotationAfterVerdict(
  tx: Tx,
  key: Pick<KeyWithAccount, 'id' | 'provider'>,
  verdict: Pick<Verdict, 'proof'>,
): Promise<void> {
  if (verdict.proof === 'alive') await newKeyIsKnown(tx, key.id);
  const locked = await lockedKey(tx, key.id);
  const rotation = await runningRotation(tx, key.id);
  if (rotation === null) return;
  if (verdict.proof === 'dead' && (await deadSinceDeleted(tx, key, rotation))) {
    await finishRotation(tx, locked, rotation, null);
  } else {
    redrawRotation(tx, rotation);
    const isBeside = rotation.deletedAt === null && rotation.newKey !== key.id && locked.state === 'active';
    if (verdict.proof === 'dead' && isBeside) await sayFoundGone(tx, locked, rotation);
  }
}

/** Somebody deleted the old key beside its rotation: whoever answers for it has its card anew, once, which says so. */
async function sayFoundGone(tx: Tx, key: KeyRow, rotation: RotationRow): Promise<void> {
  const parties = await partiesOf(tx, key);
  const to = placeOf(answererAmong(parties, key), parties);
  if (to !== null) wantCardAt(tx, rotation, 'gone', to);
}

/** The provider knows the key that shall take the place of another one. */
async function newKeyIsKnown(tx: Tx, id: KeyRef): Promise<void> {
  const toward = await rotationToward(tx, id);
  if (toward === null || toward.key === id) return;
  await lockedKey(tx, toward.key);
  const rotation = await runningRotation(tx, toward.key);
  if (rotation === null || rotation.newKey !== id || rotation.workingAt !== null) return;
  await changeRotation(tx, rotation, { workingAt: tx.now }, 'new key known at the provider');
  redrawRotation(tx, rotation);
}

/** A verdict of an incident or of a look in between may count absences from before this deletion. */
async function deadSinceDeleted(
  tx: Tx,
  key: Pick<KeyWithAccount, 'id' | 'provider'>,
  { deletedAt }: RotationRow,
): Promise<boolean> {
  return deletedAt !== null && (await verdictOf(tx, key, deletedAt)).proof === 'dead';
}

/**
 * Ends the rotation of a locked key, and with it the nudges: the key is gone, or retired if that was asked for. One
 * that was replaced in its place lives on with its new value, and its period begins anew.
 */
export async function finishRotation(
  tx: Tx,
  key: KeyRow,
  rotation: RotationRow,
  attested: { by: PersonId; because: string } | null,
): Promise<void> {
  await endRotation(tx, rotation, attested);
  if (rotation.newKey === key.id && key.retiredBecause === null) {
    await renew(tx, key, rotation);
  } else if (!hasEnded(key.state)) {
    const state = key.retiredBecause === null ? 'gone' : 'retired';
    await changeKey(tx, key.id, { state }, attested === null ? 'proven gone' : 'attested gone', {
      rotation: rotation.id,
    });
  }
  redrawRotation(tx, rotation);
  await redrawNudges(tx, key.id);
}

async function renew(tx: Tx, key: KeyRow, rotation: RotationRow): Promise<void> {
  const created = dayIn(rotation.newKeyAt ?? tx.now, 'UTC');
  // A day that was set for it was about the old value, as was the end of its life.
  const set = { rotateBy: null, rotateByCause: null, rotateByBecause: null, expiresOn: null };
  // A tier's period that was shortened meanwhile set such a day: it holds for the new value from the beginning.
  const rotationDays = Math.min(key.rotationDays, (await policiesHere(tx)).rotationDays[key.tier]);
  const due = dueOn({ ...key, ...set, rotationDays, created, rotatedOn: null });
  const change = { ...set, rotationDays, createdOn: created, dueOn: due, snoozedUntil: null };
  await changeKey(tx, key.id, change, 'key renewed in its place', { rotation: rotation.id });
  await settleStarted(tx, key.id);
}

/** All places in which it stands: the card, its reminders, and the questions to owners of services. */
export const redrawRotation = (tx: Tx, rotation: Pick<RotationRow, 'id'>): void =>
  tx.redrawAll(`rotation:${rotation.id}:`);

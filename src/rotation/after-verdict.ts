import { hasEnded } from '../domain/key-state.ts';
import type { Verdict } from '../domain/proof.ts';
import type { PersonId } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import type { Tx } from '../store/database.ts';
import { changeKey, type KeyRow, type KeyWithAccount } from '../store/keys.ts';
import { redraw } from '../store/outbox.ts';
import { endRotation, type RotationRow, runningRotation } from '../store/rotations.ts';
import { lockedKey, redrawNudges } from './answering.ts';

/**
 * What a verdict about a key means for the rotation that runs: proven dead, it ends and the key is gone; otherwise its
 * card shows what was seen. Does nothing when no rotation runs.
 */
export async function rotationAfterVerdict(
  tx: Tx,
  key: Pick<KeyWithAccount, 'id' | 'provider'>,
  verdict: Pick<Verdict, 'proof'>,
): Promise<void> {
  const locked = await lockedKey(tx, key.id);
  const rotation = await runningRotation(tx, key.id);
  if (rotation === null) return;
  if (verdict.proof === 'dead' && (await deadSinceDeleted(tx, key, rotation))) {
    await finishRotation(tx, locked, rotation, null);
  } else {
    await redrawRotation(tx, rotation);
  }
}

/** A verdict of an incident or of a look in between may count absences from before this deletion. */
async function deadSinceDeleted(
  tx: Tx,
  key: Pick<KeyWithAccount, 'id' | 'provider'>,
  { deletedAt }: RotationRow,
): Promise<boolean> {
  return deletedAt !== null && (await verdictOf(tx, key, deletedAt)).proof === 'dead';
}

/** Ends the rotation of a locked key, and with it the nudges: the key is gone, or retired if that was asked for. */
export async function finishRotation(
  tx: Tx,
  key: KeyRow,
  rotation: RotationRow,
  attested: { by: PersonId; because: string } | null,
): Promise<void> {
  await endRotation(tx, rotation, attested);
  if (!hasEnded(key.state)) {
    const state = key.retiredBecause === null ? 'gone' : 'retired';
    await changeKey(tx, key.id, { state }, attested === null ? 'proven gone' : 'attested gone', {
      rotation: rotation.id,
    });
  }
  await redrawRotation(tx, rotation);
  await redrawNudges(tx, key.id);
}

/** Both places in which its card may stand. */
export async function redrawRotation(tx: Tx, rotation: RotationRow): Promise<void> {
  await redraw(tx, `rotation:${rotation.id}:card`);
  await redraw(tx, `rotation:${rotation.id}:second`);
}

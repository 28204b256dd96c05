/** A key that nobody needs any more: deleted without a new one, and put away once it is known to be gone. */
import { retiredInstead } from '../custody/attestation-messages.ts';
import { type Act, actor } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef, RotationRef } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { changeKey, type KeyRow, type KeyWithAccount } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { insertRotation, type RotationRow, runningRotation } from '../store/rotations.ts';
import { type ServiceRow, servicesOfKey } from '../store/services.ts';
import { finishRotation, redrawRotation } from './after-verdict.ts';
import { keyHere, lockedKey, mustAnswerFor, mustBeActive, redrawNudges } from './answering.ts';
import { withdrawOffer } from './hand-over.ts';
import { recordDeletion } from './old-key.ts';
import { recipientFor } from './parties.ts';
import { wantCard } from './start-rotation.ts';

const UNUSED = 'No service uses it.';

/** What the form for retiring a key says. */
export interface RetireOffer {
  readonly key: KeyWithAccount;
  /** Services that would stop: with any, a reason is needed. */
  readonly services: readonly ServiceRow[];
}

/** @throws Refusal as `retireKey` does. */
export async function retirable(scope: Scope, id: KeyRef): Promise<RetireOffer> {
  const key = await keyHere(scope, id);
  mustBeRetirable(scope, key);
  return { key, services: await servicesOfKey(scope, id) };
}

/**
 * Retires a key. One that is known to be gone is put away at once. Otherwise the actor says that they deleted it, and
 * it is put away when its provider's answers prove that, or a second person confirmed it where they cannot.
 * @returns the rotation whose card shows the proof; `null` when there is nothing left to prove.
 * @throws Refusal with a sentence beside `because` when a service uses it and no reason is given.
 */
export async function retireKey(
  database: Database,
  act: Act,
  input: { key: KeyRef; because: string | null },
): Promise<RotationRef | null> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustBeRetirable(tx, key);
    const retiredBecause = await reasonFor(tx, key, input.because);
    await withdrawOffer(tx, key.id);
    await retiredInstead(tx, key.id, retiredBecause);
    if (key.state === 'gone') {
      await changeKey(tx, key.id, { state: 'retired', retiredBecause }, 'key retired');
      await redrawNudges(tx, key.id);
      return null;
    }
    await changeKey(tx, key.id, { retiredBecause }, 'retirement asked for');
    return putAway(tx, { ...key, retiredBecause });
  });
}

/** @throws Refusal unless the actor answers for the key, and it is active or known to be gone. */
function mustBeRetirable(scope: Scope, key: KeyRow): void {
  mustAnswerFor(scope, key);
  if (key.state === 'retired') {
    throw new Refusal(
      'already_done',
      `${key.label} is retired already. Nothing was changed.`,
      'Its card says why.',
    );
  }
  if (key.state !== 'gone') mustBeActive(key);
}

async function reasonFor(tx: Tx, key: KeyRow, said: string | null): Promise<string> {
  const because = said?.trim() || null;
  const used = await servicesOfKey(tx, key.id);
  if (because !== null || used.length === 0) return because ?? UNUSED;
  const says = `Say why: ${used.length === 1 ? '1 service uses' : `${used.length} services use`} this key and will stop.`;
  throw new Refusal('bad_input', `${says} Nothing was changed.`, 'Or take the services off it with edit.', {
    because: says,
  });
}

/** What is missing to the proof is asked by the machinery that ends a rotation; only the last word differs. */
async function putAway(tx: Tx, key: KeyRow): Promise<RotationRef | null> {
  const rotation = (await runningRotation(tx, key.id)) ?? (await begin(tx, key));
  if ((await verdictOf(tx, key, null)).proof === 'dead') {
    await finishRotation(tx, key, rotation, null);
    return null;
  }
  if (rotation.deletedAt === null) await recordDeletion(tx, key, rotation);
  else redrawRotation(tx, rotation);
  return rotation.id;
}

async function begin(tx: Tx, key: KeyRow): Promise<RotationRow> {
  const rotation = await insertRotation(tx, key.id, actor(tx.act));
  await answerNudges(tx, key.id, 'rotation_started');
  await redrawNudges(tx, key.id);
  wantCard(tx, rotation, 'card', (await recipientFor(tx, key)) ?? actor(tx.act));
  return rotation;
}

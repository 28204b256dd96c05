import type { Act } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import { type KeyRef, personId } from '../domain/words.ts';
import { keyHere, lockedKey, mustAnswerFor, mustNotHaveEnded, redrawNudges } from '../rotation/answering.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { changeKey, type KeyRow, type KeyWithAccount } from '../store/keys.ts';
import { checkPeople } from './account-of-key.ts';
import type { Sentences } from './key-form.ts';
import { tellDeputy } from './tell-people.ts';

/** The key whose deputy the actor may choose. @throws Refusal when they may not. */
export async function deputisable(scope: Scope, id: KeyRef): Promise<KeyWithAccount> {
  const key = await keyHere(scope, id);
  mustAnswerFor(scope, key);
  mustNotHaveEnded(key);
  return key;
}

/**
 * Names who steps in for a key's custodian, and tells them; `null` takes the deputy away.
 * @throws Refusal (with a sentence beside the field `deputy`) for who cannot, or when a tier 1 key would have none.
 */
export async function nameDeputy(
  database: Database,
  act: Act,
  input: { key: KeyRef; deputy: string | null },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    mustAnswerFor(tx, key);
    mustNotHaveEnded(key);
    const deputy = input.deputy === null ? null : personId(input.deputy);
    const wrong: Sentences = {};
    await checkPeople(tx, { deputy: deputy === null ? [] : [deputy] }, wrong);
    const why = wrong['deputy'] ?? faultOf(key, deputy);
    if (why !== null)
      throw new Refusal('bad_input', `${why} Nothing was changed.`, 'Choose another.', { deputy: why });
    const deed = deputy === null ? 'deputy taken away' : 'deputy named';
    await changeKey(tx, key.id, { deputy }, deed, { before: key.deputy });
    tellDeputy(tx, key.id, deputy);
    await redrawNudges(tx, key.id);
  });
}

function faultOf(key: KeyRow, deputy: KeyRow['deputy']): string | null {
  if (deputy === key.custodian) return 'The deputy is somebody else than the custodian.';
  if (deputy === key.deputy) return deputy === null ? 'It has no deputy.' : 'They are the deputy already.';
  if (deputy === null && key.tier === 1) return 'A key with which everything can be lost needs a deputy.';
  return null;
}

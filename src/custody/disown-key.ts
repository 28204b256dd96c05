import { actor } from '../domain/act.ts';
import { hasEnded } from '../domain/key-state.ts';
import { redrawNudges } from '../rotation/answering.ts';
import type { Tx } from '../store/database.ts';
import { changeKey, type KeyRow } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';

/** The custodian of a locked key says that it is not theirs: until somebody takes it, nobody answers for it. */
export async function disown(tx: Tx, key: KeyRow, because: string): Promise<void> {
  if (key.disownedAt !== null || hasEnded(key.state)) return;
  const change = { disownedBy: actor(tx.act), disownedBecause: because, disownedAt: tx.now };
  await changeKey(tx, key.id, change, 'custody refused');
  await answerNudges(tx, key.id, 'not_mine');
  await redrawNudges(tx, key.id);
}

import { type Act, actor } from '../domain/act.ts';
import { isKeyParty } from '../domain/permissions.ts';
import { issuerOf } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { keyOf } from './find-keys.ts';

/** Asks the provider whether it knows a key, as baseline for a later proof. What to tell the person. */
export function checkKey(database: Database, act: Act, id: KeyRef): Promise<string> {
  return inWorkspace(database, act, async (tx) => {
    const key = await keyOf(tx, id);
    if (!isKeyParty({ id: actor(act), role: act.role }, key)) {
      throw new Refusal(
        'not_allowed',
        'Only its custodian, its deputy or a lead may ask. Nothing was done.',
        'Ask one of them.',
      );
    }
    const provider = findProvider(key.provider);
    if (provider.probe === null) {
      throw new Refusal(
        'unavailable',
        `Without the secret, ${issuerOf(provider)} tells nothing. Nothing was asked.`,
        'Look at its own key list.',
      );
    }
    const asked = await planProof(tx, {
      key: id,
      incident: null,
      purpose: 'baseline',
      askedBy: actor(act),
      at: [tx.now],
    });
    if (asked.length === 0) {
      throw new Refusal(
        'not_yet',
        `${issuerOf(provider)} was asked a moment ago, or often enough. Nothing was asked.`,
        'Show the key again: its card has the last answer.',
      );
    }
    tx.record('provider asked', `key:${id}`, { purpose: 'baseline' });
    return `${issuerOf(provider)} is being asked. Show the key again in a few seconds.`;
  });
}

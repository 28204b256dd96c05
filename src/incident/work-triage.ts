/** What is done with a leak while its key is not known: taken up, narrowed down to a provider, closed. */
import { type Act, actor } from '../domain/act.ts';
import { StepTaken } from '../domain/incident-state.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayDismiss } from '../domain/triage.ts';
import type { TriageRef } from '../domain/words.ts';
import { providerOf } from '../providers/index.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { changeTriage, lockTriage, type TriageRow } from '../store/triages.ts';
import { inviteToTriage, redrawTriage } from './triage-effects.ts';

/** Locked and open. @throws Refusal `not_found`, or who ended it. */
export async function takeUpTriage(tx: Tx, id: TriageRef): Promise<TriageRow> {
  const triage = await lockTriage(tx, id);
  if (triage === null) throw noSuchTriage();
  if (triage.state === 'open') return triage;
  const what = triage.state === 'matched' ? 'Its key was found already' : 'It was closed already';
  throw new StepTaken('already_done', `${what}. Nothing was done.`, 'The card says how it went on.', {
    by: triage.endedBy,
    at: triage.endedAt,
  });
}

export const noSuchTriage = (): Refusal =>
  new Refusal(
    'not_found',
    'There is no such report here. Nothing was done.',
    'List the open ones with incidents.',
  );

/** Whoever has it was heard of: the calls begin anew. */
const heard = (tx: Tx) => ({ claimedAt: tx.now, calls: 0, calledAt: null });

/**
 * Somebody says that they work it: nobody is called until they fall silent. Who takes it over from somebody is named
 * too. Whoever has it says with it, once others were called, that they are still there.
 */
export function claimTriage(database: Database, act: Act, id: TriageRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const { claimedBy: from, calls } = await takeUpTriage(tx, id);
    const claimedBy = actor(act);
    if (from !== claimedBy) {
      await changeTriage(tx, id, { claimedBy, ...heard(tx) }, 'triage claimed', { from });
      inviteToTriage(tx, id, claimedBy, [claimedBy]);
    } else if (calls > 0) {
      await changeTriage(tx, id, heard(tx), 'still works on the triage');
    } else {
      throw new Refusal('already_done', 'You have it already.', 'Say which key it is.');
    }
    redrawTriage(tx, id);
  });
}

/** Somebody knows whose key it is: the provider's steps are shown from then on. */
export function nameProvider(database: Database, act: Act, id: TriageRef, provider: string): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const { claimedBy } = await takeUpTriage(tx, id);
    const known = providerOf(provider);
    if (known === undefined) throw new Refusal('bad_input', 'Unknown provider.', 'Choose one of the list.');
    const change = { provider: known.id, ...(claimedBy === actor(act) ? heard(tx) : {}) };
    await changeTriage(tx, id, change, 'provider named', { provider: known.id });
    redrawTriage(tx, id);
  });
}

/** It ends without an incident of a key: not ours, or dealt with. @throws Refusal `not_allowed`. */
export function dismissTriage(database: Database, act: Act, id: TriageRef, because: string): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const triage = await takeUpTriage(tx, id);
    const endedBy = actor(act);
    if (!mayDismiss(triage, { id: endedBy, role: act.role })) {
      throw new Refusal(
        'not_allowed',
        'Only who reported it, who took it up or a lead can close it. Nothing was done.',
        'Take it up first.',
      );
    }
    const ended = { state: 'dismissed' as const, endedBy, endedAt: tx.now, endedBecause: because };
    await changeTriage(tx, id, ended, 'triage closed', { because });
    redrawTriage(tx, id);
  });
}

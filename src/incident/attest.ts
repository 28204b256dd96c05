import type { Act } from '../domain/act.ts';
import { type Attestation, lookedTooEarly } from '../domain/attestation.ts';
import { lastDeletion } from '../domain/incident-state.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { type AtWork, make, takeUp } from './at-work.ts';
import { ladderCard } from './ladder-card.ts';

/**
 * Records what somebody saw of a key whose provider cannot be asked. Seen there, it has to be deleted again.
 * @throws Refusal when the provider can be asked, nobody has deleted it yet, this provider has no such rung, or lets a
 * deleted key work on for a while.
 */
export function attest(
  database: Database,
  act: Act,
  { incident, ...word }: { incident: IncidentRef } & Pick<Attestation, 'rung' | 'saw' | 'looked'>,
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const ladder = ladderCard(at.state, at.key);
    if (ladder !== null && !ladder.rungs.some(({ id }) => id === word.rung)) {
      const says = 'This provider has no such check.';
      throw new Refusal('bad_input', says, 'Choose another.', { rung: says });
    }
    if (word.saw === 'gone' && at.state.state === 'open') mustBeVisible(tx, at);
    make(tx, at, { kind: 'attest', ...word });
  });
}

/** Seen still there, a key may be said at any time. */
function mustBeVisible(tx: Tx, { state, key }: AtWork): void {
  const deleted = lastDeletion(state)?.at ?? null;
  const early = lookedTooEarly(findProvider(key.provider), { deleted, now: tx.now, field: 'saw' });
  if (early !== null) throw early;
}

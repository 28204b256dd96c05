import type { Act } from '../domain/act.ts';
import type { Attestation } from '../domain/attestation.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { ladderCard } from './ladder-card.ts';

/**
 * Records what somebody saw of a key whose provider cannot be asked. Seen there, it has to be deleted again.
 * @throws Refusal when the provider can be asked, nobody has deleted it yet, or this provider has no such rung.
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
    await make(tx, at, { kind: 'attest', ...word });
  });
}

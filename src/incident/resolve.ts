import type { Act } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { changeKey } from '../store/keys.ts';
import { make, takeUp } from './at-work.ts';
import { wantReport } from './effects.ts';

/**
 * Ends an incident whose key is proven dead, signed for by two people, or given up by two. The later questions are still asked: seen
 * alive, it reopens.
 * @throws Refusal `not_yet` with all that is missing.
 */
export function resolveIncident(database: Database, act: Act, id: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    const { incident } = make(tx, at, { kind: 'resolve' });
    if (!at.stored.drill) {
      const believed = incident.override?.confirmedBy == null ? 'attested' : 'overridden';
      const how = incident.proof === 'dead' ? 'proven' : believed;
      await changeKey(tx, at.key.id, { state: 'gone' }, 'key gone', { incident: at.stored.number, how });
      await redrawNudges(tx, at.key.id);
    }
    wantReport(tx, at.stored);
  });
}

import type { Act } from '../domain/act.ts';
import { seeAbuse } from '../domain/incident.ts';
import { refusalFor } from '../domain/incident-allowed.ts';
import { StepTaken } from '../domain/incident-state.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { saveAbuse, whoSawAbuse } from '../store/incident-known.ts';
import { type AtWork, keep, responder, takeUp } from './at-work.ts';
import { sayLoudly } from './loud.ts';

/**
 * Somebody misuses the key: it is killed first from now on, unless a lead decided about the order.
 * @throws StepTaken with who and when, if somebody was first.
 */
export function markAbuse(database: Database, act: Act, id: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    const refused = refusalFor(at.state, { kind: 'answer_login', can: true }, responder(tx));
    if (refused !== null) throw refused;
    if (at.stored.abuseSeen) {
      const who = (await whoSawAbuse(tx, id)) ?? { by: null, at: null };
      throw new StepTaken('already_done', 'Abuse is recorded already.', 'Go on with the next step.', who);
    }
    await killFirst(tx, at);
  });
}

/** Records the abuse of an open incident, says it aloud, and puts the deletion first unless a lead chose the order. */
export async function killFirst(tx: Tx, at: AtWork): Promise<void> {
  await saveAbuse(tx, at.stored.id);
  // Said first of all, since whoever leads has to know before anybody acts on it.
  await sayLoudly(tx, at.stored, 'abuse', true);
  keep(tx, at, seeAbuse(at.state));
}

import type { Act } from '../domain/act.ts';
import { refusalFor } from '../domain/incident-allowed.ts';
import { inOrder } from '../domain/playbook.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { saveAbuse } from '../store/incident-known.ts';
import { type AtWork, keep, responder, takeUp } from './at-work.ts';

/** Somebody misuses the key: whatever the order was, it is killed first from now on. */
export function markAbuse(database: Database, act: Act, id: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    const refused = refusalFor(at.state, { kind: 'answer_login', can: true }, responder(tx));
    if (refused !== null) throw refused;
    if (at.stored.abuseSeen) {
      throw new Refusal('already_done', 'Abuse is recorded already.', 'Go on with the next step.');
    }
    await killFirst(tx, at);
  });
}

/** Records the abuse of an open incident, and puts its deletion first. */
export async function killFirst(tx: Tx, at: AtWork): Promise<void> {
  await saveAbuse(tx, at.stored.id);
  await keep(tx, at, {
    ...at.state,
    order: 'kill_first',
    orderBecause: 'Kill first: abuse was seen.',
    steps: inOrder(at.state.steps, 'kill_first'),
  });
}

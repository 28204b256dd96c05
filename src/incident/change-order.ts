import type { Act } from '../domain/act.ts';
import { StepTaken } from '../domain/incident-state.ts';
import type { Order } from '../domain/playbook.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { lastDone } from '../store/audit.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { sayLoudly } from './loud.ts';

/**
 * A lead decides that the key is killed first, or replaced first. The reason stands on the card.
 * @throws StepTaken with who and when, if somebody turned it so before.
 */
export function changeOrder(
  database: Database,
  act: Act,
  { incident, order, reason }: { incident: IncidentRef; order: Order; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    try {
      make(tx, at, { kind: 'order', order, reason });
    } catch (error) {
      throw await byWhom(tx, incident, error);
    }
    await sayLoudly(tx, at.stored, 'order');
  });
}

/** Whoever comes second is told who was first; an order that nobody changed is the playbook's own. */
async function byWhom(tx: Tx, incident: IncidentRef, error: unknown): Promise<unknown> {
  if (!(error instanceof Refusal) || error instanceof StepTaken || error.code !== 'already_done')
    return error;
  const first = await lastDone(tx, `incident:${incident}`, 'order changed');
  return first === null ? error : new StepTaken('already_done', error.message, error.next, first);
}

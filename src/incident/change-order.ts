import type { Act } from '../domain/act.ts';
import type { Order } from '../domain/playbook.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { sayLoudly } from './loud.ts';

/** A lead decides that the key is killed first, or replaced first. The reason stands on the card. */
export function changeOrder(
  database: Database,
  act: Act,
  { incident, order, reason }: { incident: IncidentRef; order: Order; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    await make(tx, at, { kind: 'order', order, reason });
    await sayLoudly(tx, at.stored, 'order');
  });
}

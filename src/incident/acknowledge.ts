import type { Act } from '../domain/act.ts';
import type { ServiceMove } from '../domain/incident-state.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { redrawNotice } from './effects.ts';

/** The owner of a service says: I know, my service is taken care of; or that it runs on a new key already. */
export function acknowledge(
  database: Database,
  act: Act,
  {
    incident,
    service,
    kind = 'acknowledge',
  }: Pick<ServiceMove, 'service'> & Partial<ServiceMove> & { incident: IncidentRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind, service });
    redrawNotice(tx, incident, service);
  });
}

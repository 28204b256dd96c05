import type { Act } from '../domain/act.ts';
import type { IncidentRef, ServiceRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { redrawNotice } from './effects.ts';

/** The owner of a service says: I know, my service is taken care of. */
export function acknowledge(
  database: Database,
  act: Act,
  { incident, service }: { incident: IncidentRef; service: ServiceRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    await make(tx, await takeUp(tx, incident), { kind: 'acknowledge', service });
    await redrawNotice(tx, incident, service);
  });
}

import type { Act } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';

/** Asks to end the incident without proof of death. A different full member has to confirm. */
export function requestOverride(
  database: Database,
  act: Act,
  { incident, reason }: { incident: IncidentRef; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    await make(tx, await takeUp(tx, incident), { kind: 'request_override', reason });
  });
}

/** @throws StepTaken when it is the same person. */
export function confirmOverride(database: Database, act: Act, incident: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    await make(tx, await takeUp(tx, incident), { kind: 'confirm_override' });
  });
}

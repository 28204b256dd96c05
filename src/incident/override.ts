import type { Act } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { callSecond } from './loud.ts';

/** Asks to end the incident without proof of death. A different full member has to confirm. */
export function requestOverride(
  database: Database,
  act: Act,
  { incident, reason }: { incident: IncidentRef; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const { override } = (await make(tx, at, { kind: 'request_override', reason })).incident;
    if (override !== null) await callSecond(tx, at, 'override', override.requestedAt);
  });
}

/** @throws StepTaken when it is the same person. */
export function confirmOverride(database: Database, act: Act, incident: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    await make(tx, await takeUp(tx, incident), { kind: 'confirm_override' });
  });
}

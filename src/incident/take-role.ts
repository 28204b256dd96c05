import type { Act } from '../domain/act.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { sayLoudly } from './loud.ts';

/** @param from who had the lead when the button was drawn. @throws StepTaken when somebody was first. */
export function takeLead(
  database: Database,
  act: Act,
  { incident, from }: { incident: IncidentRef; from: PersonId },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    make(tx, at, { kind: 'take_lead', from });
    await sayLoudly(tx, at.stored, 'lead');
  });
}

/** @param from who kept the record when the button was drawn. @throws StepTaken when somebody was first. */
export function takeScribe(
  database: Database,
  act: Act,
  { incident, from }: { incident: IncidentRef; from: PersonId | null },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind: 'take_scribe', from });
  });
}

/** "I am helping": they stand on the card and come into the room. */
export function joinIncident(database: Database, act: Act, incident: IncidentRef): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind: 'join' });
  });
}

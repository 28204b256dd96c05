import type { Act } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import { callSecond } from './loud.ts';
import { makeAbout } from './wishes.ts';

/** Asks to end the incident without proof of death. A different full member has to confirm. */
export function requestOverride(
  database: Database,
  act: Act,
  { incident, reason }: { incident: IncidentRef; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const { override } = make(tx, at, { kind: 'request_override', reason }).incident;
    if (override !== null) await callSecond(tx, at, 'override', override.requestedAt);
  });
}

/**
 * @param of when the wish was made that the button was drawn for, in milliseconds; older buttons do not say.
 * @throws StepTaken when it is the same person, or that wish stands no more.
 */
export function confirmOverride(
  database: Database,
  act: Act,
  incident: IncidentRef,
  of: number | null = null,
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const move = { kind: 'confirm_override', of } as const;
    await makeAbout(tx, await takeUp(tx, incident), { what: 'override', of, move });
  });
}

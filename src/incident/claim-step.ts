import type { Act } from '../domain/act.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';

export interface StepOf {
  readonly incident: IncidentRef;
  readonly step: string;
}

/** "I do this." @throws StepTaken with who and when, if somebody was first. */
export function claimStep(database: Database, act: Act, { incident, step }: StepOf): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind: 'claim', step });
  });
}

/** Gives a claimed step back; anyone may, because its holder may be asleep. */
export function releaseStep(database: Database, act: Act, { incident, step }: StepOf): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind: 'unclaim', step });
  });
}

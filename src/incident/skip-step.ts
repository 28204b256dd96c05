import type { Act } from '../domain/act.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { make, takeUp } from './at-work.ts';
import type { StepOf } from './claim-step.ts';

/** Leaves a step out. The reason is read in the review. @throws StepTaken with who and when, if somebody was first. */
export function skipStep(
  database: Database,
  act: Act,
  { incident, step, reason }: StepOf & { reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    make(tx, await takeUp(tx, incident), { kind: 'skip', step, reason });
  });
}

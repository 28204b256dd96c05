import type { Act } from '../domain/act.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { dropQuestions } from '../store/proofs.ts';
import { make, takeUp } from './at-work.ts';
import type { StepOf } from './claim-step.ts';

/** Takes back "done" or "skipped". A deletion that did not happen is not asked about, unless another one did. */
export function undoStep(database: Database, act: Act, { incident, step }: StepOf): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    make(tx, at, { kind: 'undo', step });
    const undone = at.state.steps.find(({ id }) => id === step);
    const stands = at.state.steps.some(
      ({ id, kind, state }) => id !== step && kind === 'delete' && state === 'done',
    );
    if (undone?.kind === 'delete' && !stands) await dropQuestions(tx, incident);
  });
}

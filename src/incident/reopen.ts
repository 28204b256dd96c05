import { type Act, actor } from '../domain/act.ts';
import { StepTaken } from '../domain/incident-state.ts';
import type { IncidentRef } from '../domain/words.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { openIncidentOf } from '../store/incidents.ts';
import { changeKey } from '../store/keys.ts';
import { dropQuestions } from '../store/proofs.ts';
import { make, takeUp } from './at-work.ts';
import { callers } from './effects.ts';
import { tellReopened } from './tell-reopened.ts';

/**
 * Opens an ended incident again, loudly: its key has to be deleted and proven dead anew.
 * @throws StepTaken when another incident of its key is open, or somebody opened it first; Refusal when it never ended.
 */
export function reopenIncident(
  database: Database,
  act: Act,
  { incident, reason }: { incident: IncidentRef; reason: string },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const other = await openIncidentOf(tx, at.key.id, at.stored.drill);
    if (other !== null && other.id !== incident) {
      throw new StepTaken(
        'already_done',
        `Incident #${other.number} of this key is open already. Nothing was changed.`,
        'Work on that one.',
        { by: other.reportedBy, at: other.reportedAt },
      );
    }
    const { incident: after } = make(tx, at, { kind: 'reopen', reason });
    if (!at.stored.drill) {
      await changeKey(tx, at.key.id, { state: 'compromised' }, 'key compromised', {
        incident: at.stored.number,
      });
      await redrawNudges(tx, at.key.id);
    }
    await dropQuestions(tx, incident);
    const people = [...new Set([...callers(at.stored), actor(act)])];
    await tellReopened(tx, { ...at.stored, reopenedAt: after.reopenedAt }, people);
  });
}

import type { Act } from '../domain/act.ts';
import { act as decide } from '../domain/incident.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Cause, causes } from '../domain/review.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { saveReview } from '../store/incident-end.ts';
import { keep, responder, takeUp } from './at-work.ts';
import { redrawIncident, wantReport } from './effects.ts';
import { addFollowUpTo, type NewFollowUp } from './follow-ups.ts';

export interface Review {
  readonly incident: IncidentRef;
  readonly cause: Cause;
  readonly says: string;
  /** When the review was recorded that its writer had before them; `null` when there was none. */
  readonly over: Date | null;
  /** What shall be better, if something was said with the cause. */
  readonly followUp: NewFollowUp | null;
}

/**
 * Records what let it happen, and settles the review's step. An ended incident gets its report anew.
 * @returns false when somebody recorded another review meanwhile: then nothing is done, since their words would be lost.
 */
export function reviewIncident(database: Database, act: Act, review: Review): Promise<boolean> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, review.incident);
    if (!(await saveReview(tx, review.incident, review))) return false;
    if (review.followUp !== null) await addFollowUpTo(tx, at.stored, review.followUp);
    const step = at.state.steps.find(({ kind, state }) => kind === 'review' && state !== 'done');
    const evidence = `${causes[review.cause]}. ${review.says}`.slice(0, 1000);
    const done = step && decide(at.state, { kind: 'done', step: step.id, evidence }, responder(tx), tx.now);
    if (done !== undefined && !(done instanceof Refusal)) keep(tx, at, done);
    else redrawIncident(tx, at.stored, { all: false });
    if (at.state.state !== 'open') wantReport(tx, at.stored, `review:${tx.now.getTime()}`);
    return true;
  });
}

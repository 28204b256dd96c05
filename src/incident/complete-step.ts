import { type Act, actor } from '../domain/act.ts';
import type { Change } from '../domain/incident.ts';
import { settle } from '../domain/incident.ts';
import { refusalFor } from '../domain/incident-allowed.ts';
import { planProof } from '../proof/plan-proof.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { type AtWork, keep, make, responder, takeUp } from './at-work.ts';
import type { StepOf } from './claim-step.ts';

const MINUTE = 60_000;
/** The provider is asked again after these: a key can come back, and some deletions take their time. */
export const LATER = [15 * MINUTE, 24 * 60 * MINUTE] as const;

export interface Completed {
  /** When the provider is asked whether it still knows the key; empty when nothing was deleted or nobody can ask. */
  readonly asks: readonly Date[];
}

/**
 * Records that a step is done. A deletion is followed by questions to the provider: at once, after 15 minutes and
 * after 24 hours; the second one of the proof is planned when the first is answered.
 * @throws StepTaken with who and when, if somebody was first.
 */
export function completeStep(
  database: Database,
  act: Act,
  { incident, step, evidence }: StepOf & { evidence: string },
): Promise<Completed> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    if (isDrilledProof(at, step)) {
      await tickProof(tx, at, step, evidence);
      return { asks: [] };
    }
    const change = make(tx, at, { kind: 'done', step, evidence });
    return { asks: change.startsProof ? await askProvider(tx, at, change) : [] };
  });
}

async function askProvider(tx: Tx, { key, stored }: AtWork, { incident }: Change): Promise<readonly Date[]> {
  if (incident.drill) return [];
  return planProof(tx, {
    key: key.id,
    incident: stored.id,
    purpose: 'confirm',
    askedBy: actor(tx.act),
    at: [0, ...LATER].map((later) => new Date(tx.now.getTime() + later)),
  });
}

const isDrilledProof = ({ state }: AtWork, id: string): boolean =>
  state.drill && state.steps.some((step) => step.id === id && step.kind === 'prove');

/** No provider is asked in a drill, so its proof is ticked by hand; the key itself stays untouched. */
async function tickProof(tx: Tx, at: AtWork, id: string, evidence: string): Promise<void> {
  // The machine leaves the proof to verdicts; whether this person may work here at all, it says for any other step.
  const refused = refusalFor(at.state, { kind: 'answer_login', can: true }, responder(tx));
  if (refused !== null) throw refused;
  const { incident } = settle(at.state, 'dead', tx.now);
  const steps = incident.steps.map((step) =>
    step.id === id ? { ...step, by: actor(tx.act), note: evidence.trim() || null } : step,
  );
  keep(tx, at, { incident: { ...incident, steps }, lapses: [] });
}

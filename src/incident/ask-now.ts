import { type Act, actor } from '../domain/act.ts';
import { refusalFor } from '../domain/incident-allowed.ts';
import { knownPlaces, NOT_ASKED } from '../domain/proof.ts';
import { Refusal } from '../domain/refusal.ts';
import { isSettled } from '../domain/step-worth.ts';
import type { IncidentRef } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import { findProvider } from '../providers/index.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import type { Purpose } from '../store/proofs.ts';
import { type AtWork, responder, takeUp } from './at-work.ts';
import { redrawIncident } from './effects.ts';

/**
 * Asks the provider about the key of an incident now: before the deletion as baseline, after it as confirmation.
 * @returns the provider's name.
 * @throws Refusal when it cannot or may not be asked now.
 */
export function askNow(database: Database, act: Act, id: IncidentRef): Promise<string> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    const refused = refusalFor(at.state, { kind: 'answer_login', can: true }, responder(tx));
    if (refused !== null) throw refused;
    const { name } = findProvider(at.key.provider);
    const question = questionFor(at);
    if (question === null) {
      throw new Refusal(
        'unavailable',
        `${name} cannot be asked now. Nothing was asked.`,
        'Go on with the next step.',
      );
    }
    const ask = { key: at.key.id, incident: id, purpose: question.purpose, askedBy: actor(act) };
    const planned = await planProof(tx, { ...ask, at: [tx.now] });
    if (planned.length > 0) {
      redrawIncident(tx, at.stored, { all: false });
      return name;
    }
    throw new Refusal(
      'not_yet',
      `${name} was asked a moment ago, or often enough for one incident. Nothing was asked.`,
      'The card shows the last answer.',
    );
  });
}

/**
 * Which question could be asked now, with what the provider learns by it; `null` for none. A baseline is wanted only
 * where there is none; once a key that can be switched off was, nothing would be learnt.
 */
export function questionFor({
  stored,
  state,
  key,
  seen,
}: AtWork): { purpose: Purpose; warning: string } | null {
  const { probe } = findProvider(key.provider);
  if (probe === null || stored.drill || state.state !== 'open' || notAsked(seen) !== null) return null;
  const deleted = state.steps.some((step) => step.kind === 'delete' && isSettled(step));
  const known = knownPlaces(seen).length > 0;
  // An answer took the deletion back: by a click it can be seen that it did hold.
  const takenBack = state.reopenedAt !== null && state.reopening === null;
  if (deleted || takenBack) return { purpose: 'confirm', warning: probe.warning };
  const switchedOff = state.steps.some(({ kind, state: now }) => kind === 'disable' && now === 'done');
  if (known || (switchedOff && probe.mayDisturb)) return null;
  return { purpose: 'baseline', warning: probe.warning };
}

/** Why the last question never left, in words; `null` when it did, or none was put. */
export function notAsked(seen: AtWork['seen']): string | null {
  const last = seen.at(-1);
  return last?.code === NOT_ASKED ? last.reason : null;
}

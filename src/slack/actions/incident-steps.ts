import { Refusal } from '../../domain/refusal.ts';
import { type IncidentRef, type PersonId, personId } from '../../domain/words.ts';
import { claimStep, releaseStep, type StepOf } from '../../incident/claim-step.ts';
import { completeStep } from '../../incident/complete-step.ts';
import { handOverStep } from '../../incident/hand-over-step.ts';
import type { CardStep } from '../../incident/incident-card.ts';
import { skipStep } from '../../incident/skip-step.ts';
import { undoStep } from '../../incident/undo-step.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/incident.ts';
import { clear, openModal, type Reply } from '../reply.ts';
import { stepModal } from '../views/incident-step.ts';
import { cardOf, redrawn } from './incident.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly incident: number;
  readonly step: string;
}
type Deed = CardStep['moves'][number];

const ref = ({ incident, step }: Of): StepOf => ({ incident: incident as IncidentRef, step });

export async function claim(visit: Visit, it: Of): Promise<Reply> {
  await claimStep(visit.database, visit.act, ref(it));
  return redrawn(visit, it.incident);
}

export async function release(visit: Visit, it: Of): Promise<Reply> {
  await releaseStep(visit.database, visit.act, ref(it));
  return redrawn(visit, it.incident);
}

export async function undo(visit: Visit, it: Of): Promise<Reply> {
  await undoStep(visit.database, visit.act, ref(it));
  return redrawn(visit, it.incident);
}

/** "I deleted it", by one click: evidence can follow, the proof starts now. */
export async function confirmDeleted(visit: Visit, it: Of): Promise<Reply> {
  await completeStep(visit.database, visit.act, { ...ref(it), evidence: '' });
  return redrawn(visit, it.incident);
}

/** Opens all about a step, with one deed chosen already. */
export const open =
  (wish?: Deed) =>
  async (visit: Visit, it: Of): Promise<Reply> => {
    const card = await cardOf(visit, it.incident);
    const step = card.steps.find(({ id }) => id === it.step);
    if (step === undefined) {
      throw new Refusal('not_found', 'This incident has no such step.', 'Look at the card again.');
    }
    return openModal(stepModal(card, step, wish));
  };

export async function submit(visit: Visit, { hidden, answers }: Filled<typeof forms.step>): Promise<Reply> {
  const { database, act } = visit;
  const step = ref(hidden);
  const note = answers.note ?? '';
  const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
    claim: () => claimStep(database, act, step),
    unclaim: () => releaseStep(database, act, step),
    done: () => completeStep(database, act, { ...step, evidence: note }),
    skip: () => skipWithReason(database, act, step, note),
    undo: () => undoStep(database, act, step),
    hand_over: () => handOver(visit, step, answers.to, hidden.holder ?? null),
  };
  const deed = deeds[answers.deed];
  if (deed === undefined)
    throw new Refusal('bad_input', 'Unknown choice.', 'Choose again.', { deed: 'Choose one.' });
  await deed();
  return clear;
}

/** @throws Refusal beside the field when no reason is given: it is read in the review. */
function skipWithReason(
  database: Visit['database'],
  act: Visit['act'],
  step: StepOf,
  reason: string,
): Promise<void> {
  const says = 'Say why it is skipped: it is read in the review.';
  if (reason.trim() === '') throw new Refusal('bad_input', 'A reason is missing.', says, { note: says });
  return skipStep(database, act, { ...step, reason });
}

/** @throws Refusal beside the field when nobody was chosen. */
function handOver(visit: Visit, step: StepOf, to: string | null, holder: string | null): Promise<void> {
  const says = 'Choose who takes it.';
  if (to === null) throw new Refusal('bad_input', 'Nobody was chosen.', says, { to: says });
  const from: PersonId | null = holder === null ? null : personId(holder);
  return handOverStep(visit.database, visit, visit.act, { ...step, to: personId(to), from });
}

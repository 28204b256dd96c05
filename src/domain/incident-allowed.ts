/**
 * What may be done now, and why not. Cards draw their buttons from `allowedMoves`, clicks pass `refusalFor`: both
 * ask the same question, so that a shown button and an accepted click cannot disagree.
 */

import {
  aliveRefusal,
  aloneRefusal,
  commandRefusal,
  confirmRefusal,
  pending,
  peopleRefusal,
} from './incident-people.ts';
import {
  type Incident,
  type IncidentMove,
  type IncidentStep,
  type Move,
  openEnds,
  type Responder,
  type ServiceMove,
  type StepMove,
  StepTaken,
} from './incident-state.ts';
import { otherWishRefusal, withdrawRefusal } from './incident-wishes.ts';
import { may } from './permissions.ts';
import { Refusal } from './refusal.ts';
import { isSettled } from './step-worth.ts';
import type { PersonId, ServiceRef } from './words.ts';

type Withdrawal = 'withdraw_override' | 'withdraw_false_alarm';
type Plain = Exclude<IncidentMove['kind'], 'order' | 'take_lead' | 'take_scribe' | Withdrawal>;

/** A move without what a person types with it. */
type Wish =
  | { readonly kind: Plain; readonly of?: number | null }
  | { readonly kind: Withdrawal; readonly of: number | null }
  | { readonly kind: 'order'; readonly order: Incident['order'] }
  | { readonly kind: 'take_lead' | 'take_scribe'; readonly from: PersonId | null }
  | { readonly kind: Exclude<StepMove['kind'], 'hand_over'>; readonly step: string }
  | { readonly kind: 'hand_over'; readonly step: string; readonly from: PersonId | null }
  | ServiceMove;

export interface AllowedMoves {
  readonly incident: readonly IncidentMove['kind'][];
  /** By step id. */
  readonly steps: Readonly<Record<string, readonly StepMove['kind'][]>>;
  /** Services whose notice this person may acknowledge. */
  readonly acknowledge: readonly ServiceRef[];
  /** Services of which this person may say that they run on a new key. */
  readonly switched: readonly ServiceRef[];
}

const incidentMoves = [
  'answer_login',
  'request_override',
  'confirm_override',
  'override_alone',
  'false_alarm',
  'confirm_false_alarm',
  'false_alarm_alone',
  'join',
  'attest',
  'resolve',
  'reopen',
] as const;
const withdrawals = ['withdraw_override', 'withdraw_false_alarm'] as const;
const stepMoves = ['claim', 'unclaim', 'done', 'skip', 'undo'] as const;

/** All that this person may do to this incident now. */
export function allowedMoves(incident: Incident, person: Responder): AllowedMoves {
  const about = (kind: ServiceMove['kind']) =>
    incident.services.flatMap(({ service }) =>
      refusalFor(incident, { kind, service }, person) === null ? [service] : [],
    );
  return {
    incident: allowedIncidentMoves(incident, person),
    steps: Object.fromEntries(
      incident.steps.map((step) => [step.id, allowedStepMoves(incident, step, person)]),
    ),
    acknowledge: about('acknowledge'),
    switched: about('service_switched'),
  };
}

/** What this person may do to the incident as a whole. */
export function allowedIncidentMoves(incident: Incident, person: Responder): AllowedMoves['incident'] {
  const can = (wish: Wish) => refusalFor(incident, wish, person) === null;
  const otherOrder = incident.order === 'kill_first' ? 'overlap' : 'kill_first';
  return [
    ...incidentMoves.filter((kind) => can({ kind })),
    ...withdrawals.filter((kind) => can({ kind, of: null })),
    ...(can({ kind: 'order', order: otherOrder }) ? (['order'] as const) : []),
    ...(can({ kind: 'take_lead', from: incident.lead }) ? (['take_lead'] as const) : []),
    ...(can({ kind: 'take_scribe', from: incident.scribe }) ? (['take_scribe'] as const) : []),
  ];
}

/** What this person may do to one of its steps. */
export function allowedStepMoves(
  incident: Incident,
  { id: step, by: from }: IncidentStep,
  person: Responder,
): StepMove['kind'][] {
  const can = (wish: Wish) => refusalFor(incident, wish, person) === null;
  return [
    ...stepMoves.filter((kind) => can({ kind, step })),
    ...(can({ kind: 'hand_over', step, from }) ? (['hand_over'] as const) : []),
  ];
}

/** Why a move is refused, whatever is typed with it; `null` when it is not. */
export function refusalFor(incident: Incident, move: Wish | Move, person: Responder): Refusal | null {
  if (!may(person.role, 'member')) {
    return new Refusal('not_allowed', 'Only members of this workspace work on incidents.', 'Tell a member.');
  }
  if (move.kind === 'reopen') return reopenRefusal(incident);
  if (incident.state !== 'open') {
    return new StepTaken(
      'already_done',
      'This incident is closed. Nothing was changed.',
      'Open it again if it is not over; report the key again if it leaks again.',
      {
        by: incident.endedBy,
        at: incident.endedAt,
      },
    );
  }
  if ('step' in move) return stepRefusal(incident, move, person);
  if ('service' in move) return noticeRefusal(incident, move, person);
  return incidentRefusal(incident, move, person);
}

function stepRefusal(
  incident: Incident,
  move: Extract<Wish, { step: string }>,
  person: Responder,
): Refusal | null {
  const step = incident.steps.find(({ id }) => id === move.step);
  if (!step) return new Refusal('not_found', 'This incident has no such step.', 'Look at the card again.');
  if (step.kind === 'prove') {
    return new Refusal(
      'not_allowed',
      'Only an answer of the provider settles this step.',
      'Wait for the check, or ask for an override.',
    );
  }
  switch (move.kind) {
    case 'claim':
      return step.state === 'open' ? null : taken(step);
    case 'unclaim':
      // A claim is a courtesy, not a lock: at 3 a.m. its holder may be asleep, so anyone may release it.
      if (isSettled(step)) return taken(step);
      return step.state === 'claimed'
        ? null
        : new Refusal('already_done', 'Nobody holds this step.', 'Claim it.');
    case 'hand_over':
      return isSettled(step) || step.by !== move.from ? taken(step) : null;
    case 'done':
    case 'skip':
      return step.state === 'open' || heldBy(step, person.id) ? null : taken(step);
    case 'undo':
      return undoRefusal(step, person);
  }
}

function heldBy(step: IncidentStep, person: PersonId): boolean {
  return step.state === 'claimed' && step.by === person;
}

function taken(step: IncidentStep): StepTaken {
  const happened = { open: 'open', claimed: 'claimed', done: 'done', skipped: 'skipped' }[step.state];
  const next =
    step.state === 'claimed' ? 'Release it first if you are the one doing it.' : 'Go on to the next step.';
  return new StepTaken('already_done', `This step is already ${happened}. Nothing was changed.`, next, step);
}

function undoRefusal(step: IncidentStep, person: Responder): Refusal | null {
  if (!isSettled(step))
    return new Refusal('not_yet', 'This step is not done, so there is nothing to undo.', 'Go on.');
  if (step.by === person.id || may(person.role, 'lead')) return null;
  return new StepTaken(
    'not_allowed',
    'Another person settled this step. Nothing was changed.',
    'Ask them or a lead to undo it.',
    step,
  );
}

function noticeRefusal(
  incident: Incident,
  { kind, service }: ServiceMove,
  person: Responder,
): Refusal | null {
  const notice = incident.services.find((each) => each.service === service);
  if (!notice)
    return new Refusal('not_found', 'This service is not part of the incident.', 'Look at the card again.');
  const { acknowledgedBy, acknowledgedAt, switchedBy, switchedAt } = notice;
  const said =
    kind === 'acknowledge'
      ? { what: 'is already acknowledged', by: acknowledgedBy, at: acknowledgedAt }
      : { what: 'runs on a new key already', by: switchedBy, at: switchedAt };
  if (said.at !== null)
    return new StepTaken('already_done', `This service ${said.what}.`, 'Nothing is left to do here.', said);
  if (notice.owner === null || notice.owner === person.id || notice.chased || may(person.role, 'lead'))
    return null;
  return new Refusal('not_allowed', 'Only the owner of the service or a lead says this.', 'Ask the owner.');
}

function incidentRefusal(
  incident: Incident,
  move: Exclude<Wish | Move, { step: string } | ServiceMove>,
  person: Responder,
): Refusal | null {
  switch (move.kind) {
    case 'answer_login':
      return null;
    case 'order':
      return commandRefusal(incident, person) ?? orderRefusal(incident, move.order);
    case 'request_override':
      if (incident.proof === 'dead')
        return new Refusal('already_done', 'The key is proven dead.', 'Resolve the incident.');
      return incident.override ? pending(incident.override) : null;
    case 'confirm_override':
      return confirmRefusal(incident.override, person) ?? otherWishRefusal(incident.override, move.of);
    case 'false_alarm':
      return incident.falseAlarm ? pending(incident.falseAlarm) : null;
    case 'confirm_false_alarm':
      return confirmRefusal(incident.falseAlarm, person) ?? otherWishRefusal(incident.falseAlarm, move.of);
    case 'withdraw_override':
      return withdrawRefusal(incident.override, move.of, incident, person);
    case 'withdraw_false_alarm':
      return withdrawRefusal(incident.falseAlarm, move.of, incident, person);
    case 'override_alone':
      return aloneRefusal(incident.override, person) ?? aliveRefusal(incident.proof);
    case 'false_alarm_alone':
      return aloneRefusal(incident.falseAlarm, person);
    case 'take_lead':
    case 'take_scribe':
      return peopleRefusal(incident, move, person);
    case 'join':
      return peopleRefusal(incident, { kind: 'join' }, person);
    case 'attest':
      return attestRefusal(incident);
    case 'resolve':
      return resolveRefusal(incident);
    case 'reopen':
      return reopenRefusal(incident);
  }
}

function orderRefusal({ order }: Incident, wanted: Incident['order']): Refusal | null {
  return order === wanted
    ? new Refusal('already_done', 'The steps are in this order already.', 'Go on with the next step.')
    : null;
}

function reopenRefusal({ state, reopenedAt, reopening }: Incident): Refusal | null {
  if (state !== 'open') return null;
  const happened = 'It is open already. Nothing was changed.';
  const next = 'Go on with the next step.';
  return reopenedAt === null || reopening === null
    ? new Refusal('already_done', happened, next)
    : new StepTaken('already_done', happened, next, { by: reopening.by, at: reopenedAt });
}

/** Words stand in for a proof only where there can be none, and about a key that is said to be deleted. */
function attestRefusal({ proof, steps }: Incident): Refusal | null {
  if (proof !== 'cannot_check') {
    return new Refusal(
      'not_allowed',
      'Here the provider itself can be asked. Nothing was recorded.',
      'Wait for its answer, or ask for an end without proof.',
    );
  }
  if (steps.some((step) => step.kind === 'delete' && isSettled(step))) return null;
  return new Refusal(
    'not_yet',
    'Nobody has said that it is deleted. Nothing was recorded.',
    'Delete it first.',
  );
}

function resolveRefusal(incident: Incident): Refusal | null {
  const [first, ...others] = openEnds(incident);
  if (first === undefined) return null;
  return new Refusal(
    'not_yet',
    ['It stays open.', first, ...others].join(' '),
    incident.proof === 'dead'
      ? 'Finish or skip the steps.'
      : 'Finish the steps, and wait for proof or have an override confirmed.',
  );
}

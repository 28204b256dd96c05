/** The machine for an incident: a state and a move give a new state, or a refusal. */
import { refusalFor } from './incident-allowed.ts';
import { sameHandRefusal, takingPart, tooEarly } from './incident-people.ts';
import {
  type Incident,
  type IncidentStep,
  lastMoment,
  type Move,
  openStep,
  type Responder,
} from './incident-state.ts';
import { alone, asked, confirmed, type EndOfWish, type Lapse, lapsesIn } from './incident-wishes.ts';
import { ABUSE_BECAUSE, inOrder, isOurOrder } from './playbook.ts';
import { Refusal } from './refusal.ts';
import { needsSecond } from './severity.ts';
import { isSettled } from './step-worth.ts';
import type { PersonId, Proof } from './words.ts';

export interface Change {
  readonly incident: Incident;
  /** The provider is to be asked now and later whether it still knows the key. */
  readonly startsProof: boolean;
  /** It was closed, and the key was seen alive. */
  readonly reopens: boolean;
  /** The key was said to be deleted, and was seen alive after that: it has to be deleted again. */
  readonly returns: boolean;
  /** Wishes for two people that do not stand any more. */
  readonly lapses: readonly Lapse[];
}

/** What a person's move makes of the incident. Time never runs backwards in it, whatever `now` says. */
export function act(incident: Incident, move: Move, by: Responder, now: Date): Change | Refusal {
  const refused =
    refusalFor(incident, move, by) ??
    reasonRefusal(move) ??
    sameHandRefusal(incident, move) ??
    tooEarly(incident, move, now);
  if (refused) return refused;
  const at = laterOf(now, lastMoment(incident));
  const startsProof =
    move.kind === 'done' && incident.steps.some(({ id, kind }) => id === move.step && kind === 'delete');
  const after = takingPart(moved(incident, move, by.id, at), move, by.id);
  const lapses = lapsesIn(incident, after, endsBy(move));
  return { incident: after, startsProof, reopens: false, returns: false, lapses };
}

/** What a move that takes a wish away tells about it. */
const endsBy = ({ kind }: Move): EndOfWish =>
  kind === 'attest' ? 'alive' : kind === 'reopen' ? 'reopened' : 'withdrawn';

/**
 * What it makes of the incident that the key is seen being misused: killed first unless a lead chose the order. Whatever
 * two people were asked to agree to, or agreed to, was said without knowing that.
 */
export function seeAbuse(incident: Incident): Change {
  const killed = {
    order: 'kill_first',
    orderBecause: ABUSE_BECAUSE,
    steps: inOrder(incident.steps, 'kill_first'),
  } as const;
  const after: Incident = {
    ...incident,
    abuseSeen: true,
    override: null,
    falseAlarm: null,
    ...(isOurOrder(incident.orderBecause) ? killed : {}),
  };
  const lapses = lapsesIn(incident, after, 'abuse');
  return { incident: after, startsProof: false, reopens: false, returns: false, lapses };
}

/**
 * What a provider's answer makes of the incident. Dead settles the prove step, and a deletion that it had taken back.
 * An answer that says "alive" opens it again, takes back what two people were asked without knowing it, and has a
 * deletion done again that did not hold: in an ended incident, which it reopens, as in an open one. Nothing less than
 * alive takes death back.
 * @param verdict what all answers together say.
 * @param seen this very answer says that the key exists, and no known delay explains it. What was seen before the
 * deletion makes a verdict "alive" too, but is no news.
 */
export function settle(
  incident: Incident,
  verdict: Proof,
  now: Date,
  seen: boolean = verdict === 'alive',
): Change {
  const isBack = seen && verdict === 'alive';
  const proof = incident.proof === 'dead' && !isBack ? 'dead' : verdict;
  const at = laterOf(now, lastMoment(incident));
  const reopens = isBack && incident.state === 'resolved';
  const settled = incident.steps.some((step) => step.kind === 'delete' && isSettled(step));
  const returns = reopens || (isBack && incident.state === 'open' && settled);
  const held = proof === 'dead' ? heldAfterAll(incident) : null;
  const steps = incident.steps.map((step) => {
    if (step.id === held) return { ...doneBy(step, null, at), note: GONE };
    if (step.kind === 'prove') return proof === 'dead' ? doneBy(step, null, at) : reset(step);
    return returns && step.kind === 'delete' && isSettled(step) ? reset(step) : step;
  });
  const reopened = { state: 'open', endedBy: null, endedAt: null } as const;
  const after: Incident = {
    ...incident,
    ...(reopens ? reopened : {}),
    ...(returns ? { reopenedAt: at, reopening: null } : {}),
    proof,
    steps,
    override: returns || (isBack && incident.proof !== 'alive') ? null : incident.override,
    // That a key works before anybody deleted it speaks for a false alarm, not against it.
    falseAlarm: returns ? null : incident.falseAlarm,
  };
  return {
    incident: after,
    startsProof: false,
    reopens,
    returns,
    lapses: lapsesIn(incident, after, 'alive'),
  };
}

const GONE = 'The provider does not know the key any more.';

/** The deletion that a late "alive" took back, though it did hold: nobody has to do it a second time. */
function heldAfterAll({ reopenedAt, reopening, steps }: Incident): string | null {
  const deletion = steps.find(({ kind }) => kind === 'delete');
  const takenBack = reopenedAt !== null && reopening === null;
  return takenBack && deletion !== undefined && !isSettled(deletion) ? deletion.id : null;
}

function moved(incident: Incident, move: Move, by: PersonId, at: Date): Incident {
  switch (move.kind) {
    case 'answer_login': {
      const others = incident.logins.filter(({ person }) => person !== by);
      return { ...incident, logins: [...others, { person: by, can: move.can, at }] };
    }
    case 'claim':
      return withStep(incident, move.step, (step) => ({ ...step, state: 'claimed', by, at, claimedAt: at }));
    case 'unclaim':
    case 'undo':
      return withStep(incident, move.step, reset);
    case 'hand_over':
      return withStep(incident, move.step, (step) => ({
        ...step,
        state: 'claimed',
        by: move.to,
        at,
        claimedAt: at,
      }));
    case 'done':
      return withStep(incident, move.step, (step) => ({
        ...doneBy(step, by, at),
        note: move.evidence.trim() || null,
      }));
    case 'skip':
      return withStep(incident, move.step, (step) => ({
        ...step,
        state: 'skipped',
        by,
        at,
        note: move.reason.trim(),
      }));
    case 'acknowledge':
      return {
        ...incident,
        services: incident.services.map((each) =>
          each.service === move.service ? { ...each, acknowledgedBy: by, acknowledgedAt: at } : each,
        ),
      };
    case 'service_switched':
      return {
        ...incident,
        services: incident.services.map((each) =>
          each.service === move.service
            ? {
                ...each,
                acknowledgedBy: each.acknowledgedBy ?? by,
                acknowledgedAt: each.acknowledgedAt ?? at,
                switchedBy: by,
                switchedAt: at,
              }
            : each,
        ),
      };
    case 'order':
      return {
        ...incident,
        order: move.order,
        orderBecause: move.reason.trim(),
        steps: inOrder(incident.steps, move.order),
      };
    case 'request_override':
      return { ...incident, override: asked(move.reason, by, at) };
    case 'confirm_override':
      return { ...incident, override: confirmed(incident.override, by, at) };
    case 'withdraw_override':
      return { ...incident, override: null };
    case 'withdraw_false_alarm':
      return { ...incident, falseAlarm: null };
    case 'override_alone':
      return { ...incident, override: alone(incident.override, by, at, move.reason) };
    case 'false_alarm_alone':
      return ended(
        { ...incident, falseAlarm: alone(incident.falseAlarm, by, at, move.reason) },
        'false_alarm',
        by,
        at,
      );
    case 'take_lead':
      return { ...incident, lead: by };
    case 'take_scribe':
      return { ...incident, scribe: by };
    case 'join':
      return incident;
    case 'false_alarm': {
      const wished = { ...incident, falseAlarm: asked(move.reason, by, at) };
      return needsSecond(incident) ? wished : ended(wished, 'false_alarm', by, at);
    }
    case 'confirm_false_alarm':
      return ended(
        { ...incident, falseAlarm: confirmed(incident.falseAlarm, by, at) },
        'false_alarm',
        by,
        at,
      );
    case 'attest': {
      const { rung, saw, looked } = move;
      const word = { person: by, rung, saw, looked: looked.trim(), at };
      const said = { ...incident, attestations: [...incident.attestations, word] };
      return saw === 'gone'
        ? said
        : { ...said, steps: undeleted(incident.steps), override: null, falseAlarm: null };
    }
    case 'resolve':
      return ended(incident, 'resolved', by, at);
    case 'reopen':
      return {
        ...incident,
        state: 'open',
        endedBy: null,
        endedAt: null,
        override: null,
        falseAlarm: null,
        reopenedAt: at,
        // What was proven before does not hold any more, whatever it rests on.
        proof: incident.proof === 'cannot_check' ? 'cannot_check' : 'unknown',
        reopening: { by, reason: move.reason.trim() },
        steps: undeleted(incident.steps).map((step) => (step.kind === 'prove' ? reset(step) : step)),
      };
  }
}

/** The key is there, or may be: it has to be deleted anew. */
function undeleted(steps: readonly IncidentStep[]): IncidentStep[] {
  return steps.map((step) => (step.kind === 'delete' && step.state !== 'open' ? reset(step) : step));
}

function withStep(incident: Incident, id: string, change: (step: IncidentStep) => IncidentStep): Incident {
  return { ...incident, steps: incident.steps.map((step) => (step.id === id ? change(step) : step)) };
}

function reset(step: IncidentStep): IncidentStep {
  return openStep(step);
}

function doneBy(step: IncidentStep, by: PersonId | null, at: Date): IncidentStep {
  return step.state === 'done' ? step : { ...step, state: 'done', by, at };
}

function ended(incident: Incident, state: 'resolved' | 'false_alarm', by: PersonId, at: Date): Incident {
  return { ...incident, state, endedBy: by, endedAt: at };
}

function reasonRefusal(move: Move): Refusal | null {
  if (move.kind === 'attest' && move.looked.trim() === '') {
    const says = 'Say where you looked: it is read in the review.';
    return new Refusal('bad_input', 'Nothing was recorded.', says, { looked: says });
  }
  if (!('reason' in move) || move.reason.trim() !== '') return null;
  const says = 'A reason is needed: it is read in the review.';
  return new Refusal('bad_input', 'No reason was given. Nothing was changed.', says, { reason: says });
}

function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** What people are to an incident (lead, scribe, responder), and when two of them are needed. */
import { type Asked, type Incident, type Move, type Responder, StepTaken } from './incident-state.ts';
import { may } from './permissions.ts';
import { Refusal } from './refusal.ts';
import { type Severity, severityOf } from './severity.ts';
import type { PersonId, Proof } from './words.ts';

/**
 * Minutes that the people who were called to be the second one have, before one person may be enough. Longer where
 * less burns: then there is time to wait for somebody.
 */
const ALONE_AFTER: Readonly<Record<Severity, number>> = { 1: 10, 2: 15, 3: 30 };

type Severe = Pick<Incident, 'tier' | 'abuseSeen'>;

/** How many minutes others have in this incident. */
export const aloneAfter = (of: Severe): number => ALONE_AFTER[severityOf(of)];

/** It was asked for before: by whom, and when. */
export function pending(asked: Asked): StepTaken {
  const happened = asked.confirmedAt === null ? 'This was asked for already.' : 'This was confirmed already.';
  const next = asked.confirmedAt === null ? 'A different person has to confirm it.' : 'Go on.';
  return new StepTaken('already_done', happened, next, { by: asked.requestedBy, at: asked.requestedAt });
}

/** Why this person may not be the second one. */
export function confirmRefusal(asked: Asked | null, person: Responder): Refusal | null {
  if (asked === null)
    return new Refusal('not_yet', 'Nobody has asked for this.', 'Ask for it with a reason first.');
  if (asked.confirmedAt !== null) return pending(asked);
  if (asked.requestedBy !== person.id) return null;
  return new StepTaken(
    'not_allowed',
    'It takes two different people. Nothing was changed.',
    'Ask another person to confirm.',
    {
      by: asked.requestedBy,
      at: asked.requestedAt,
    },
  );
}

/** Break-glass is for whoever asked and got no answer; anybody else simply confirms. */
export function aloneRefusal(asked: Asked | null, person: Responder): Refusal | null {
  if (asked === null)
    return new Refusal('not_yet', 'Nobody has asked for this.', 'Ask for it with a reason first.');
  if (asked.confirmedAt !== null) return pending(asked);
  if (asked.requestedBy === person.id) return null;
  return new StepTaken(
    'not_allowed',
    'Somebody else asked for this, so you can be the second person. Nothing was changed.',
    'Confirm it instead.',
    { by: asked.requestedBy, at: asked.requestedAt },
  );
}

/** Where the provider still knows the key there is nothing to judge: one person alone does not end that. */
export function aliveRefusal(proof: Proof): Refusal | null {
  if (proof !== 'alive') return null;
  const says = 'The provider still knows the key: delete it, and wait for the proof.';
  return new Refusal('not_allowed', 'One person alone cannot end this. Nothing was confirmed.', says, {
    reason: says,
  });
}

/** When one person may be enough: the others were called when it was asked for, and had their minutes. */
export const aloneFrom = (asked: Pick<Asked, 'requestedAt'>, of: Severe): Date =>
  new Date(asked.requestedAt.getTime() + aloneAfter(of) * 60_000);

/** Break-glass before the others could answer. @param now decides, so it is no part of what a card is drawn from. */
export function earlyRefusal(asked: Asked, of: Severe, now: Date): Refusal | null {
  const left = aloneFrom(asked, of).getTime() - now.getTime();
  if (left <= 0) return null;
  const minutes = Math.ceil(left / 60_000);
  const says = `The others were called and may still answer: wait ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'}.`;
  return new Refusal('not_yet', 'Nothing was confirmed.', says, { reason: says });
}

/** `earlyRefusal` of a move that one person makes alone; of any other `null`. */
export function tooEarly(incident: Incident, move: Move, now: Date): Refusal | null {
  if (move.kind !== 'override_alone' && move.kind !== 'false_alarm_alone') return null;
  const asked = move.kind === 'override_alone' ? incident.override : incident.falseAlarm;
  return asked && earlyRefusal(asked, incident, now);
}

/** A step given to whoever has it: nothing would change. Whom it is given to is chosen in the form, as a reason is typed. */
export function sameHandRefusal({ steps }: Incident, move: Move): Refusal | null {
  if (move.kind !== 'hand_over' || steps.find(({ id }) => id === move.step)?.by !== move.to) return null;
  const says = 'They have this step already: choose somebody else.';
  return new Refusal('bad_input', 'Nothing was changed.', says, { to: says });
}

type PeopleMove =
  | { readonly kind: 'take_lead' | 'take_scribe'; readonly from: PersonId | null }
  | { readonly kind: 'join' };

/** Why somebody cannot become lead or scribe or join: they are already, or it changed hands since they looked. */
export function peopleRefusal(incident: Incident, move: PeopleMove, { id }: Responder): Refusal | null {
  if (move.kind === 'join') {
    const isIn = [incident.lead, incident.scribe, ...incident.responders].includes(id);
    return isIn ? new Refusal('already_done', 'You are in already.', 'Go on with the next step.') : null;
  }
  const [holder, word] =
    move.kind === 'take_lead' ? [incident.lead, 'the lead'] : [incident.scribe, 'the record'];
  if (holder === id) return new Refusal('already_done', `You have ${word} already.`, 'Go on.');
  if (holder === move.from) return null;
  return new StepTaken(
    'already_done',
    `Somebody took ${word} since you looked. Nothing was changed.`,
    'Speak to them first.',
    { by: holder, at: null },
  );
}

/** Whoever commands the incident decides, and any lead of the workspace. */
export function commandRefusal({ lead }: Pick<Incident, 'lead'>, { id, role }: Responder): Refusal | null {
  if (id === lead || may(role, 'lead')) return null;
  return new Refusal(
    'not_allowed',
    'Only who leads this incident, or a lead, changes the order. Nothing was changed.',
    'Ask them. If nobody commands it, take the lead.',
  );
}

/** What makes somebody a responder without saying so. */
const works: readonly Move['kind'][] = ['join', 'claim', 'done', 'skip', 'attest', 'take_scribe'];

/** Whoever works on it takes part, and so does whoever a step was handed to. */
export function takingPart(incident: Incident, move: Move, by: PersonId): Incident {
  const worker = works.includes(move.kind) || (move.kind === 'answer_login' && move.can) ? by : null;
  const person = move.kind === 'hand_over' ? move.to : worker;
  if (person === null || incident.lead === person || incident.responders.includes(person)) return incident;
  return { ...incident, responders: [...incident.responders, person] };
}

/** New messages about a change that must be heard, a step that was handed over, and a second person who is wanted. */
import { type TwoPersons, type WishEnd, wishOf } from '../../domain/incident-wishes.ts';
import type { HandedCard, LapsedCard, LoudCard, SecondCard } from '../../incident/loud-card.ts';
import { buttons } from '../buttons.ts';
import { stepBlocks, stepButtons } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { lines, type Md, md, mention, when } from './text.ts';

export function loudMessage({ incident, what, by }: LoudCard): Message {
  const alone = what === 'override_alone' ? incident.override : incident.falseAlarm;
  const said: Readonly<Record<LoudCard['what'], Md>> = {
    abuse: lines(
      md`*Abuse was seen*, says ${mention(by)}. It is worse than we thought.`,
      md`${incident.because}`,
    ),
    order: lines(
      md`*The order was changed* by ${mention(by)}: ${incident.order === 'kill_first' ? 'kill first' : 'replace first'}.`,
      md`${incident.because}`,
    ),
    lead: md`*${mention(by)} leads now.*`,
    override_alone: lines(
      md`*Break-glass: ${mention(by)} decided alone that this may end without proof.*`,
      md`${alone?.aloneBecause ?? ''}`,
    ),
    false_alarm_alone: lines(
      md`*Break-glass: ${mention(by)} decided alone that this is a false alarm.*`,
      md`${alone?.aloneBecause ?? ''}`,
    ),
  };
  return message(
    header(incidentTitle(incident)),
    section(said[what]),
    what.endsWith('alone') && context(md`Look at it yourself: if it is wrong, open the incident again.`),
    actions(buttons.showIncident.draw('Show the incident', { incident: incident.id })),
  );
}

/** To whoever got a step. */
export function handedMessage({ incident, step, to, by }: HandedCard): Message {
  const theirs = incident.state === 'open' && step.state === 'claimed' && step.who === to;
  const head = header(incidentTitle(incident));
  if (!theirs) return message(head, section(md`${step.title}: nothing is left to do here.`));
  return message(
    head,
    section(md`*${mention(by)} gave you a step.* Release it if you cannot do it now.`),
    ...stepBlocks(incident, step, 'Yours'),
    stepButtons(incident, step),
  );
}

const wishWords: Readonly<Record<TwoPersons, string>> = {
  override: 'end without proof',
  false_alarm: 'close it as a false alarm',
};

const learnt: Readonly<Record<WishEnd['because'], string>> = {
  withdrawn: 'it was withdrawn',
  abuse: 'abuse was seen after that',
  alive: 'the key was seen alive after that',
  reopened: 'it was opened again after that',
};

/** In the room: what two people were asked for stands no more, since they were asked without knowing the news. */
export function lapsedMessage({ incident, what, end }: LapsedCard): Message {
  return message(
    header(incidentTitle(incident)),
    section(
      lines(
        md`*Not agreed to any more: to ${wishWords[what]}.* ${mention(end.askedBy)} asked for it, and ${learnt[end.because]}.`,
        md`If it is still right, ask for it again and say so.`,
      ),
    ),
    actions(buttons.showIncident.draw('Show the incident', { incident: incident.id })),
  );
}

const endWords = ({ because, by, at }: WishEnd): Md =>
  because === 'withdrawn' && by !== null
    ? md`Withdrawn by ${mention(by)}, ${when(at)}. Nothing is left to do here.`
    : md`This stands no more: ${learnt[because]}, ${when(at)}. Nothing is left to do here.`;

/** To everybody who could be the second person. */
export function secondPersonMessage({ incident, what, askedAt, end }: SecondCard): Message {
  const head = header(incidentTitle(incident));
  const stands = wishOf(incident, what);
  const wish = askedAt === null || stands?.requestedAt.getTime() === askedAt ? stands : null;
  const show = buttons.showIncident.draw('Show the incident', { incident: incident.id });
  if (wish === null)
    return message(
      head,
      section(end === null ? md`This is not wanted any more.` : endWords(end)),
      actions(show),
    );
  if (wish.confirmedBy !== null && wish.confirmedAt !== null) {
    const done = md`Confirmed by ${mention(wish.confirmedBy)}, ${when(wish.confirmedAt)}.`;
    return message(head, section(done), actions(show));
  }
  if (incident.state !== 'open') return message(head, section(md`This is over.`), actions(show));
  const button = what === 'override' ? buttons.confirmOverride : buttons.confirmFalseAlarm;
  const value = { incident: incident.id, of: wish.requestedAt.getTime() };
  const confirm = {
    title: 'Are you sure?',
    text: 'You are the second person. Your name stays beside this. Look at the key yourself first.',
    yes: 'I confirm',
  };
  return message(
    head,
    section(
      lines(
        incident.drill && md`*Practice.*`,
        md`*A second person is needed.* ${mention(wish.requestedBy)} wants to ${wishWords[what]}: ${wish.reason}`,
        md`Look at it yourself. Confirm only if you agree.`,
      ),
    ),
    actions(button.draw('Confirm', value, { style: 'danger', confirm }), show),
  );
}

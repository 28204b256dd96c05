/** Who is what in an incident: lead, record, helpers; and the forms for what a lead or one person alone decides. */
import type { KnownBlock, ModalView } from '@slack/types';
import { aloneAfter } from '../../domain/incident-people.ts';
import type { TwoPersons } from '../../domain/incident-wishes.ts';
import { severityName, severityWords } from '../../domain/severity.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import * as forms from '../forms/incident.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, clip, joined, lines, type Md, md, mention } from './text.ts';

const HELPERS = 6;

type People = Pick<IncidentCard, 'lead' | 'scribe' | 'responders'>;

/** One line of the card. */
export function peopleLine({ lead, scribe, responders }: People): Md {
  const helpers = responders.filter((person) => person !== lead);
  const rest = helpers.length - HELPERS;
  return joined(
    [
      md`Lead: ${mention(lead)}`,
      ...(scribe === null ? [] : [md`record: ${mention(scribe)}`]),
      ...(helpers.length === 0
        ? []
        : [
            md`helping: ${joined(helpers.slice(0, HELPERS).map(mention))}${rest > 0 ? ` and ${rest} more` : ''}`,
          ]),
    ],
    '; ',
  );
}

const words = { kill_first: 'Kill first', overlap: 'Replace first' } as const;
const other = (order: IncidentCard['order']) => (order === 'kill_first' ? 'overlap' : 'kill_first');

/** Only for whoever asked: who is in, and what they can become. */
export function peopleMessage(card: IncidentCard): Message {
  const of = { incident: card.id };
  const leadAsk = {
    title: 'Take the lead?',
    text: 'Somebody has it. They are told in the room that you lead now.',
    yes: 'I lead',
  };
  const recordAsk = { title: 'Keep the record?', text: 'Somebody else does it so far.', yes: 'I keep it' };
  return message(
    header(incidentTitle(card)),
    section(lines(peopleLine(card), md`${severityName(card)}: ${severityWords(card)} ${card.because}`)),
    card.state === 'open'
      ? actions(
          buttons.joinIncident.draw('I am helping', of, { style: 'primary' }),
          buttons.takeLead.draw('Take the lead', { ...of, from: card.lead }, { confirm: leadAsk }),
          buttons.takeScribe.draw(
            'I keep the record',
            { ...of, from: card.scribe },
            card.scribe === null ? {} : { confirm: recordAsk },
          ),
          buttons.changeOrder.draw(`${words[other(card.order)]} instead`, of),
        )
      : null,
    context(md`Whoever takes a step is in as well. The lead decides about the order.`),
  );
}

/** A lead turns the order round. */
export function orderModal(card: IncidentCard): ModalView {
  const order = other(card.order);
  return forms.order.draw({
    title: words[order],
    submit: 'Change the order',
    hidden: { incident: card.id, order },
    blocks: [
      section(
        order === 'kill_first'
          ? md`The key of ${bold(card.label)} is deleted at once; its services break until they have a new one.`
          : md`${bold(card.label)} is replaced before it is deleted. *Until then a thief can use it.*`,
      ),
      section(md`So far: ${card.because}`),
      forms.order.fields.reason.input('reason', {
        label: 'Why?',
        hint: 'It stands on the card. Never a secret.',
      }),
    ],
  });
}

const ending: Readonly<Record<TwoPersons, string>> = {
  override: 'end without proof',
  false_alarm: 'a false alarm',
};

/** Break-glass: for whoever asked and nobody answered. */
export function aloneModal(card: IncidentCard, what: TwoPersons): ModalView {
  return forms.alone.draw({
    title: 'Nobody else is here',
    submit: 'Confirm alone',
    hidden: { incident: card.id, what },
    blocks: [
      section(
        md`This takes two people (${ending[what]}). Those who could be the second one were called; ${aloneAfter(card)} minutes after that you may decide alone.`,
      ),
      context(md`It is said in the room and the team channel, and somebody has to review it.`),
      forms.alone.fields.reason.input('reason', {
        label: 'Why can it not wait for a second person?',
        hint: 'Whom you tried to reach, and what you looked at. Never a secret.',
      }),
    ],
  });
}

/** What stands in the review when one person decided alone. */
export function aloneBlocks({
  override,
  falseAlarm,
}: Pick<IncidentCard, 'override' | 'falseAlarm'>): KnownBlock[] {
  return [override, falseAlarm].flatMap((wish) =>
    wish === null || wish.aloneBecause === null
      ? []
      : [
          section(
            lines(
              md`*Break-glass:* ${mention(wish.requestedBy)} decided alone: ${clip(wish.aloneBecause, 500)}`,
              md`Say below whether that was right, and what a second person would need to be there next time.`,
            ),
          ),
        ],
  );
}

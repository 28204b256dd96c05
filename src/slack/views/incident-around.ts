/** What is known of a leak, and the other keys that may be lost with it: on the card, and as forms of their own. */
import type { KnownBlock, ModalView } from '@slack/types';
import { reasonWords } from '../../domain/siblings.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import type { Suspects } from '../../incident/siblings.ts';
import { findProvider } from '../../providers/index.ts';
import { buttons } from '../buttons.ts';
import * as forms from '../forms/incident.ts';
import { context, type Message, message, section } from './kit.ts';
import { bold, clip, lines, md, mention, unbracketed, when } from './text.ts';

type Card = Pick<IncidentCard, 'id' | 'state' | 'drill' | 'around'>;

export function aroundBlocks({ around: { known, siblingOf } }: Card): (KnownBlock | null)[] {
  const seen = known?.where ? md` Seen: ${clip(known.where, 200)}.` : md``;
  const how = known?.how ? md` How: ${clip(known.how, 500)}` : md``;
  return [
    known && context(md`*Known*, by ${mention(known.by)} ${when(known.at, 'time')}.${seen}${how}`),
    siblingOf && context(md`Suspected because of leak #${siblingOf.number}.`),
  ];
}

/** Asked once the clock runs: all of it may stay empty. */
export function knownModal({
  id,
  abuseSeen,
  around,
}: Pick<IncidentCard, 'id' | 'abuseSeen' | 'around'>): ModalView {
  const { fields } = forms.known;
  return forms.known.draw({
    title: 'What is known?',
    submit: 'Record it',
    hidden: { incident: id },
    blocks: [
      context(md`The clock runs already; say only what you know. Never paste the key itself.`),
      fields.where.input('where', {
        label: 'Where was it seen?',
        placeholder: 'a public repository, a screenshot in a forum',
        initial: around.known?.where,
      }),
      fields.how.input('how', { label: 'How may it have got there?', initial: around.known?.how }),
      !abuseSeen &&
        fields.abuse.input('abuse', {
          label: 'Is it being abused?',
          choices: [{ id: 'yes', label: 'Yes: unknown orders, withdrawals or logins were seen' }],
        }),
    ],
  });
}

/** More would pass Slack's limit of blocks. */
const SHOWN = 20;

/** The other keys, the likeliest first, each with one click to an incident of its own. */
export function suspectsMessage({ incident, label, keys }: Suspects): Message {
  const shown = keys.slice(0, SHOWN);
  const rest = keys.length - shown.length;
  return message(
    section(
      lines(
        md`Who has ${bold(clip(label, 80))} may have these too (leak #${incident.number}).`,
        md`Report what may be lost as well. Each gets an incident of its own.`,
      ),
    ),
    ...shown.map(({ key, reasons }) =>
      section(
        lines(
          md`${bold(clip(key.label, 80))} (${unbracketed(findProvider(key.provider).name)}), tier ${key.tier}`,
          md`${reasons.map((reason) => reasonWords[reason]).join(', ')}`,
        ),
        key.incident === null
          ? buttons.reportSuspect.draw('It leaked too', { incident: incident.id, key: key.id })
          : buttons.showIncident.draw(`Open: #${key.incident.number}`, { incident: key.incident.id }),
      ),
    ),
    keys.length === 0 && section(md`No other recorded key shares anything with it.`),
    rest > 0 && context(md`and ${rest} more, with less in common`),
  );
}

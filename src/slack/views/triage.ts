/** The live card of a leak whose key is not known yet, made for a phone: find the key, or stop it without a record. */
import type { ActionsBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { silentMinutes } from '../../domain/triage.ts';
import type { TriageCard } from '../../incident/triage-card.ts';
import { providers } from '../../providers/index.ts';
import { buttons, matchTriage } from '../buttons.ts';
import * as forms from '../forms/triage.ts';
import { actions, context, divider, header, type Message, message, plain, section } from './kit.ts';
import { numberedSteps } from './numbered-steps.ts';
import { bold, clip, constantLink, joined, lines, md, mention, unbracketed, when } from './text.ts';

export const triageTitle = ({ number, issuer }: Pick<TriageCard, 'number' | 'issuer'>): string =>
  `Leak #${number}: unknown key${issuer === null ? '' : ` (${unbracketed(issuer.name)})`}`;

export const triageMessage = (card: TriageCard): Message =>
  card.state === 'open' ? openMessage(card, null) : endedMessage(card);

/** To whoever reported it: what happened just now, and the same card to work from. */
export function openedTriageMessage(card: TriageCard, joined: boolean): Message {
  if (card.state !== 'open') return endedMessage(card);
  return openMessage(
    card,
    joined
      ? section(md`This was reported already, ${when(card.reportedAt)}. You are in.`)
      : section(md`Recorded: the clock runs. A channel opens now, and the leads are brought in.`),
  );
}

function openMessage(card: TriageCard, first: KnownBlock | null): Message {
  const value = { triage: card.id };
  return message(
    header(triageTitle(card)),
    first,
    alarm(card),
    section(md`*Next:* ${bold('Which key is it?')}`),
    keyMenu(card),
    actions(
      buttons.recordTriage.draw('Not recorded: record it now', value),
      claimButton(card),
      buttons.dismissTriage.draw('Close it', value),
    ),
    about(card),
    divider(),
    ...stopBlocks(card),
  );
}

/** Once people were called because of silence, one button does for both: the holder is heard again, or somebody else takes it. */
function claimButton({ id, claimedBy, calls }: TriageCard) {
  if (claimedBy === null) return buttons.claimTriage.draw('I take it', { triage: id }, { style: 'primary' });
  return calls === 0
    ? buttons.claimTriage.draw('I take it over', { triage: id })
    : buttons.claimTriage.draw('I am on it', { triage: id }, { style: 'primary' });
}

function alarm(card: TriageCard): KnownBlock | null {
  const { claimedBy, claimedAt, calls, abuseSeen } = card;
  const abuse = abuseSeen ? md`*Abuse was seen: stop it first.* ` : md``;
  const calling = md`People are called every ${silentMinutes(card)} minutes.`;
  if (claimedBy === null) {
    if (calls > 0) return section(md`${abuse}*Nobody has taken it up so far.* ${calling}`);
    return abuseSeen ? section(abuse) : null;
  }
  const since = claimedAt === null ? md`` : md` since ${when(claimedAt, 'time')}`;
  return section(
    calls === 0
      ? md`${abuse}${mention(claimedBy)} works on it${since}.`
      : md`${abuse}*Nothing was heard of ${mention(claimedBy)}${since}.* ${calling}`,
  );
}

const keyMenu = ({ id }: TriageCard): KnownBlock => ({
  type: 'actions',
  elements: [
    {
      type: 'external_select',
      action_id: matchTriage.actionId(id),
      min_query_length: 0,
      placeholder: plain('Label, key id or account', 150),
    },
  ],
});

function about({ says, reportedBy, reportedAt }: TriageCard): KnownBlock {
  return context(
    lines(
      says !== null && md`Said of it: “${clip(says, 200)}”`,
      md`Reported by ${mention(reportedBy)} ${when(reportedAt)}.`,
    ),
  );
}

/** How such a key is stopped although it is in no record. */
function stopBlocks(card: TriageCard): (KnownBlock | null)[] {
  const { issuer } = card;
  if (issuer === null)
    return [
      section(md`*Or stop it without a record.* Whose key is it? Its steps follow.`),
      providerMenu(card),
    ];
  const pages = issuer.pages.map(({ url, label }) => constantLink(url, label));
  return [
    section(
      lines(
        md`Or stop it at ${bold(issuer.name)} now, without a record:`,
        pages.length > 0 && md`Official pages: ${joined(pages)}`,
      ),
    ),
    ...numberedSteps(issuer.steps),
    providerMenu(card),
  ];
}

function providerMenu({ id, issuer }: TriageCard): ActionsBlock {
  const options = providers.map((provider): PlainTextOption => {
    const { value = '' } = buttons.nameProvider.draw('', { triage: id, provider: provider.id });
    return { text: plain(provider.name, 75), value };
  });
  const chosen = options[providers.findIndex((provider) => provider.id === issuer?.id)];
  return {
    type: 'actions',
    elements: [
      {
        type: 'static_select',
        action_id: `${buttons.nameProvider.id}:${id}`,
        placeholder: plain('Whose key is it?', 150),
        options,
        ...(chosen === undefined ? {} : { initial_option: chosen }),
      },
    ],
  };
}

function endedMessage(card: TriageCard): Message {
  const by = card.endedBy === null ? md`` : md` by ${mention(card.endedBy)}`;
  const at = card.endedAt === null ? md`` : md`, ${when(card.endedAt)}`;
  const { became } = card;
  return message(
    header(triageTitle(card)),
    became === null
      ? section(lines(md`*Closed*${by}${at}.`, md`${card.endedBecause ?? ''}`))
      : section(md`It is ${bold(clip(became.label, 100))}: found${by}${at}. Its incident goes on from here.`),
    became &&
      actions(
        buttons.showIncident.draw(
          `Open leak #${became.number}`,
          { incident: became.id },
          { style: 'primary' },
        ),
      ),
    about(card),
  );
}

export type TriageLine = Pick<TriageCard, 'id' | 'number' | 'issuer' | 'says' | 'reportedAt' | 'claimedBy'>;

/** One of the open ones in a list. */
export const triageLine = (line: TriageLine): KnownBlock =>
  section(
    lines(
      bold(triageTitle(line)),
      line.says !== null && md`“${clip(line.says, 100)}”`,
      md`Reported ${when(line.reportedAt)}, ${line.claimedBy === null ? md`nobody has it` : md`${mention(line.claimedBy)} has it`}`,
    ),
    buttons.showTriage.draw('Show', { triage: line.id }),
  );

export const dismissModal = ({ id, number }: Pick<TriageCard, 'id' | 'number'>): ModalView =>
  forms.dismissTriage.draw({
    title: `Close leak #${number}`,
    submit: 'Close it',
    hidden: { triage: id },
    blocks: [
      section(md`It ends without an incident, and counts in no figure.`),
      forms.dismissTriage.fields.because.input('because', {
        label: 'Why can it be closed?',
        hint: 'It is no key of ours, or it is deleted: who looked, and where. Never a secret.',
      }),
    ],
  });

/** Into which timeline? Asked when the channel of a message belongs to none, or to several. */
export function chooseIncidentModal(
  said: Parameters<typeof forms.addToTimeline.draw>[0]['hidden'],
  choices: readonly { readonly id: number; readonly title: string }[],
): ModalView {
  return forms.addToTimeline.draw({
    title: 'Add to timeline',
    submit: 'Add',
    hidden: said,
    blocks: [
      section(md`“${clip(said.says, 300)}”`),
      said.masked && context(md`Secrets in it were masked. Nothing else of the message is kept.`),
      forms.addToTimeline.fields.incident.input('incident', {
        label: 'Into which incident?',
        choices: choices.map(({ id, title }) => ({ id: String(id), label: title })),
      }),
    ],
  });
}

/** It is in the timeline now. */
export const addedMessage = (number: number, masked: boolean): Message =>
  message(
    section(md`Added to the timeline of #${number}.`),
    context(
      masked
        ? md`*It held a secret*: that part was masked and is not kept here. Delete the message in Slack, and treat that key as leaked.`
        : md`It will stand in the report.`,
    ),
  );

import type { ModalView } from '@slack/types';
import { CRITICALITIES, type ServiceCard } from '../../custody/services.ts';
import type { PersonId, ServiceRef } from '../../domain/words.ts';
import { findProvider } from '../../providers/index.ts';
import type { Group } from '../../workspace/roles.ts';
import { buttons } from '../buttons.ts';
import type { Choice } from '../fields.ts';
import { service } from '../forms/custody.ts';
import { actions, context, facts, header, type Message, message, section } from './kit.ts';
import { named } from './people.ts';
import { groupChoice } from './settings.ts';
import { bold, channelLink, code, groupMention, joined, lines, type Md, md, onDay } from './text.ts';

type Criticality = ServiceCard['service']['criticality'];

const criticalityWords: Readonly<Record<Criticality, string>> = {
  low: 'Low: it can wait',
  normal: 'Normal',
  high: 'High: somebody is woken',
};

export interface ServiceDraft {
  readonly id: ServiceRef | null;
  readonly name: string;
  readonly owner: PersonId;
  readonly ownerGroup: string | null;
  readonly criticality: Criticality;
  readonly channel: string | null;
  readonly runbook: string | null;
}

/** @param groups user groups of the workspace, as far as Slack tells. */
export const serviceModal = (draft: ServiceDraft, groups: readonly Group[] | null = null): ModalView =>
  service.draw({
    title: draft.id === null ? 'Register a service' : 'Change a service',
    submit: draft.id === null ? 'Register service' : 'Save',
    hidden: { service: draft.id },
    blocks: [
      section(md`A program or outside product that uses keys: a trading bot, a portfolio tracker, CI.`),
      service.fields.name.input('name', {
        label: 'Name',
        initial: draft.name || undefined,
        placeholder: 'trading-bot',
      }),
      service.fields.owner.input('owner', {
        label: 'Owner',
        hint: 'Told first when one of its keys leaks, and asked to switch when one is replaced.',
        initial: draft.owner,
      }),
      service.fields.ownerGroup.input('ownerGroup', {
        label: 'Owning group',
        hint: 'A user group that owns it together with that person.',
        initial: chosenGroup(draft.ownerGroup, groups),
      }),
      service.fields.criticality.input('criticality', {
        label: 'How bad is it when it stops?',
        choices: CRITICALITIES.map((id) => ({ id, label: criticalityWords[id] })),
        initial: draft.criticality,
      }),
      service.fields.channel.input('channel', { label: 'Channel', initial: draft.channel }),
      service.fields.runbook.input('runbook', {
        label: 'Runbook',
        hint: 'Where its keys are configured. Shown as plain text.',
        initial: draft.runbook,
      }),
    ],
  });

function chosenGroup(id: string | null, groups: readonly Group[] | null): Choice[] {
  if (id === null) return [];
  const known = groups?.find((group) => group.id === id);
  return [known ? groupChoice(known) : { id, label: `Group ${id}` }];
}

const owners = ({ owner, ownerGroup }: ServiceCard['service'], gone: ServiceCard['gone']): Md =>
  ownerGroup === null ? named(owner, gone) : md`${named(owner, gone)} and ${groupMention(ownerGroup)}`;

export function serviceCardMessage({ service: it, keys, gone }: ServiceCard, note?: string): Message {
  return message(
    note ? context(md`${note}`) : null,
    header(it.name),
    facts([
      ['Owner', owners(it, gone)],
      ['Criticality', criticalityWords[it.criticality]],
      ['Channel', it.channel === null ? null : channelLink(it.channel)],
      ['Runbook', it.runbook],
    ]),
    keys.length === 0 ? section(md`Uses no key that we know of.`) : null,
    ...keys
      .slice(0, 20)
      .map((key) =>
        section(
          lines(
            md`${bold(key.label)} · ${findProvider(key.provider).name} · ${key.accountName}`,
            md`due ${onDay(key.dueOn)} · ${named(key.custodian, gone)}`,
          ),
          buttons.showKey.draw('Show', { key: key.id }),
        ),
      ),
    keys.length > 20 && context(md`and ${keys.length - 20} more`),
  );
}

const SHOWN = 15;

export function serviceListMessage(cards: readonly ServiceCard[], slash: string): Message {
  if (cards.length === 0) {
    return message(
      section(md`No service is recorded yet.`),
      actions(buttons.addService.draw('Register the first service', {}, { style: 'primary' })),
    );
  }
  return message(
    header(`Services (${cards.length})`),
    ...cards
      .slice(0, SHOWN)
      .map(({ service: it, keys, gone }) =>
        section(
          lines(
            md`${bold(it.name)}, owner ${owners(it, gone)}${it.criticality === 'high' ? ' · high criticality' : ''}`,
            keyNames(keys.map(({ label }) => label)),
          ),
          buttons.showService.draw('Show', { service: it.id }),
        ),
      ),
    cards.length > SHOWN &&
      context(md`and ${cards.length - SHOWN} more: narrow with ${code(`${slash} service list <text>`)}`),
  );
}

const keyNames = (labels: readonly string[]) =>
  labels.length === 0
    ? md`no key`
    : md`${labels.length === 1 ? 'key' : 'keys'}: ${joined(labels.slice(0, 5).map(bold))}${labels.length > 5 ? ` and ${labels.length - 5} more` : ''}`;

/** One key: facts, services, what is risky about it, and what its reader can do. */
import type { KnownBlock } from '@slack/types';
import type { KeyCard } from '../../custody/key-card.ts';
import { hasEnded } from '../../domain/key-state.ts';
import { whyDue } from '../../domain/rotation.ts';
import type { Day, Tier } from '../../domain/words.ts';
import { buttons } from '../buttons.ts';
import { actions, context, facts, header, type Message, message, section } from './kit.ts';
import { leakedButton } from './leaked-button.ts';
import { named, namedAll, ownersOf } from './people.ts';
import { bold, code, lines, type Md, md, mention, onDay, unbracketed } from './text.ts';

export const tierWords: Readonly<Record<Tier, string>> = {
  1: 'Tier 1: everything can be lost',
  2: 'Tier 2: serious',
  3: 'Tier 3: limited',
};

const SHOWN_SERVICES = 10;

/** @param plain leaves the buttons out, for places where they cannot work. */
export function keyCardMessage(card: KeyCard, options: { plain?: boolean; note?: string } = {}): Message {
  return message(
    options.note ? context(md`${options.note}`) : null,
    header(`${card.key.label} (${unbracketed(card.providerName)})`),
    stateLine(card),
    lineageLine(card),
    ...factBlocks(card),
    servicesBlock(card),
    warningsBlock(card, options.plain ?? false),
    options.plain ? null : actionRow(card),
    options.plain ? null : tendingRow(card),
  );
}

function stateLine(card: KeyCard): KnownBlock | null {
  if (card.openIncident !== null) {
    return section(md`*Leaked.* Incident #${card.openIncident.number} is open.`);
  }
  if (card.key.state === 'gone')
    return section(md`*Gone.* It counts as deleted. Its history says how sure that is.`);
  if (card.key.state === 'retired')
    return section(md`*Retired.* The key is gone and was not replaced: ${card.key.retiredBecause ?? ''}`);
  if (card.key.state === 'compromised') return section(md`*Compromised.* Do not use it.`);
  if (card.key.disownedAt !== null)
    return section(
      md`*Nobody answers for it.* ${mention(card.key.custodian)} says that it is not theirs: ${card.key.disownedBecause ?? ''}`,
      card.party ? buttons.takeKey.draw('I take it', { key: card.id }) : undefined,
    );
  return null;
}

/** The key before it, and the one after it. */
function lineageLine({ replaces, replacedBy, key }: KeyCard): KnownBlock | null {
  if (replaces === null && replacedBy === null) return null;
  const after = hasEnded(key.state) ? 'Replaced by' : 'To be replaced by';
  return context(
    lines(
      replacedBy !== null && md`${after} ${bold(replacedBy)}.`,
      replaces !== null && md`Takes the place of ${bold(replaces)}.`,
    ),
  );
}

function factBlocks(card: KeyCard): KnownBlock[] {
  const { key } = card;
  const place = [card.regionName, card.environmentName].filter(Boolean).join(', ');
  return [
    facts([
      [card.publicIdName, code(shortId(key.keyId))],
      ['Account', md`${key.accountName} (${place})`],
      ['Permissions', card.permissionNames.join(', ') || 'none recorded'],
      [
        'IP allowlist',
        key.allowlist.length > 0 ? allowlistWords(key.allowlist) : 'none: usable from anywhere',
      ],
      ['Custodian', named(key.custodian, card.gone)],
      ['Deputy', key.deputy === null ? 'nobody' : named(key.deputy, card.gone)],
      ['Can log in there', namedAll(card.holders, card.gone)],
      ['Rotation', dueWords(key.dueOn, card.daysLeft, key.rotationDays, whyDue(key))],
      ['Secret kept at', key.keptAt],
      ['Expires', key.expiresOn === null ? null : onDay(key.expiresOn)],
    ]),
    context(md`*${tierWords[key.tier]}.* ${card.exposure.join(' ')}`, md`At the provider: ${card.seen}`),
  ];
}

const allowlistWords = (allowlist: readonly string[]): string =>
  allowlist.length <= 4
    ? allowlist.join(', ')
    : `${allowlist.slice(0, 4).join(', ')} and ${allowlist.length - 4} more`;

/** Enough of an id to recognise it; the whole one is shown where it must be compared. */
export const shortId = (keyId: string): string =>
  keyId.length <= 16 ? keyId : `${keyId.slice(0, 8)}…${keyId.slice(-4)}`;

/** @param why as `whyDue()` says it. */
export function dueWords(due: Day, daysLeft: number, period: number, why: string | null): Md {
  const left =
    daysLeft > 1
      ? `in ${daysLeft} days`
      : daysLeft === 1
        ? 'tomorrow'
        : daysLeft === 0
          ? 'today'
          : `overdue by ${-daysLeft} ${daysLeft === -1 ? 'day' : 'days'}`;
  return why === null
    ? md`${onDay(due)}, ${left} (every ${period} days)`
    : md`by ${onDay(due)}, ${left}: ${why} (else every ${period} days)`;
}

function servicesBlock(card: KeyCard): KnownBlock {
  if (card.services.length === 0) return section(md`*Used by* no service that we know of.`);
  const shown = card.services
    .slice(0, SHOWN_SERVICES)
    .map((each) => md`• ${bold(each.name)}, call ${ownersOf(each, card.gone)}`);
  const rest = card.services.length - shown.length;
  return section(lines(md`*Used by*`, ...shown, rest > 0 && md`and ${rest} more`));
}

function warningsBlock(card: KeyCard, plain: boolean): KnownBlock | null {
  if (card.warnings.length === 0) return null;
  const shared = card.party && !plain && card.warnings.some(({ id }) => id === 'shared');
  return section(
    lines(md`*Watch out*`, ...card.warnings.map(({ says }) => md`• ${says}`)),
    shared ? buttons.ownKeys.draw('A key for each', { key: card.id }) : undefined,
  );
}

function actionRow(card: KeyCard): KnownBlock | null {
  const key = { key: card.id };
  if (card.openIncident !== null) {
    return actions(
      buttons.showIncident.draw(
        'Open the incident',
        { incident: card.openIncident.id },
        { style: 'primary' },
      ),
    );
  }
  if (hasEnded(card.key.state)) return null;
  return actions(
    leakedButton(key),
    card.party && buttons.startRotation.draw(card.rotating ? 'Go on rotating' : 'Start rotation', key),
    card.party && buttons.handOver.draw('Hand over', key),
    card.askWarning !== null &&
      card.party &&
      buttons.checkKey.draw(`Ask ${card.issuer}`, key, {
        confirm: { title: `Ask ${card.issuer}?`, text: card.askWarning, yes: 'Ask' },
      }),
  );
}

/** What keeps the record true, apart from what is urgent. */
function tendingRow(card: KeyCard): KnownBlock | null {
  const key = { key: card.id };
  const lives = !hasEnded(card.key.state);
  return actions(
    lives && card.party && buttons.editKey.draw('Change', key),
    lives && card.party && buttons.nameDeputy.draw('Name a deputy', key),
    buttons.addLikeIt.draw('Add another like it', key),
    buttons.keyHistory.draw('History', key),
    buttons.auditPage.draw('All that was done', key),
    card.openIncident === null &&
      card.party &&
      (card.key.state === 'active' || card.key.state === 'gone') &&
      buttons.retireKey.draw('Retire', key),
  );
}

/** Told to whoever became custodian without having recorded the key themselves. */
export function custodyNoticeMessage(card: KeyCard): Message {
  return message(
    section(
      md`You answer for the key ${bold(card.key.label)} (${unbracketed(card.providerName)}), recorded by ${mention(card.key.recordedBy)}.`,
    ),
    context(
      md`You will be reminded before it is due: ${dueWords(card.key.dueOn, card.daysLeft, card.key.rotationDays, whyDue(card.key))}.`,
    ),
    actions(
      buttons.showKey.draw('Show key', { key: card.id }),
      buttons.handOver.draw('Hand over', { key: card.id }),
    ),
  );
}

/** Told to whoever was named deputy by somebody else. */
export function deputyNoticeMessage(card: KeyCard): Message {
  const { key } = card;
  return message(
    section(
      key.deputy === null
        ? md`Nobody steps in for the key ${bold(key.label)} (${unbracketed(card.providerName)}) any more.`
        : md`${mention(key.deputy)} steps in for the key ${bold(key.label)} (${unbracketed(card.providerName)}) when ${mention(key.custodian)} cannot.`,
    ),
    context(md`A deputy hears of it when the custodian is silent, and may do all that the custodian may.`),
    actions(buttons.showKey.draw('Show key', { key: card.id })),
  );
}

/** What is left to do since somebody left: one live card for the leads, pages of it, and a short reminder. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { DepartureCard, DepartureLine } from '../../custody/departure-card.ts';
import type { HeldAs, Need } from '../../domain/custody-checks.ts';
import type { KeyRef, PersonId } from '../../domain/words.ts';
import { buttons } from '../buttons.ts';
import { needsNothing } from '../forms/departure.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, clip, joined, lines, type Md, md, mention, onDay, when } from './text.ts';

/** Two blocks a key, within Slack's fifty. */
const SHOWN = 18;
const NAME = 100;

export function departureMessage(card: DepartureCard): Message {
  const { open } = card;
  return message(
    ...headBlocks(card),
    ...keyBlocks(card, open.slice(0, SHOWN)),
    open.length > SHOWN && context(md`and ${open.length - SHOWN} more`),
    open.length > SHOWN || card.done.length > 0
      ? actions(
          buttons.departurePage.draw(`See all ${open.length + card.done.length} keys`, {
            departure: card.id,
            page: 1,
          }),
        )
      : null,
  );
}

function headBlocks(card: DepartureCard): KnownBlock[] {
  const { open, done, noticedAt } = card;
  const who = clip(card.name, NAME);
  const total = open.length + done.length;
  if (card.cameBack && card.ended)
    return [section(md`${bold(who)} is back: nothing has to be done about their keys any more.`)];
  const learnt =
    card.noticedBy === 'event' ? 'Slack said so' : 'seen when Slack’s list of people was compared';
  const head = [header(`${who} ${card.standing === 'guest' ? 'became a guest' : 'left'}`)];
  if (open.length === 0)
    return [
      ...head,
      section(
        md`*Done.* ${total === 1 ? 'The key' : `All ${total} keys`} of ${mention(card.person)} taken care of.`,
      ),
      context(md`${learnt}, ${when(noticedAt)}`),
    ];
  return [
    ...head,
    section(
      md`${mention(card.person)} had to do with ${total === 1 ? '1 key' : `${total} keys`}. ${bold(`${open.length} to take care of`)}, ${done.length} done.`,
    ),
    context(
      md`${learnt}, ${when(noticedAt)}. Who answered for a key may have kept a copy of its secret, so it is to be replaced.`,
    ),
  ];
}

/** An account's own button stands once, whichever of its keys comes first. */
function keyBlocks(card: DepartureCard, shown: readonly DepartureLine[]): KnownBlock[] {
  const seen = new Set<number>();
  return shown.flatMap((line) => {
    const firstOfAccount = !seen.has(line.account);
    if (line.needs.includes('login')) seen.add(line.account);
    return [section(lineWords(line)), buttonsOf(card, line, firstOfAccount)].filter(
      (block) => block !== null,
    );
  });
}

const wasWords: Readonly<Record<HeldAs, string>> = {
  custodian: 'custodian',
  once_custodian: 'custodian once',
  deputy: 'deputy',
  console_holder: 'could log in there',
};

function lineWords(line: DepartureLine): Md {
  return lines(
    md`${bold(clip(line.label, NAME))} · ${line.providerName} · ${clip(line.accountName, NAME)} · tier ${line.tier} · ${wasWords[line.heldAs]}`,
    line.needs.length > 0
      ? md`Needs ${joined(
          line.needs.map((need) => needWords(need, line)),
          '; ',
        )}.`
      : md`Done: ${line.settledHow ?? 'nothing is left to do'}${line.settledBy === null ? md`` : md` (${mention(line.settledBy)})`}`,
  );
}

function needWords(need: Need, line: DepartureLine): Md {
  switch (need) {
    case 'custodian':
      return line.offeredTo === null
        ? md`a new custodian`
        : md`a new custodian: ${mention(line.offeredTo)} was asked`;
    case 'deputy':
      return md`another deputy`;
    case 'login':
      return md`their login at ${line.issuer} taken away`;
    case 'rotate':
      return rotateWords(line);
  }
}

function rotateWords(line: DepartureLine): Md {
  if (line.state === 'compromised') return md`the end of its incident, which replaces it`;
  return line.rotating ? md`the rotation that runs to end` : md`to be replaced by ${onDay(line.dueOn)}`;
}

function buttonsOf(card: DepartureCard, line: DepartureLine, firstOfAccount: boolean): KnownBlock | null {
  const key = { key: line.key };
  const needs = (need: Need): boolean => line.needs.includes(need);
  const active = line.state === 'active';
  return actions(
    needs('custodian') && line.offeredTo === null && buttons.handOver.draw('Hand over', key),
    needs('custodian') && buttons.takeKey.draw('I take it', key),
    needs('deputy') && buttons.nameDeputy.draw('Name deputy', key),
    needs('login') && firstOfAccount && buttons.editAccount.draw('Who can log in', { account: line.account }),
    needs('rotate') &&
      active &&
      buttons.startRotation.draw(line.rotating ? 'Go on rotating' : 'Start rotation', key),
    line.needs.length > 0 && buttons.needsNothing.draw('Nothing needed', { departure: card.id, ...key }),
  );
}

const PAGE = 12;

/** All keys of it, what is left to do first. @param page from 1; past the end the last one. */
export function departurePageMessage(card: DepartureCard, page: number): Message {
  const all = [...card.open, ...card.done];
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const at = Math.min(page, pages);
  const to = (label: string, target: number) =>
    buttons.departurePage.draw(label, { departure: card.id, page: target });
  return message(
    header(`Keys of ${clip(card.name, NAME)} (${all.length})`),
    ...keyBlocks(card, all.slice((at - 1) * PAGE, at * PAGE)),
    pages > 1 && context(md`Page ${at} of ${pages}`),
    actions(at > 1 && to('Back', at - 1), at < pages && to('Next', at + 1)),
  );
}

export function departureReminderMessage(card: DepartureCard): Message {
  const { open } = card;
  if (open.length === 0)
    return message(section(md`Nothing is left to do about the keys of ${mention(card.person)}.`));
  return message(
    section(
      md`${open.length === 1 ? '1 key' : `${open.length} keys`} of ${mention(card.person)}, who ${card.standing === 'guest' ? 'became a guest' : 'left'}, still to take care of, first: ${joined(open.slice(0, 3).map(({ label }) => bold(clip(label, NAME))))}.`,
    ),
    actions(buttons.departurePage.draw('Show them', { departure: card.id, page: 1 })),
  );
}

export const needsNothingModal = (
  hidden: { departure: number; key: KeyRef },
  { label, person }: { label: string; person: PersonId },
): ModalView =>
  needsNothing.draw({
    title: 'Nothing needed',
    submit: 'Save',
    hidden,
    blocks: [
      section(
        md`Nothing has to be done about ${bold(label)} although ${mention(person)} left? A day that was set for replacing it because of that is lifted.`,
      ),
      needsNothing.fields.because.input('because', { label: 'Why?', hint: 'The audit log keeps it.' }),
    ],
  });

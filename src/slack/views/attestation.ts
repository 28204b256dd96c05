/** "Still yours, still needed?": one message for all keys of a custodian, pages of it, and the answer about one key. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { AttestationCard, AttestationLine } from '../../custody/attestation-card.ts';
import type { AttestationAnswer } from '../../domain/custody-checks.ts';
import { quarterName } from '../../domain/quarter.ts';
import { buttons } from '../buttons.ts';
import { answerCustody } from '../forms/attestation.ts';
import { actions, context, header, type Message, message, section } from './kit.ts';
import { bold, clip, lines, type Md, md, mention, onDay } from './text.ts';

/** A block a key, within Slack's fifty. */
export const SHOWN = 40;
const NAME = 100;

export function attestationMessage(card: AttestationCard): Message {
  const open = card.lines.filter((line) => line.open);
  const shown = open.slice(0, SHOWN);
  const answered = card.lines.length - open.length;
  if (open.length === 0)
    return message(
      section(md`Thank you. Nothing is left to answer about your keys for ${quarterName(card.quarter)}.`),
      context(md`${keysWords(answered)} answered or settled.`),
      card.lines.length > 0 ? actions(toPage(card, `See ${answered === 1 ? 'it' : 'all'}`, 1)) : null,
    );
  const ids = shown.map(({ id }) => id);
  return message(
    section(
      md`${bold(`${quarterName(card.quarter)}: still yours, still needed?`)} ${keysWords(open.length)} ${open.length === 1 ? 'stands' : 'stand'} in your name${answered > 0 ? `; ${answered} answered` : ''}.`,
    ),
    actions(
      buttons.stillMineAll.draw(allWords(shown.length, open.length), { ids }, { style: 'primary' }),
      card.lines.length > shown.length && toPage(card, `See all ${card.lines.length}`, 1),
    ),
    ...shown.map((line) => lineBlock(line)),
    open.length > SHOWN && context(md`and ${open.length - SHOWN} more, shown when these are answered`),
  );
}

export const keysWords = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);

function allWords(shown: number, open: number): string {
  if (open === 1) return 'Still mine and needed';
  return shown === open ? 'All still mine and needed' : `These ${shown} still mine and needed`;
}

const toPage = (card: AttestationCard, label: string, page: number) =>
  buttons.custodyPage.draw(label, { quarter: card.quarter, page });

/** @param more what else is said of one that is open. */
export function lineBlock(line: AttestationLine, more: Md | null = null): KnownBlock {
  const about = lines(
    md`${bold(clip(line.label, NAME))} · ${line.providerName} · ${clip(line.accountName, NAME)} · tier ${line.tier}`,
    line.open ? md`${more === null ? md`` : md`${more} · `}due ${onDay(line.dueOn)}` : answerWords(line),
  );
  return line.open
    ? section(about, buttons.answerCustody.draw('Answer', { attestation: line.id }))
    : section(about, buttons.showKey.draw('Show', { key: line.key }));
}

const saidWords: Readonly<Record<AttestationAnswer, string>> = {
  still_mine: 'still yours and needed',
  not_mine: 'not yours',
  not_needed: 'not needed',
  settled: 'over without an answer: it ended or changed hands',
};

const answerWords = ({ answer, note, person, answeredBy }: AttestationLine): Md => {
  const said = answer === null ? 'it ended or changed hands' : saidWords[answer];
  const other = answeredBy !== null && answeredBy !== person;
  const whole = other ? md`${otherWords[answer ?? 'settled']}, said ${mention(answeredBy)}` : md`${said}`;
  return note === null ? whole : md`${whole}: ${clip(note, 300)}`;
};

const otherWords: Readonly<Record<AttestationAnswer, string>> = {
  ...saidWords,
  still_mine: 'still needed',
};

const PAGE = 20;

/** All keys that somebody was asked about, what is open first. @param page from 1; past the end the last one. */
export function custodyPageMessage(card: AttestationCard, page: number): Message {
  if (card.lines.length === 0)
    return message(section(md`Nothing was asked of you for ${quarterName(card.quarter)}.`));
  const pages = Math.ceil(card.lines.length / PAGE);
  const at = Math.min(page, pages);
  return message(
    header(`${quarterName(card.quarter)}: your keys (${card.lines.length})`),
    ...card.lines.slice((at - 1) * PAGE, at * PAGE).map((line) => lineBlock(line)),
    pages > 1 && context(md`Page ${at} of ${pages}`),
    actions(at > 1 && toPage(card, 'Back', at - 1), at < pages && toPage(card, 'Next', at + 1)),
  );
}

export function answerCustodyModal(
  attestation: number,
  { label, accountName }: Pick<AttestationLine, 'label' | 'accountName'>,
  asDeputy = false,
): ModalView {
  const { fields } = answerCustody;
  return answerCustody.draw({
    title: 'Still yours?',
    submit: 'Answer',
    hidden: { attestation },
    blocks: [
      section(md`${bold(clip(label, NAME))} · ${clip(accountName, NAME)}`),
      fields.answer.input('answer', {
        label: 'How is it?',
        choices: [
          { id: 'still_mine', label: asDeputy ? 'Still needed' : 'Still mine and needed' },
          ...(asDeputy ? [] : [{ id: 'not_mine', label: 'Not mine' }]),
          { id: 'not_needed', label: 'Not needed any more' },
        ],
        initial: 'still_mine',
      }),
      fields.because.input('because', {
        label: 'Why?',
        hint: `${asDeputy ? '' : 'Needed when it is not yours. '}Not needed any more: the next page retires it; until that is sent, the question stays.`,
      }),
    ],
  });
}

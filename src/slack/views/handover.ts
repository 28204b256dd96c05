/** An offer of custody: the same card for who was asked and who offered it. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { HandoverRef, KeyRef } from '../../domain/words.ts';
import type { HandoverCard } from '../../rotation/handover-card.ts';
import { buttons } from '../buttons.ts';
import { decline, handOver } from '../forms/rotation.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { bold, lines, type Md, md, mention, onDay, when } from './text.ts';

export function handoverMessage(card: HandoverCard): Message {
  return message(
    section(
      lines(
        md`${mention(card.from)} asks ${mention(card.to)} to answer for the key ${bold(card.label)} (${card.provider}, ${card.account}).`,
        card.note === null ? null : md`They say: ${card.note}`,
      ),
    ),
    context(md`Tier ${card.tier}. Has to be replaced by ${onDay(card.dueOn)}.`),
    outcome(card),
    buttonsOf(card),
  );
}

function outcome(card: HandoverCard): KnownBlock | null {
  if (card.answer === null) {
    return card.gone
      ? section(md`The key is gone by now: nothing to take over.`)
      : section(md`Accept, and you get its reminders from now on. Until then it stays with who has it.`);
  }
  return section(answerWords(card, card.answer));
}

function answerWords(card: HandoverCard, answer: NonNullable<HandoverCard['answer']>): Md {
  const at = card.answeredAt === null ? md`` : md` ${when(card.answeredAt)}`;
  switch (answer) {
    case 'accepted':
      return md`*Accepted*${at}. ${mention(card.to)} answers for it now.`;
    case 'declined':
      return md`*Declined*${at} by ${mention(card.to)}: ${card.words ?? 'no reason given'}`;
    case 'withdrawn':
      return card.words === null
        ? md`*Taken back*${at}. Nothing to do.`
        : md`*Taken back*${at}: ${card.words}. It stays where it is.`;
  }
}

function buttonsOf(card: HandoverCard): KnownBlock | null {
  if (card.gone || card.answer === 'withdrawn') return null;
  const offer = { handover: card.id };
  const key = { key: card.key };
  if (card.answer === null) {
    return actions(
      buttons.acceptHandover.draw('Accept', offer, { style: 'primary' }),
      buttons.declineHandover.draw('Decline', offer),
      buttons.showKey.draw('Show key', key),
    );
  }
  if (card.answer === 'declined') return actions(buttons.showKey.draw('Show key', key));
  return actions(buttons.startRotation.draw('Start rotation', key), buttons.showKey.draw('Show key', key));
}

export function handOverModal(key: KeyRef, label: string): ModalView {
  const { fields } = handOver;
  return handOver.draw({
    title: 'Hand over',
    submit: 'Ask them',
    hidden: { key },
    blocks: [
      section(md`${bold(label)} stays with who has it until the other person accepts.`),
      fields.to.input('to', { label: 'To whom?', hint: 'An active full member of this workspace.' }),
      fields.note.input('note', { label: 'What should they know?' }),
    ],
  });
}

export const offeredMessage = (to: string): Message =>
  message(section(md`${mention(to)} was asked by direct message. Nothing changes until they accept.`));

export function declineModal(handover: HandoverRef, label: string): ModalView {
  return decline.draw({
    title: 'Decline',
    submit: 'Decline',
    hidden: { handover },
    blocks: [
      section(md`${bold(label)} stays with who has it, and whoever offered it reads your words.`),
      decline.fields.words.input('words', { label: 'Why, or who should be asked instead?' }),
    ],
  });
}

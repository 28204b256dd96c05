/** The proof of death in words: what is known, where and when it was asked, and what comes next. */
import type { KnownBlock } from '@slack/types';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import { ladderBlocks } from './incident-ladder.ts';
import { actions, section } from './kit.ts';
import { bold, lines, type Md, md, when } from './text.ts';

const words = {
  dead: 'The key is dead',
  alive: 'The key is still alive',
  unknown: 'Not proven yet',
  cannot_check: 'There can be none',
} as const;

export function proofBlocks(card: IncidentCard): (KnownBlock | null)[] {
  if (card.drill) return [section(drillWords(card))];
  if (card.ladder !== null) return ladderBlocks(card, card.ladder);
  const { verdict, nextAt, canAsk } = card.proof;
  return [
    section(
      lines(
        ...verdictLines(card),
        card.state !== 'false_alarm' &&
          nextAt !== null &&
          md`We ask ${card.providerName} next ${when(nextAt)}.`,
        verdict.proof === 'alive' &&
          card.times.deleted !== null &&
          !verdict.mayLag &&
          md`*Wrong row, wrong account or wrong site. Delete it there, then ask again.*`,
        canAsk?.purpose === 'baseline' &&
          md`Asked while the key still works, "gone" can be proven later. Do not wait for it.`,
      ),
    ),
    canAsk === null ? null : actions(askButton(card, canAsk)),
  ];
}

function verdictLines(card: IncidentCard): (Md | null)[] {
  const { verdict, last } = card.proof;
  const switchedOff =
    card.steps.find(({ kind, state }) => kind === 'disable' && state === 'done')?.at ?? null;
  const outdated = last !== null && switchedOff !== null && last.at <= switchedOff;
  // "Still alive" after somebody switched it off reads as if that had failed.
  if (verdict.proof === 'alive' && card.times.deleted === null && outdated) {
    return [
      md`*Proof:* ${bold(words.unknown)}. ${card.providerName} knew the key ${when(last.at)}, before it was switched off.`,
      md`It is asked again once the key is deleted.`,
    ];
  }
  return [md`*Proof:* ${bold(words[verdict.proof])}. ${verdict.says}`, lastAnswer(card)];
}

function lastAnswer({ proof: { last } }: IncidentCard): Md | null {
  return last === null ? null : md`Last asked ${when(last.at)} at ${last.host}: ${last.reason}.`;
}

function askButton(card: IncidentCard, ask: NonNullable<IncidentCard['proof']['canAsk']>) {
  const label =
    ask.purpose === 'baseline'
      ? `Ask ${card.providerName} whether it knows this key`
      : `Ask ${card.providerName} again`;
  return buttons.askProvider.draw(
    label,
    { incident: card.id },
    { confirm: { title: `Ask ${card.providerName}?`, text: ask.warning, yes: 'Ask' } },
  );
}

function drillWords(card: IncidentCard): Md {
  const proven = card.steps.some(({ kind, state }) => kind === 'prove' && state === 'done');
  return proven
    ? md`*Proof:* ticked by hand, as this is practice.`
    : md`*Proof:* this is practice, so ${card.providerName} is not asked. In a real leak it would be asked twice now, after 15 minutes and after 24 hours whether it still knows the key.`;
}

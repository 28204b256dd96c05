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
  const { canAsk, notAsked, verdict } = card.proof;
  if (notAsked !== null && card.state === 'open' && verdict.proof === 'unknown')
    return [section(noneWords(card, notAsked))];
  const says = isBefore(card) ? beforeDeletion(card) : afterDeletion(card);
  // The scheduler asks a dead key's provider by itself; a click would only disturb.
  const asks = canAsk !== null && verdict.proof !== 'dead';
  return [section(lines(...says)), asks ? actions(askButton(card, canAsk)) : null];
}

/** Where nobody asks, nothing is waited for. */
const noneWords = ({ times }: IncidentCard, because: string): Md =>
  times.deleted === null
    ? md`*Proof:* there will be none: ${because}. After the deletion two people look and sign that it is gone.`
    : md`*Proof:* there is none: ${because}. At the end two people look and sign that it is gone.`;

/** It was said to be deleted, and is alive after all: the card says so in its first lines, once. */
export const isBack = ({ state, reopenedAt, reopening, times, proof: { verdict } }: IncidentCard): boolean =>
  state === 'open' &&
  reopenedAt !== null &&
  (reopening === null || times.deleted !== null) &&
  verdict.proof === 'alive' &&
  !verdict.mayLag;

/** Nobody has said yet that it is deleted: that it answers is what one wants to see. */
const isBefore = ({ state, steps, reopenedAt, proof: { verdict } }: IncidentCard): boolean =>
  state === 'open' &&
  reopenedAt === null &&
  verdict.proof !== 'dead' &&
  steps.every((step) => step.kind !== 'delete' || !['done', 'skipped'].includes(step.state));

/** An answer of now is the baseline: without it "gone" is no proof later. */
function beforeDeletion(card: IncidentCard): (Md | null | false)[] {
  const { issuer } = card;
  const { verdict, last, nextAt, canAsk, known } = card.proof;
  const asked = nextAt !== null && md`${issuer} is asked ${when(nextAt)}.`;
  if (last === null) {
    return [
      md`*Before the deletion:* ${issuer} was not asked yet whether it knows the key.`,
      asked ||
        (canAsk !== null &&
          md`Asked while the key still works, "gone" can be proven later. Do not wait for it.`),
    ];
  }
  const at = md`${when(last.at, 'time')}, ${last.host}`;
  const off = card.steps.find(({ kind, state }) => kind === 'disable' && state === 'done')?.at ?? null;
  if (known && off !== null && last.at <= off) {
    return [
      md`*Before the deletion:* ${issuer} knew the key (${at}), then it was switched off. It is asked again after the deletion.`,
    ];
  }
  if (verdict.proof === 'alive') {
    return [
      md`*Before the deletion:* the key answers, as it should (${at}). After it, ${issuer} is asked again.`,
    ];
  }
  const wrong =
    last.result === 'absent' &&
    !known &&
    md`Gone already, or a wrong id, region or environment: compare it on the page.`;
  return [md`*Before the deletion:* ${last.reason} (${at}).`, wrong, asked];
}

function afterDeletion(card: IncidentCard): (Md | null | false)[] {
  const { verdict, last, nextAt, known } = card.proof;
  const { deleted } = card.times;
  if (card.state === 'false_alarm' && verdict.proof !== 'dead')
    return [md`Nothing had to be proven: the key stays in use.`];
  // Soon after a deletion "still there" may only be late: that is no bad news yet.
  const word = verdict.mayLag ? words.unknown : words[verdict.proof];
  const asked =
    last !== null &&
    (deleted === null || last.at >= deleted) &&
    md`Last asked ${when(last.at)} at ${last.host}: ${last.reason}.`;
  if (isBack(card)) return [asked && md`*Proof:* ${asked}`];
  return [
    md`*Proof:* ${bold(word)}. ${verdict.says}`,
    asked,
    nextAt !== null && next(card, nextAt),
    verdict.proof === 'alive' &&
      deleted !== null &&
      !verdict.mayLag &&
      md`*Wrong row, wrong account or wrong site. Delete it there, then ask again.*`,
    verdict.proof === 'unknown' &&
      !known &&
      card.state === 'open' &&
      md`Without an answer from before the deletion, two people have to sign at the end.`,
  ];
}

const next = ({ issuer, proof: { verdict } }: IncidentCard, at: Date): Md =>
  verdict.proof === 'dead'
    ? md`Nothing to do: ${issuer} is asked again by itself ${when(at)}. Were it back, everybody here is told.`
    : md`${issuer} is asked next ${when(at)}.`;

export function askButton(card: IncidentCard, ask: NonNullable<IncidentCard['proof']['canAsk']>) {
  const label =
    ask.purpose === 'baseline' ? `Ask ${card.issuer} whether it knows this key` : `Ask ${card.issuer} again`;
  return buttons.askProvider.draw(
    label,
    { incident: card.id },
    { confirm: { title: `Ask ${card.issuer}?`, text: ask.warning, yes: 'Ask' } },
  );
}

function drillWords(card: IncidentCard): Md {
  const proven = card.steps.some(({ kind, state }) => kind === 'prove' && state === 'done');
  return proven
    ? md`*Proof:* ticked by hand, as this is practice.`
    : md`*Proof:* this is practice, so ${card.issuer} is not asked. In a real leak it would be asked twice now, after 15 minutes and after 24 hours whether it still knows the key.`;
}

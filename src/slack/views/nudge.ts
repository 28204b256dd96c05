/** What one person is asked to do today, key by key, and what became of it. */
import type { KnownBlock } from '@slack/types';
import type { NudgeCard, NudgeLine, NudgeState } from '../../rotation/nudge-card.ts';
import { buttons } from '../buttons.ts';
import { actions, context, type Message, message, section } from './kit.ts';
import { bold, code, lines, type Md, md, mention, onDay, when } from './text.ts';

/** More would pass Slack's limit of blocks. */
const SHOWN = 20;

export function nudgeMessage(card: NudgeCard, slash: string): Message {
  const shown = card.lines.slice(0, SHOWN);
  const rest = card.lines.length - shown.length;
  const first = shown.find(({ state }) => state.kind === 'open');
  return message(
    section(headline(card)),
    ...shown.flatMap((line) => keyBlocks(line, line === first)),
    rest > 0 && context(md`and ${rest} more: ${code(`${slash} list mine due`)}`),
  );
}

function headline({ lines: all }: NudgeCard): Md {
  const open = all.filter(({ state }) => state.kind === 'open').length;
  if (open === 0) return md`Nothing left to answer here.`;
  if (open === 1) return md`A key of yours has to be replaced.`;
  return md`${open} keys of yours have to be replaced.`;
}

function keyBlocks(line: NudgeLine, isFirst: boolean): (KnownBlock | null)[] {
  const { state } = line;
  const about = lines(
    md`${bold(line.label)} (${line.provider}, ${line.account})`,
    md`Due ${onDay(line.dueOn)}, ${dueWords(line.daysLeft)}.`,
    stateWords(state),
  );
  if (state.kind !== 'open') return [section(about)];
  const key = { key: line.key };
  return [
    section(about),
    actions(
      buttons.startRotation.draw('Start rotation', key, isFirst ? { style: 'primary' } : {}),
      state.canSnooze && buttons.snooze.draw('Snooze', key),
      state.offeredTo === null && buttons.handOver.draw('Hand over', key),
    ),
  ];
}

export function dueWords(daysLeft: number): string {
  if (daysLeft > 1) return `in ${daysLeft} days`;
  if (daysLeft === 1) return 'tomorrow';
  if (daysLeft === 0) return 'today';
  return daysLeft === -1 ? 'overdue by a day' : `overdue by ${-daysLeft} days`;
}

/** Who did what when, in words; `null` while nobody did anything. */
function stateWords(state: NudgeState): Md | null {
  switch (state.kind) {
    case 'open':
      return openWords(state);
    case 'rotating':
      return state.deletedBy === null
        ? md`${mention(state.by)} started the rotation ${when(state.at)}.`
        : md`${mention(state.deletedBy)} deleted the old key. Waiting for proof that it is gone.`;
    case 'snoozed':
      return md`Snoozed by ${mention(state.by)} until ${onDay(state.until)}: ${state.because}`;
    case 'handed_over':
      return state.at === null
        ? md`${mention(state.to)} answers for it now.`
        : md`${mention(state.to)} took it over ${when(state.at)}.`;
    case 'compromised':
      return md`It leaked: the incident comes first and will replace it.`;
    case 'gone':
      return md`Done: the old key is gone.`;
  }
}

function openWords({ offeredTo, declined }: Extract<NudgeState, { kind: 'open' }>): Md | null {
  if (offeredTo !== null)
    return md`${mention(offeredTo)} was asked to take it over. It stays yours until they accept.`;
  if (declined === null) return null;
  return md`${mention(declined.by)} declined it: ${declined.words ?? 'no reason given'}`;
}

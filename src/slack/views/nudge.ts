/** What one person is asked to do today, key by key, and what became of it. */
import type { KnownBlock } from '@slack/types';
import type { NudgeCard, NudgeLine, NudgeState } from '../../rotation/nudge-card.ts';
import type { OpenNudge, PutOff } from '../../rotation/nudge-state.ts';
import { context, type Message, message, section } from './kit.ts';
import { nudgeButtons } from './nudge-buttons.ts';
import { bold, code, groupMention, lines, type Md, md, mention, onDay, when } from './text.ts';

/** More would pass Slack's limit of blocks. */
const SHOWN = 20;

export function nudgeMessage(card: NudgeCard, slash: string): Message {
  const shown = card.lines.slice(0, SHOWN);
  const rest = card.lines.length - shown.length;
  const drawn = new Set<string | undefined>();
  return message(
    section(headline(card)),
    ...shown.flatMap((line) => lineBlocks(line, card, drawn)),
    rest > 0 && context(md`and ${rest} more: ${code(`${slash} list ${card.reader ? 'mine ' : ''}due`)}`),
  );
}

function headline({ lines: all, reader, leads }: NudgeCard): Md {
  const open = all.filter(({ state }) => state.kind === 'open');
  const [one] = open;
  if (one === undefined) return md`Nothing left to answer here.`;
  const keys = new Set(open.map(({ key }) => key)).size;
  if (reader === null) {
    const who = leads === null ? md`` : md`${groupMention(leads)}: `;
    return keys === 1
      ? md`${who}a key waits for somebody of this team.`
      : md`${who}${keys} keys wait for somebody of this team.`;
  }
  const isDue = open.every(({ about, audience }) => audience === 'custodian' && isCycle(about.kind));
  if (isDue)
    return keys === 1
      ? md`A key of yours has to be replaced.`
      : md`${keys} keys of yours have to be replaced.`;
  if (keys > 1) return md`${keys} keys need you.`;
  return open.length === 1 ? md`A key needs you.` : md`A key needs you, for ${open.length} reasons.`;
}

const isCycle = (kind: NudgeLine['about']['kind']): boolean => kind === 'rotation' || kind === 'expiry';

function lineBlocks(
  line: NudgeLine,
  { reader }: NudgeCard,
  drawn: Set<string | undefined>,
): (KnownBlock | null)[] {
  const { state } = line;
  const about = lines(
    md`${bold(line.label)} (${line.provider}, ${line.account})`,
    matter(line, reader),
    state.kind === 'open' ? silence(line) : null,
    stateWords(state),
  );
  return [section(about), state.kind === 'open' ? nudgeButtons(line, state, reader, drawn) : null];
}

/** What it is about, in a sentence or two. */
function matter(line: NudgeLine, reader: NudgeCard['reader']): Md {
  const { about, dueOn, daysLeft } = line;
  switch (about.kind) {
    case 'rotation':
      return md`Due ${onDay(dueOn)}, ${dueWords(daysLeft)}.`;
    case 'expiry':
      return daysLeft < 0
        ? md`Ended by itself on ${onDay(dueOn)}. What uses it has stopped, or will: replace it.`
        : md`Ends by itself on ${onDay(dueOn)}, ${dueWords(daysLeft)}: what uses it stops then.`;
    case 'self_destruct':
      return md`${about.rule} By what we know that is ${onDay(dueOn)}, ${endWords(daysLeft)}.`;
    case 'ownerless':
      return about.because === null
        ? md`${mention(line.custodian)} is gone, so nobody answers for it.`
        : md`${mention(line.custodian)} says that it is not theirs, so nobody answers for it: ${about.because}`;
    case 'no_deputy':
      return md`Everything can be lost with it, and nobody steps in when its custodian cannot.`;
    case 'handover_pending':
      return offerWords(about.offer, reader);
  }
}

function offerWords(
  offer: Extract<NudgeLine['about'], { kind: 'handover_pending' }>['offer'],
  reader: NudgeCard['reader'],
): Md {
  if (offer === null) return md`The offer to take it over was answered.`;
  return reader === offer.from
    ? md`${mention(offer.to)} has not said whether they take it over, ${when(offer.at, 'ago')}. It stays where it is until they accept.`
    : md`${mention(offer.from)} asked you to answer for it, ${when(offer.at, 'ago')}.`;
}

/** Why somebody else is told as well. */
function silence({ audience, silent }: NudgeLine): Md | null {
  if (silent === null) return null;
  const who = silent.asked === null ? md`The team channel` : mention(silent.asked);
  const quiet = md`${who} was asked ${when(silent.since, 'ago')} and has not answered.`;
  return audience === 'deputy' ? md`${quiet} You are the deputy.` : quiet;
}

export function dueWords(daysLeft: number): string {
  if (daysLeft > 1) return `in ${daysLeft} days`;
  if (daysLeft === 1) return 'tomorrow';
  if (daysLeft === 0) return 'today';
  return daysLeft === -1 ? 'overdue by a day' : `overdue by ${-daysLeft} days`;
}

const endWords = (daysLeft: number): string =>
  daysLeft < 0 ? 'so it may be gone already' : dueWords(daysLeft);

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
    case 'disowned':
      return md`${mention(state.by)} says that it is not theirs: ${state.because}`;
    case 'told_again':
      return md`Told again ${when(state.at, 'date')}: answer there.`;
    case 'in_use':
      return md`${mention(state.by)} said ${when(state.at)} that it is in use.`;
    case 'settled':
      return md`Settled: nothing to answer any more.`;
    case 'compromised':
      return md`It leaked: the incident comes first and will replace it.`;
    case 'gone':
      return md`Done: the old key is gone.`;
  }
}

function openWords({ offeredTo, declined, putOff, rotating }: OpenNudge): Md | null {
  const said = [
    rotating ? md`It is being replaced, and that is not finished.` : null,
    putOff && putOffWords(putOff),
    offerState(offeredTo, declined),
  ].filter((each) => each !== null);
  return said.length === 0 ? null : lines(...said);
}

/** How much of what its tier allows is used up. */
function putOffWords({ times, days, bound }: PutOff): Md {
  const often =
    bound.times === null ? `${times} ${times === 1 ? 'time' : 'times'}` : `${times} of ${bound.times} times`;
  return md`Put off ${often}, ${days} of ${bound.totalDays} days.`;
}

function offerState(offeredTo: OpenNudge['offeredTo'], declined: OpenNudge['declined']): Md | null {
  if (offeredTo !== null)
    return md`${mention(offeredTo)} was asked to take it over. It stays where it is until they accept.`;
  if (declined === null) return null;
  return md`${mention(declined.by)} declined it: ${declined.words ?? 'no reason given'}`;
}

/** More would be the message itself. */
const NAMED = 5;

/** Says that a message of today has more now, since an update in place tells nobody. `null` when all is answered. */
export function nudgeMoreMessage(card: NudgeCard): Message | null {
  const open = card.lines.filter(({ state }) => state.kind === 'open');
  if (open.length === 0) return null;
  const rest = open.length - NAMED;
  return message(
    section(md`Added to today’s message above; answer there.`),
    ...open
      .slice(0, NAMED)
      .map((line) =>
        section(
          lines(
            md`${bold(line.label)} (${line.provider}, ${line.account})`,
            matter(line, card.reader),
            silence(line),
          ),
        ),
      ),
    rest > 0 && context(md`and ${rest} more`),
  );
}

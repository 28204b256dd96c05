/** The live card of an incident, made for a phone: what to do next and its button stand before everything else. */
import type { KnownBlock } from '@slack/types';
import { twoPersons, wishOf } from '../../domain/incident-wishes.ts';
import { severityName, severityWords } from '../../domain/severity.ts';
import type { CardStep, IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import { aroundBlocks } from './incident-around.ts';
import { attestButton, waitWords } from './incident-ladder.ts';
import { peopleLine } from './incident-people.ts';
import { isBack, proofBlocks } from './incident-proof.ts';
import { reviewBlocks } from './incident-review.ts';
import { byAndWhen, stepBlocks, stepButtons, stepInBrief, stepMark } from './incident-step.ts';
import { incidentTitle } from './incident-title.ts';
import { actions, context, divider, header, type Message, message, section } from './kit.ts';
import { loginBlocks } from './login-question.ts';
import { bold, clip, joined, lines, type Md, md, mention, when } from './text.ts';

const SERVICES = 12;
/** Letters of a reason; forms take no more either. */
const REASON = 500;

export function incidentMessage(card: IncidentCard): Message {
  return card.state === 'open' ? openMessage(card) : endedMessage(card);
}

function openMessage(card: IncidentCard): Message {
  return message(
    header(incidentTitle(card)),
    alarm(card),
    ...(card.asksLogin ? loginFirst(card) : nextBlocks(card)),
    ...proofBlocks(card),
    divider(),
    ...otherSteps(card),
    ...serviceBlocks(card),
    ...aroundBlocks(card),
    ...reviewBlocks(card),
    context(about(card)),
    context(timesLine(card)),
    ...endBlocks(card),
    actions(
      buttons.allSteps.draw('All steps', { incident: card.id }),
      !card.drill &&
        card.around.atRisk > 0 &&
        buttons.suspects.draw(`Other keys at risk: ${card.around.atRisk}`, { incident: card.id }),
      buttons.more.draw('More', { incident: card.id }),
    ),
  );
}

/** What must not be overlooked, above the next step. */
function alarm(card: IncidentCard): KnownBlock | null {
  const { reopening } = card;
  if (reopening !== null && card.reopenedAt !== null && card.times.deleted === null) {
    return section(
      lines(
        md`*Open again*, by ${mention(reopening.by)} ${when(card.reopenedAt)}: ${reopening.reason}`,
        md`It has to be deleted again.`,
      ),
    );
  }
  if (card.reopenedAt === null || !isBack(card)) return null;
  const people = joined([...new Set([card.lead, ...card.holders.slice(0, 4)])].map(mention));
  return section(
    lines(
      md`*Said to be deleted, but the key is alive* ${when(card.reopenedAt)}. ${card.proof.verdict.says}`,
      md`*Wrong row, wrong account or wrong site?* ${people}: find it there and delete it again.`,
    ),
  );
}

/** Without a login nothing can be done: how the step goes is for whoever has one, and follows their yes. */
function loginFirst(card: IncidentCard): (KnownBlock | null)[] {
  const { next } = card;
  return [...loginBlocks(card), ...(next === null ? [] : stepInBrief(card, next))];
}

function nextBlocks(card: IncidentCard): (KnownBlock | null)[] {
  if (card.next !== null) {
    return [whoCan(card, card.next), ...stepBlocks(card, card.next), stepButtons(card, card.next)];
  }
  if (card.openEnds.length === 0)
    return [section(md`*Next:* ${bold('Resolve')}`), actions(resolveButton(card))];
  if (card.ladder !== null && card.moves.includes('attest')) {
    return [
      section(lines(md`*Next:* ${bold('A second person looks whether it is gone')}`, waitWords(card.ladder))),
      actions(attestButton(card, true)),
    ];
  }
  if (waitsForProof(card)) {
    return [section(md`*Next:* ${bold('Wait for the proof')}\nEvery step is done or skipped.`)];
  }
  if (card.override !== null) return [section(md`*Next:* ${bold('A second person confirms')}`)];
  const sign = buttons.override.draw('I looked: it is gone', { incident: card.id }, { style: 'primary' });
  return [
    section(
      md`*Next:* ${bold('Two people sign that the key is gone')}\nIt cannot be proven. Look at ${card.issuer} yourself first.`,
    ),
    actions(sign),
  ];
}

/** Who said yes, until the key is deleted; the step itself says it where they hold it. */
function whoCan({ logins, times }: IncidentCard, { state, who }: CardStep): KnownBlock | null {
  const can = logins.filter(({ canLogIn }) => canLogIn === true).map(({ person }) => person);
  if (times.deleted !== null || can.length === 0 || (state === 'claimed' && who === can[0])) return null;
  return section(md`${joined(can.slice(0, 3).map(mention))} can log in there.`);
}

/** Whether an answer of the provider can still settle it. */
const waitsForProof = ({ proof: { verdict, known, nextAt } }: IncidentCard): boolean =>
  verdict.proof === 'alive' || (verdict.proof === 'unknown' && known && nextAt !== null);

const resolveButton = (card: IncidentCard) =>
  buttons.resolve.draw('Resolve', { incident: card.id }, { style: 'primary' });

/** The others as short lines: what one does about them is a press away. */
function otherSteps(card: IncidentCard): KnownBlock[] {
  const others = card.steps.filter(({ id }) => id !== card.next?.id);
  if (others.length === 0) return [];
  const line = (step: CardStep): Md => {
    const who = step.state === 'open' || step.who === null ? md`` : md` ${mention(step.who)}`;
    const needless = step.passedBy === null ? '' : ` (${step.passedBy})`;
    return md`${stepMark(step)} ${step.title}${who}${needless}`;
  };
  return [context(lines(md`*Other steps*`, ...others.map(line)))];
}

function serviceBlocks(card: IncidentCard): (KnownBlock | null)[] {
  if (card.notices.length === 0) return [];
  const shown = card.notices
    .slice(0, SERVICES)
    .map(({ name, owner, acknowledgedBy, acknowledgedAt, switchedBy, switchedAt }) => {
      if (switchedAt !== null)
        return md`✓ ${bold(clip(name, 60))}: off the key, ${mention(switchedBy ?? '')}, ${when(switchedAt, 'time')}`;
      return acknowledgedBy === null || acknowledgedAt === null
        ? md`○ ${bold(clip(name, 60))}: ${mention(owner)} has not answered`
        : md`● ${bold(clip(name, 60))}: ${mention(acknowledgedBy)} knows, ${when(acknowledgedAt, 'time')}`;
    });
  const rest = card.notices.length - shown.length;
  const silent = card.notices.filter(({ acknowledgedBy }) => acknowledgedBy === null).slice(0, 5);
  return [
    section(lines(md`*Services on this key*`, ...shown, rest > 0 && md`and ${rest} more`)),
    actions(
      ...silent.map(({ service, name }) =>
        buttons.acknowledge.draw(`Acknowledge ${clip(name, 40)}`, { incident: card.id, service }),
      ),
    ),
  ];
}

function about(card: IncidentCard): Md {
  return lines(
    md`${card.because} ${severityName(card)}: ${severityWords(card)}`,
    md`${peopleLine(card)}. Reported by ${mention(card.reportedBy)}. Account: ${card.account}.`,
  );
}

function timesLine({ reportedAt, times, endedAt }: IncidentCard): Md {
  const clock = endedAt === null ? md`, ${when(reportedAt, 'ago')}` : md``;
  const named: readonly (readonly [string, Date | null])[] = [
    ['Reported', reportedAt],
    ['taken up', times.claimed],
    ['contained', times.contained?.getTime() === times.deleted?.getTime() ? null : times.contained],
    ['deleted', times.deleted],
    ['proven dead', times.proven],
    ['all services answered', times.acknowledged],
    ['all off the key', times.switched],
    ['ended', endedAt],
  ];
  return joined(
    named.flatMap(([what, at]) =>
      at === null ? [] : [md`${what} ${when(at)}${at === reportedAt ? clock : md``}`],
    ),
  );
}

/** The ways out that wait for somebody. */
function endBlocks(card: IncidentCard): (KnownBlock | null)[] {
  const value = { incident: card.id };
  return [
    asked('Ending without proof', card.override),
    asked('A false alarm', card.falseAlarm),
    actions(
      card.openEnds.length === 0 && card.next !== null && resolveButton(card),
      card.override !== null &&
        card.override.confirmedBy === null &&
        buttons.confirmOverride.draw(
          'Confirm: end without proof',
          { ...value, of: card.override.requestedAt.getTime() },
          confirmWord('End without proof?'),
        ),
      card.falseAlarm !== null &&
        buttons.confirmFalseAlarm.draw(
          'Confirm: false alarm',
          { ...value, of: card.falseAlarm.requestedAt.getTime() },
          confirmWord('A false alarm?'),
        ),
      ...withdrawButtons(card),
    ),
  ];
}

/** Every wish that waits can be taken back by whoever made it and by who leads; the click is checked. */
const withdrawButtons = (card: IncidentCard) =>
  twoPersons.flatMap((what) => {
    const wish = wishOf(card, what);
    if (wish === null || wish.confirmedBy !== null) return [];
    const of = wish.requestedAt.getTime();
    const label = what === 'override' ? 'Withdraw: end without proof' : 'Withdraw: false alarm';
    return [buttons.withdrawWish.draw(label, { incident: card.id, what, of })];
  });

const confirmWord = (title: string) => ({
  confirm: { title, text: 'You are the second person. Your name stays beside this.', yes: 'I confirm' },
});

function asked(what: string, wish: IncidentCard['override']): KnownBlock | null {
  if (wish === null) return null;
  const state =
    wish.confirmedBy === null
      ? md`A second person has to confirm.`
      : wish.aloneBecause === null
        ? md`Confirmed by ${mention(wish.confirmedBy)}.`
        : md`*Break-glass:* confirmed alone: ${clip(wish.aloneBecause, REASON)}`;
  const reason = clip(wish.reason, REASON);
  return section(md`*${what}* was asked for by ${mention(wish.requestedBy)}: ${reason}\n${state}`);
}

/** What remains: how it ended, who did what, and the times. */
function endedMessage(card: IncidentCard): Message {
  const ended = card.endedBy === null ? md`` : md` by ${mention(card.endedBy)}`;
  const at = card.endedAt === null ? md`` : md`, ${when(card.endedAt)}`;
  const how = card.state === 'false_alarm' ? 'Closed as a false alarm' : 'Resolved';
  return message(
    header(incidentTitle(card)),
    section(
      lines(
        md`${bold(how)}${ended}${at}.`,
        card.state === 'false_alarm' && card.falseAlarm !== null && md`${card.falseAlarm.reason}`,
      ),
    ),
    ...proofBlocks(card),
    card.state === 'resolved' ? asked('Ending without proof', card.override) : null,
    section(
      lines(
        ...card.steps.map(
          (step) =>
            md`${stepMark(step)} ${step.title}: ${step.passedBy ?? byAndWhen(step.state, step.who, step.at)}`,
        ),
      ),
    ),
    ...serviceBlocks({ ...card, notices: card.notices }).filter((block) => block?.type === 'section'),
    ...aroundBlocks(card),
    ...reviewBlocks(card),
    context(about(card)),
    context(timesLine(card)),
    actions(card.moves.includes('reopen') && buttons.reopen.draw('Open again', { incident: card.id })),
  );
}

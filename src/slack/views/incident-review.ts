/** The end of an incident: its cause, what shall be better, and the overview of all incidents. */
import type { KnownBlock, ModalView } from '@slack/types';
import { durationWords, type MonthFigures, type Spread } from '../../domain/figures.ts';
import { type Cause, causes } from '../../domain/review.ts';
import type { Day, PersonId } from '../../domain/words.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { buttons } from '../buttons.ts';
import * as forms from '../forms/incident-end.ts';
import { aloneBlocks } from './incident-people.ts';
import { actions, context, divider, header, type Message, message, section } from './kit.ts';
import { bold, clip, lines, md, mention, onDay, unbracketed, when } from './text.ts';

const FOLLOW_UPS = 8;

type Reviewed = Pick<IncidentCard, 'id' | 'review' | 'followUps' | 'state'>;

/** Cause and follow-ups on the card, with what can still be done about them. */
export function reviewBlocks(card: Reviewed): (KnownBlock | null)[] {
  const { review, followUps, id } = card;
  const value = { incident: id };
  const ended = card.state !== 'open';
  return [
    review === null ? null : section(md`*Cause:* ${bold(causes[review.cause])}. ${clip(review.says, 600)}`),
    ...followUps.slice(0, FOLLOW_UPS).map(followUpLine),
    followUps.length > FOLLOW_UPS ? context(md`and ${followUps.length - FOLLOW_UPS} more follow-ups`) : null,
    actions(
      ended && review === null && buttons.review.draw('Write the review', value, { style: 'primary' }),
      (ended || followUps.length > 0) && buttons.addFollowUp.draw('Add a follow-up', value),
      ended && buttons.getReport.draw('Get the report', value),
      ended && review !== null && buttons.review.draw('Change the review', value),
    ),
  ];
}

function followUpLine(followUp: IncidentCard['followUps'][number]): KnownBlock {
  const { id, what, owner, dueOn, doneBy, doneAt } = followUp;
  if (doneAt !== null && doneBy !== null) {
    return section(md`● ${clip(what, 200)}: done by ${mention(doneBy)}, ${when(doneAt)}`);
  }
  return section(
    md`○ ${clip(what, 200)}: ${mention(owner)}, due ${onDay(dueOn)}`,
    buttons.followUpDone.draw('Done', { followUp: id }),
  );
}

type About = Pick<IncidentCard, 'id' | 'number' | 'label' | 'drill' | 'review' | 'override' | 'falseAlarm'>;

/** What somebody wrote into the form of the review. */
export interface WrittenReview {
  readonly cause: Cause;
  readonly says: string;
  readonly what: string | null;
  readonly owner: string | null;
  readonly dueOn: string | null;
}

/** @param mine what was written while somebody else recorded the review that stands now; it was not recorded. */
export function reviewModal(card: About, mine?: WrittenReview): ModalView {
  const { fields } = forms.review;
  const choices = Object.entries(causes).map(([id, label]) => ({ id, label }));
  return forms.review.draw({
    title: 'Review',
    submit: mine === undefined ? 'Record' : 'Record mine instead',
    hidden: { incident: card.id, over: card.review?.at?.getTime() ?? null },
    blocks: [
      ...(mine === undefined ? [] : overtaken(card)),
      section(md`What let ${bold(card.label)} leak, and what shall be better? Nobody is to blame.`),
      ...aloneBlocks(card),
      fields.cause.input('cause', { label: 'Cause', choices, initial: mine?.cause ?? card.review?.cause }),
      fields.says.input('says', {
        label: 'In words',
        hint: 'Where it leaked, who could see it, since when, what helped and what did not. Never a secret.',
        initial: mine?.says ?? card.review?.says,
      }),
      fields.what.input('what', {
        label: 'One thing that shall be better',
        hint: 'More can be added afterwards.',
        initial: mine?.what,
      }),
      fields.owner.input('owner', { label: 'Who does it?', initial: mine?.owner }),
      fields.dueOn.input('dueOn', { label: 'Until when?', initial: mine?.dueOn }),
    ],
  });
}

/** Who was first, and their words beside those of whoever is second. */
function overtaken({ review }: About): KnownBlock[] {
  if (review === null) return [];
  const at = review.at === null ? md`` : md`, ${when(review.at)}`;
  return [
    section(
      lines(
        md`*${mention(review.by ?? '')} recorded a review while you wrote${at}.* Yours was not recorded; your words are still below.`,
        md`Take over into yours what is right in theirs, then record it in its place. Or close this, and theirs stands.`,
      ),
    ),
    section(md`*Theirs:* ${bold(causes[review.cause])}. ${review.says}`),
    divider(),
  ];
}

export function followUpModal(card: About, today: Day): ModalView {
  const { fields } = forms.followUp;
  return forms.followUp.draw({
    title: 'Follow-up',
    submit: 'Add',
    hidden: { incident: card.id },
    blocks: [
      section(md`What shall be better after ${bold(`#${card.number} ${card.label}`)}?`),
      fields.what.input('what', { label: 'What', hint: 'One thing that can be done. Never a secret.' }),
      fields.owner.input('owner', { label: 'Who does it?' }),
      fields.dueOn.input('dueOn', { label: 'Until when?', initial: today }),
    ],
  });
}

export interface FollowUpView {
  readonly id: number;
  readonly number: number;
  readonly drill: boolean;
  readonly label: string;
  readonly what: string;
  readonly owner: PersonId;
  readonly dueOn: Day;
  readonly addedBy: PersonId;
  readonly doneBy: PersonId | null;
  readonly doneAt: Date | null;
}

const of = ({ drill, number, label }: Pick<FollowUpView, 'drill' | 'number' | 'label'>): string =>
  `${drill ? 'Drill' : 'Leak'} #${number}: ${label}`;

/** To its owner: when it is added, on its day, and each week after that. */
export function followUpMessage(card: FollowUpView, today: Day): Message {
  const done = card.doneAt !== null && card.doneBy !== null;
  const due = card.dueOn < today ? md`*Overdue since ${onDay(card.dueOn)}.*` : md`Due ${onDay(card.dueOn)}.`;
  return message(
    section(lines(md`*Follow-up of ${of(card)}*`, md`${card.what}`)),
    done && card.doneAt !== null && card.doneBy !== null
      ? context(md`Done by ${mention(card.doneBy)}, ${when(card.doneAt)}.`)
      : context(md`${due} Asked for by ${mention(card.addedBy)}.`),
    done ? null : actions(buttons.followUpDone.draw('Done', { followUp: card.id }, { style: 'primary' })),
  );
}

/** What is left of past incidents; nothing when all is done. */
export function followUpList(rows: readonly FollowUpView[], total: number): (KnownBlock | null)[] {
  if (rows.length === 0) return [];
  return [
    section(md`*${total === 1 ? '1 follow-up is open' : `${total} follow-ups are open`}*`),
    ...rows.map((row) =>
      section(
        md`${clip(row.what, 200)} (${of(row)}): ${mention(row.owner)}, due ${onDay(row.dueOn)}`,
        buttons.followUpDone.draw('Done', { followUp: row.id }),
      ),
    ),
    total > rows.length ? context(md`and ${total - rows.length} more`) : null,
  ];
}

const spreadWords = (what: string, spread: Spread | null): string[] =>
  spread === null ? [] : [`${what} ${durationWords(spread.median)} (${durationWords(spread.p90)})`];

/** How fast leaks were worked, month by month, without drills and false alarms. */
export function figureBlocks(months: readonly MonthFigures[]): (KnownBlock | null)[] {
  if (months.length === 0) return [];
  const rows = months.map((month) => {
    const took = [
      ...spreadWords('taken up', month.claimed),
      ...spreadWords('contained', month.contained),
      ...spreadWords('deleted', month.deleted),
      ...spreadWords('proven dead', month.proven),
      ...spreadWords('every service off the key', month.switched),
    ];
    const alarms = month.falseAlarms === 0 ? '' : `, ${month.falseAlarms} false`;
    const leaks = `${month.leaks} ${month.leaks === 1 ? 'leak' : 'leaks'}${alarms}`;
    return md`${bold(month.month)}: ${leaks}${took.length === 0 ? '' : `; ${took.join(', ')}`}`;
  });
  return [
    section(lines(md`*How fast*`, ...rows)),
    context(
      md`After the report: the median, and in brackets what nine of ten stayed below. No drills, no false alarms.`,
    ),
    actions(buttons.figuresPicture.draw('Show as a picture', {})),
  ];
}

export interface DrillSuggestion {
  readonly key: number;
  readonly label: string;
  readonly providerName: string;
  readonly drilledAt: Date | null;
}

/** Once a month in the team channel. */
export function drillSuggestionMessage({ key, label, providerName, drilledAt }: DrillSuggestion): Message {
  const last =
    drilledAt === null
      ? md`Nobody has practised it so far.`
      : md`It was last practised ${when(drilledAt, 'date')}.`;
  return message(
    header('Practise a leak this month?'),
    section(
      md`With ${bold(label)} (${unbracketed(providerName)}) everything can be lost. ${last} A drill takes some twenty minutes, is marked as practice everywhere, and changes nothing about the key.`,
    ),
    actions(
      buttons.startDrill.draw(
        `Start a drill of ${clip(label, 40)}`,
        { key },
        {
          confirm: {
            title: 'Start a drill?',
            text: 'A channel opens, and the people who would be called in a real leak are called. Everything says that it is practice.',
            yes: 'Start it',
          },
        },
      ),
    ),
  );
}

export const causeOf = (text: string): Cause | null => (Object.hasOwn(causes, text) ? (text as Cause) : null);

/** What a chaos run left in the conversations of the local Slack, against what should stand there. */
import { botUserId } from '../src/local/slack/cast.ts';
import type { LocalMessage, LocalSlack, RecordedCall } from '../src/local/slack/contract.ts';
import type { Database } from '../src/store/database.ts';
import { type ChaosTeam, hourIn, TEAM_CHANNEL, WORK } from './chaos-team.ts';

export interface ChaosCount {
  /** Messages that should have come: posts in channels, and one for each person at work. */
  readonly wanted: number;
  /** Of those, the ones that stand nowhere. */
  readonly lost: number;
  /** Keys whose custodian is at work, each of which should stand once in their message. */
  readonly nudges: number;
  readonly nudgesLost: number;
  /** Messages beyond the first of one reminder, and keys beyond the first time they are named. */
  readonly duplicates: number;
  /** Messages to people outside their working time. */
  readonly outOfHours: number;
  /** The shortest time between two posts in one conversation. */
  readonly shortestGapMs: number;
  /** All calls about what came twice. */
  readonly evidence: readonly string[];
}

export async function countArrived(
  database: Database,
  slack: LocalSlack,
  { channels, people }: ChaosTeam,
): Promise<ChaosCount> {
  const ofBot = (messages: readonly LocalMessage[]) => messages.filter(({ author }) => author === botUserId);
  const inChannels = [...channels, TEAM_CHANNEL].map((id) => ofBot(slack.as('ana').messages(id)));
  const dms = people.map((person) => {
    const hands = slack.as(person.id);
    return { person, messages: ofBot(hands.messages(hands.botDm())) };
  });
  const conversations = [...inChannels, ...dms.map(({ messages }) => messages)];
  const times = Map.groupBy(conversations.flat(), effectOf);
  const { rows } = await database.pool.query<{ id: string }>(
    `select id from outbox where name like 'chaos:%'`,
  );
  const atWork = dms.filter(({ person }) => person.atWork);
  const named = atWork.flatMap(({ person, messages }) => {
    const words = JSON.stringify(messages.map(({ blocks }) => blocks));
    return person.labels.map((label) => words.split(`*${label}*`).length - 1);
  });
  const doubled = [...times].filter(([effect, messages]) => effect !== undefined && messages.length > 1);
  const gaps = conversations.flatMap((messages) =>
    messages.slice(1).map(({ ts }, before) => (Number(ts) - Number(messages[before]?.ts)) * 1_000),
  );
  return {
    wanted: rows.length + atWork.length,
    lost:
      rows.filter(({ id }) => !times.has(Number(id))).length +
      atWork.filter(({ messages }) => messages.length === 0).length,
    nudges: named.length,
    nudgesLost: named.filter((count) => count === 0).length,
    duplicates:
      doubled.reduce((sum, [, messages]) => sum + messages.length - 1, 0) +
      named.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    outOfHours: dms.reduce(
      (sum, { person, messages }) => sum + messages.filter(({ ts }) => isOutside(person.zone, ts)).length,
      0,
    ),
    shortestGapMs: Math.round(Math.min(...gaps)),
    evidence: doubled.flatMap(([effect]) => callsAbout(slack.calls(), Number(effect))),
  };
}

const effectOf = ({ metadata }: LocalMessage): unknown => metadata?.event_payload['effect'];

function isOutside(zone: string, ts: string): boolean {
  const hour = hourIn(zone, new Date(Number(ts) * 1_000));
  return hour < WORK.from || hour >= WORK.to;
}

/** Its posts, and the look-ups in their conversation between them, with the moments at which Slack got and did them. */
function callsAbout(calls: readonly RecordedCall[], effect: number): string[] {
  const mark = JSON.stringify({ event_type: 'keysteward_effect', event_payload: { effect } });
  const isPost = ({ args }: RecordedCall): boolean =>
    [args['metadata'], JSON.stringify(args['metadata'])].includes(mark);
  const posts = calls.filter(isPost);
  const places = new Set(posts.map(({ args }) => args['channel']));
  const [first, last] = [posts[0]?.at ?? 0, posts.at(-1)?.at ?? 0];
  const isLook = ({ at, args, method }: RecordedCall): boolean =>
    method === 'conversations.history' && places.has(args['channel']) && at >= first && at <= last;
  return calls
    .filter((call) => isPost(call) || isLook(call))
    .map(({ at, arrived, method, trouble = 'well', answer }) =>
      [
        effect,
        method,
        `got ${arrived.toFixed(3)}`,
        `done ${at.toFixed(3)}`,
        trouble,
        JSON.stringify(answer),
      ].join(' '),
    );
}

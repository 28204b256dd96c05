/** The bot of production between a database and a quiet Slack, and somebody who knocks at its doors. */
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Bot, startBot } from '../../src/bot.ts';
import { createLog } from '../../src/log.ts';
import type { Door } from '../../src/slack/door.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { freshDatabase } from '../support/database.ts';
import { freePort } from '../support/steward.ts';
import {
  type Brought,
  COMMAND,
  deliver,
  deliveryTo,
  eventDelivery,
  SIGNING_SECRET,
  type Visitor,
} from './knock.ts';
import { ELSEWHERE, HOME, type QuietSlack, type Sent, startQuietSlack, viewOpenedBy } from './quiet-slack.ts';
import { makeTeam, type People, plainTexts, type Texts, type Things } from './team.ts';

const full = { name: 'x', real_name: 'X', tz: 'UTC', team_id: HOME };

/** What Slack says about people; who is not here is unknown to it. */
export const slackPeople = {
  U0ADMIN: { ...full, is_admin: true },
  U0LEAD: full,
  U0MEMBER: full,
  U0OTHER: full,
  U0CUSTODIAN: full,
  U0DEPUTY: full,
  U0OWNER: full,
  U0HOLDER: full,
  U0LAYMAN: full,
  U0GUEST: { ...full, is_restricted: true },
  U0SINGLE: { ...full, is_restricted: true, is_ultra_restricted: true },
  U0GONE: { ...full, deleted: true },
  U0ROBOT: { ...full, is_bot: true },
  U0STRANGER: { ...full, is_stranger: true },
  U0OUTSIDER: { ...full, team_id: ELSEWHERE, is_stranger: true },
} as const;

export const people = { admin: 'U0ADMIN', member: 'U0MEMBER', other: 'U0OTHER' } as const;
const apart: People = {
  ...people,
  custodian: 'U0CUSTODIAN',
  deputy: 'U0DEPUTY',
  owner: 'U0OWNER',
  holder: 'U0HOLDER',
};
export const admin: Visitor = { person: people.admin, team: HOME };
export const lead: Visitor = { person: 'U0LEAD', team: HOME };
export const member: Visitor = { person: people.member, team: HOME };

export interface Answer {
  /** HTTP status of the ack. */
  readonly status: number;
  /** All that the visitor was shown: the ack and what followed it. */
  readonly said: string;
  /** All that was sent to Slack meanwhile. */
  readonly sent: readonly Sent[];
}

export interface House {
  readonly database: Database;
  readonly slack: QuietSlack;
  readonly bot: Bot;
  /** Origin of the bot's HTTP server. */
  readonly origin: string;
  readonly things: Things;
  readonly logged: () => string;
  /** Comes to a door and waits for what is said there. */
  knock(door: Pick<Door, 'kind' | 'id'>, visitor: Visitor, brought?: Brought): Promise<Answer>;
  /** Sends an event and waits until it was worked. */
  event(event: Readonly<Record<string, unknown>>, team?: string): Promise<{ status: number }>;
  /** Resolves when nothing is left to send, work or ask for now. */
  settled(): Promise<void>;
  /** A print of every table but what Slack says of people and what replicas say of themselves. */
  print(): Promise<Record<string, string>>;
}

/**
 * Starts it with a team in its workspace. Everything is stopped when the test ends.
 * @param options.reach turns the database's address into the one that the bot uses.
 * @param options.empty leaves the team out of the database.
 * @param options.apart gives every part to somebody else, who is no more than a member.
 * @param options.owner owns the workspace, as Slack says.
 * @param options.speaks sends what recording the team would send, about a second for each person.
 */
export async function openHouse(
  options: {
    texts?: Texts;
    empty?: boolean;
    speaks?: boolean;
    apart?: boolean;
    reach?: (url: string) => Promise<string>;
    owner?: keyof typeof slackPeople;
  } = {},
): Promise<House> {
  const base = await freshDatabase();
  const direct = openDatabase(base.url, { connections: 3 });
  const database = options.reach ? openDatabase(await options.reach(base.url)) : direct;
  const slack = await startQuietSlack(
    options.owner
      ? { ...slackPeople, [options.owner]: { ...slackPeople[options.owner], is_primary_owner: true } }
      : slackPeople,
  );
  const log = collected();
  const port = await freePort();
  const things = options.empty
    ? ({} as Things)
    : await makeTeam(direct, HOME, options.apart ? apart : people, options.texts ?? plainTexts);
  if (!options.speaks) await direct.pool.query('delete from outbox; delete from proof_questions');
  const bot = await startBot(
    database,
    {
      slack: { kind: 'http', apiUrl: slack.apiUrl, botToken: 'xoxb-test-bot', signingSecret: SIGNING_SECRET },
      local: false,
      http: { port, host: '127.0.0.1' },
      command: COMMAND,
      tick: '0 0 29 2 *',
      probes: { mode: 'off' },
    },
    createLog('trace', log.stream),
  );
  onTestFinished(async () => {
    await bot.stop();
    await slack.close();
    await direct.close();
    if (database !== direct) await database.close();
    await base.drop();
  });
  await bot.tick();
  const origin = `http://127.0.0.1:${port}`;
  const house: House = {
    database: direct,
    slack,
    bot,
    origin,
    things,
    logged: log.text,
    knock: (door, visitor, brought = {}) => knock(slack, origin, door, visitor, brought),
    event: async (event, team = HOME) => {
      const { status } = await deliver(`${origin}/slack/events`, eventDelivery(team, event));
      await settled(direct);
      return { status };
    },
    settled: () => settled(direct),
    print: () => printOf(direct),
  };
  await house.settled();
  return house;
}

async function knock(
  slack: QuietSlack,
  origin: string,
  door: Pick<Door, 'kind' | 'id'>,
  visitor: Visitor,
  brought: Brought,
): Promise<Answer> {
  const before = slack.sent.length;
  const delivery = deliveryTo(door, visitor, brought, slack.responseUrl);
  const ack = await deliver(`${origin}/slack/events`, delivery);
  const followed = () => slack.sent.slice(before).filter((sent) => answers(delivery.id, sent));
  const ended = () => followed().some(({ method }) => method !== 'views.open');
  const inAck = ack.body !== '' || door.kind === 'form' || door.kind === 'lookup';
  if (!inAck) await until(ended, 3_000).catch(() => undefined);
  return {
    status: ack.status,
    said: [ack.body, ...followed().map(({ args }) => JSON.stringify(args))].join('\n'),
    sent: slack.sent.slice(before),
  };
}

/** Whether this is part of the answer to a delivery. */
const answers = (id: string, { args }: Sent): boolean =>
  args['delivery'] === id || args['trigger_id'] === id || args['view_id'] === viewOpenedBy(id);

/** Resolves when the condition holds. @throws after `patience` milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, patience = 15_000): Promise<void> {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > patience)
      throw new Error(`it did not come to this in ${patience} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** This Slack has no limits, so nothing has to wait for its turn at a gate. */
async function settled({ pool, promptWork }: Database): Promise<void> {
  await until(async () => {
    await pool.query('update gates set next_at = clock_timestamp() where next_at > clock_timestamp()');
    promptWork();
    const { rows } = await pool.query<{ left: string }>(`
      select (select count(*) from outbox where wanted > done and gave_up_at is null)
        + (select count(*) from inbox where worked_at is null)
        + (select count(*) from imports where state in ('reading', 'running'))
        + (select count(*) from proof_questions where answered_at is null and due_at <= steward_now()) as left`);
    return Number(rows[0]?.left) === 0;
  }, 25_000);
}

/** Rows that come and go without anybody doing anything. */
const restless = ['people', 'nudge_looks', 'group_members', 'heartbeats', 'gates'];

export async function printOf({ pool }: Database): Promise<Record<string, string>> {
  const tables = await tablesOf({ pool });
  const queries = tables
    .filter((table) => !restless.includes(table))
    .map(
      (table) =>
        `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) || count(*) as print from ${table} t`,
    );
  const { rows } = await pool.query<{ name: string; print: string | null }>(queries.join(' union all '));
  return Object.fromEntries(rows.map(({ name, print }) => [name, print ?? 'empty']));
}

export async function tablesOf({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

function collected(): { stream: Writable; text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}

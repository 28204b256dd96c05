/**
 * What outlives the bot: a database with one recorded key, a local Slack, an imitated OKX, and people. The bot is a
 * process of its own, started and killed by the test, so that only the bot dies.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, onTestFinished, vi } from 'vitest';
import { addKey } from '../../src/custody/add-key.ts';
import { type Act, makeAct } from '../../src/domain/act.ts';
import { dayIn } from '../../src/domain/days.ts';
import { type KeyRef, personId, workspaceId } from '../../src/domain/words.ts';
import { startFakeOkx } from '../../src/local/providers/fake-okx.ts';
import { botUserId, team } from '../../src/local/slack/cast.ts';
import type {
  Delivery,
  Hands,
  LocalMessage,
  LocalSlack,
  LocalSlackOptions,
} from '../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../src/local/slack/server.ts';
import { findProvider } from '../../src/providers/index.ts';
import { manifestFor } from '../../src/slack/manifest.ts';
import { type Database, databaseNow, openDatabase } from '../../src/store/database.ts';
import { rememberWorkspace } from '../../src/store/people.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';
import { freshDatabase } from '../support/database.ts';
import { OKX_ID } from '../support/okx-key.ts';
import { patience } from '../support/patience.ts';
import { newFolder } from '../support/room.ts';
import { COMMAND, channelNamed, freePort, hurry } from '../support/steward.ts';
import { openLine } from './line.ts';

export { OKX_ID };

const credentials = {
  botToken: 'xoxb-test-bot',
  appToken: 'xapp-1-A0-1-test',
  signingSecret: 'a-test-signing-secret',
};

export interface World {
  readonly slack: LocalSlack;
  readonly okx: Awaited<ReturnType<typeof startFakeOkx>>;
  /** For what a test does to the product's data itself. */
  readonly database: Database;
  readonly key: KeyRef;
  /** A person by their handle. */
  as(handle: string): Hands;
  /** A deed of this person that comes from no delivery. */
  act(handle: string): Promise<Act>;
  /** Records another such key, with this label. */
  record(label: string): Promise<KeyRef>;
  /** Starts a bot, which may take up work before it serves. */
  start(): Promise<BotProcess>;
  /** Starts a bot and waits until it serves. In HTTP mode all share one address, so one at a time. */
  bot(): Promise<BotProcess>;
  /** The bot that the test before left serving, or a new one: what a kill leaves is taken up by the next test's bot. */
  serving(): Promise<BotProcess>;
  rows<Row extends pg.QueryResultRow = Record<string, unknown>>(text: string): Promise<Row[]>;
  /** The first column of the first row, as a number. */
  count(text: string): Promise<number>;
  /** Kills the bot when Slack has done what its journal tells in such a line, before it can answer. */
  killWhen(bot: BotProcess, line: RegExp): Promise<void>;
  /** Runs statements in an open transaction, whose locks hold up the bot; the returned function lets go. */
  hold(statements: string): Promise<() => Promise<void>>;
  /** Resolves when a statement of a bot waits for a lock, or so many do. */
  waiting(many?: number): Promise<void>;
  /** Resolves when the database has let go of every bot that was killed. */
  forgotten(): Promise<void>;
  /** Ends all leases and opens the gates that were closed with them, as waiting for them would. */
  leasesEnd(): Promise<void>;
  /** Resolves when nothing is left to send, work or ask for now; nobody waits for the second between two posts. */
  settled(): Promise<void>;
  /** Cuts every connection between bots and the database, and takes no new one until it is mended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export interface Wishes {
  readonly mode?: Delivery['mode'];
  /** Milliseconds until a person is told that the bot did not answer. Slack's own are 3000. */
  readonly ackTimeout?: number;
  /** Slack's clock against the real one, in seconds. */
  readonly slackBehind?: () => number;
  /** OKX answers when this has resolved. */
  readonly okxAnswers?: () => Promise<void>;
  /** Decides for each call whether Slack goes wrong. */
  readonly misbehave?: LocalSlackOptions['misbehave'];
}

/** Takes what is to be done when the world ends. */
type AtEnd = (end: () => Promise<void>) => void;

/** For a world that all tests of a file share. Call it at the top of the file. */
export function endOfFile(): AtEnd {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return (end) => void ends.push(end);
}

/** @param atEnd when the world ends: with the test, unless it is shared. */
export async function makeWorld(wishes: Wishes = {}, atEnd: AtEnd = onTestFinished): Promise<World> {
  const base = await freshDatabase();
  const database = openDatabase(base.url);
  const port = await freePort();
  const mode = wishes.mode ?? 'socket';
  const folder = newFolder('keysteward-crash-');
  const journal = join(folder, 'slack.jsonl');
  const slack = await startLocalSlack({
    journal,
    delivery:
      mode === 'http'
        ? { mode, url: `http://127.0.0.1:${port}/slack/events`, signingSecret: credentials.signingSecret }
        : { mode, appToken: credentials.appToken },
    botToken: credentials.botToken,
    manifest: manifestFor({ mode, command: COMMAND }),
    ackTimeout: wishes.ackTimeout ?? 10_000,
    // The pace of Slack is part of what chaos.test.ts is about.
    rateLimits: false,
    now: () => Date.now() / 1000 - (wishes.slackBehind?.() ?? 0),
    ...(wishes.misbehave === undefined ? {} : { misbehave: wishes.misbehave }),
  });
  const okx = await startFakeOkx({
    now: async () => {
      await wishes.okxAnswers?.();
      return Date.now();
    },
  });
  const line = await openLine(base.url);
  atEnd(async () => {
    await Promise.all([slack.close(), okx.close(), database.close(), line.cut()]);
    rmSync(folder, { recursive: true });
    await base.drop();
  });

  const rows: World['rows'] = async (text) => (await database.pool.query(text)).rows;
  const count = async (text: string) => Number(Object.values((await rows(text))[0] ?? {})[0] ?? 0);
  const as = (handle: string) => slack.as(handle);
  const act = async (handle: string) =>
    makeAct({
      workspace: workspaceId(team.id),
      person: personId(as(handle).me.id),
      role: 'member',
      now: await databaseNow(database),
      door: 'test',
      delivery: null,
      channel: channelNamed(as(handle), 'trading-desk'),
    });
  const waiting = (many = 1) =>
    vi.waitFor(async () => {
      const waits = await count(
        `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (waits < many) throw new Error(`${waits} wait for a lock`);
    }, patience);

  let last: BotProcess | undefined;
  const start = async (): Promise<BotProcess> => {
    const ownPort = mode === 'http' ? port : await freePort();
    last = startBotProcess({
      atEnd,
      imports: [join(import.meta.dirname, '../support/okx-here.ts')],
      readyWords: '"msg":"ready"',
      readyUrl: `http://127.0.0.1:${ownPort}/readyz`,
      env: {
        DATABASE_URL: line.url,
        SLACK_API_URL: slack.apiUrl,
        SLACK_BOT_TOKEN: credentials.botToken,
        ...(mode === 'http'
          ? { SLACK_SIGNING_SECRET: credentials.signingSecret }
          : { SLACK_APP_TOKEN: credentials.appToken }),
        HOST: '127.0.0.1',
        PORT: String(ownPort),
        OKX_HERE: okx.baseUrl,
        // Ticks come at the start only.
        KEYSTEWARD_TICK: '0 0 29 2 *',
      },
    });
    return last;
  };
  const bot = async () => {
    const started = await start();
    await started.waitReady();
    return started;
  };

  await rememberWorkspace(database, {
    id: workspaceId(team.id),
    name: team.name,
    botUser: personId(botUserId),
  });
  const record = async (label: string, keyId: string = randomUUID()) => {
    await okx.create(keyId, 'global', 'live');
    const ids = (handle: string) => as(handle).me.id;
    return (await recordKey(database, await act('ana'), { label, keyId }, ids)).id;
  };
  const key = await record('prop-desk', OKX_ID);

  return {
    slack,
    okx,
    database,
    key,
    record: (label) => record(label),
    as,
    act,
    rows,
    count,
    waiting,
    killWhen: (bot, line) =>
      new Promise((resolve, reject) => {
        const stop = slack.watch(() => {
          if (!line.test(readFileSync(journal, 'utf8').trimEnd().split('\n').at(-1) ?? '')) return;
          stop();
          // This runs inside Slack's deed: the signal is there before the answer.
          bot.kill9().then(resolve, reject);
        });
      }),
    start,
    bot,
    serving: async () => (last === undefined || last.isOver() ? bot() : last),
    hold: async (statements) => {
      const client = new pg.Client({ connectionString: base.url, application_name: 'test' });
      await client.connect();
      // With the test, also where the world goes on: what a red test leaves locked would hold up those after it.
      onTestFinished(() => client.end());
      await client.query(`begin; ${statements}`);
      return async () => {
        await client.query('rollback');
      };
    },
    forgotten: () =>
      vi.waitFor(async () => {
        const left = await count(
          `select count(*) from pg_stat_activity where datname = current_database()
            and client_port = any(array[${line.ports().join()}]::int[])`,
        );
        if (left > 0) throw new Error(`${left} connections of killed bots are left`);
      }, patience),
    leasesEnd: async () => {
      for (const table of ['outbox', 'inbox', 'proof_questions']) {
        await rows(
          `update ${table} set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null`,
        );
      }
      await rows('update gates set next_at = clock_timestamp() where next_at > clock_timestamp()');
    },
    settled: () =>
      vi.waitFor(async () => {
        await rows(hurry);
        const left = await rows(`
          select 'outbox ' || name as what, last_error from outbox
            where wanted > done and gave_up_at is null and due_at <= steward_now()
          union all select 'inbox ' || type, null from inbox where worked_at is null
          union all select 'question ' || purpose, null from proof_questions
            where answered_at is null and due_at <= steward_now()`);
        if (left.length > 0) throw new Error(`work is left: ${JSON.stringify(left)}`);
      }, patience),
    cut: line.cut,
    mend: line.mend,
  };
}

/** Everything can be lost with such a key: custodian ana, deputy bea; cem and bea can delete it at OKX. */
function recordKey(
  database: Database,
  act: Act,
  { label, keyId }: { label: string; keyId: string },
  id: (handle: string) => string,
): Promise<{ id: KeyRef }> {
  return addKey(database, act, findProvider('okx'), {
    label,
    keyId,
    account: 'Main account',
    region: 'global',
    environment: 'live',
    permissions: ['read', 'trade', 'withdraw'],
    allowlist: null,
    services: ['new:trading-bot'],
    custodian: id('ana'),
    deputy: id('bea'),
    holders: [id('cem'), id('bea')],
    breakGlass: null,
    keptAt: `vault: trading/okx/${label}`,
    created: dayIn(act.now, 'UTC'),
    expires: null,
    rotation: 'exposure',
    askNow: false,
  });
}

/** Messages of the bot that somebody finds in a conversation. */
export const saidBy = (hands: Hands, channel: string): LocalMessage[] =>
  hands.messages(channel).filter(({ author, ephemeral }) => author === botUserId && !ephemeral);

/** The channel of the first incident. */
export const ROOM = 'leak-1-prop-desk';

/** Bot messages there, as this person sees them. */
export const inRoom = (hands: Hands): LocalMessage[] => saidBy(hands, channelNamed(hands, ROOM));

/** How often Slack has carried out a call. */
export const done = ({ slack }: World, method: string): number =>
  slack.calls().filter((call) => call.method === method && call.answer.ok).length;

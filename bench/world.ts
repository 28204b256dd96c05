/** What the bot is measured in: a real PostgreSQL that flushes to disk, a local Slack, recorded keys, open incidents. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { addKey } from '../src/custody/add-key.ts';
import { type Act, makeAct } from '../src/domain/act.ts';
import { dayIn } from '../src/domain/days.ts';
import { type KeyRef, personId, workspaceId } from '../src/domain/words.ts';
import { declareIncident } from '../src/incident/declare.ts';
import { startEmbeddedPostgres } from '../src/local/postgres.ts';
import { botUserId, team } from '../src/local/slack/cast.ts';
import type { LocalSlack } from '../src/local/slack/contract.ts';
import { startLocalSlack } from '../src/local/slack/server.ts';
import { findProvider } from '../src/providers/index.ts';
import { releases } from '../src/release.ts';
import { manifestFor } from '../src/slack/manifest.ts';
import { type Database, databaseNow, lookingInto, openDatabase } from '../src/store/database.ts';
import { incidentById } from '../src/store/incidents.ts';
import { migrate } from '../src/store/migrate.ts';
import { rememberWorkspace } from '../src/store/people.ts';
import type { Clickable, Script } from './requests.ts';

export interface World {
  readonly database: Database;
  /** Settings of a bot in this world, as its environment. */
  readonly settings: Readonly<Record<string, string>>;
  readonly slack: LocalSlack;
  /** The key that is shown. */
  readonly label: string;
  /** Declares incidents of other keys. Their cards exist once a bot has run for a while. */
  declare(many: number): Promise<void>;
  /** Resolves when the bot has nothing left to send; `cards`: when every incident has its card. */
  settled(what?: 'cards'): Promise<void>;
  script(): Promise<Script>;
  /** How many clicks on steps the audit log holds. */
  clicksKept(): Promise<number>;
  stop(): Promise<void>;
}

const signingSecret = 'a-signing-secret-of-this-run';
const botToken = 'xoxb-of-this-run';
const label = 'prop-desk';

/** @param rateLimits whether Slack refuses what is over its limits, as it does. */
export async function makeWorld({ rateLimits = true } = {}): Promise<World> {
  const started = releases((error) => process.emitWarning(String(error)));
  const folder = await mkdtemp(join(tmpdir(), 'keysteward-bench-'));
  started.add(() => rm(folder, { recursive: true }));
  const server = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
  started.add(() => server.stop());
  await migrate(server.url);
  const database = openDatabase(server.url);
  started.add(() => database.close());
  const port = await freePort();
  const slack = await startLocalSlack({
    delivery: { mode: 'http', url: `http://127.0.0.1:${port}/slack/events`, signingSecret },
    botToken,
    manifest: manifestFor({ mode: 'http', command: '/key' }),
    rateLimits,
  });
  started.add(() => slack.close());

  const workspace = workspaceId(team.id);
  await rememberWorkspace(database, { id: workspace, name: team.name, botUser: personId(botUserId) });
  const ana = slack.as('ana');
  const channel = named(ana.channels(), 'trading-desk');
  const act = async (): Promise<Act> =>
    makeAct({
      workspace,
      person: personId(ana.me.id),
      role: 'admin',
      now: await databaseNow(database),
      door: 'bench',
      delivery: null,
      channel,
    });
  await recordKey(database, await act(), label, slack);

  return {
    database,
    slack,
    label,
    settings: {
      DATABASE_URL: server.url,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      HOST: '127.0.0.1',
      PORT: String(port),
      PROBE_MODE: 'off',
    },
    declare: async (many) => {
      for (let n = 1; n <= many; n += 1) {
        const key = await recordKey(database, await act(), `leaked-${n}`, slack);
        await declareIncident(database, await act(), { key, drill: false });
      }
    },
    settled: (what) => settled(database, what === 'cards' ? `and name like 'incident:%:card'` : ''),
    script: async () => ({
      signingSecret,
      team: team.id,
      person: ana.me.id,
      channel,
      label,
      clickables: await clickables(database, await act(), slack),
      responses: new URL('/response/bench', slack.apiUrl).href,
    }),
    clicksKept: async () => {
      const { rows } = await database.pool.query(
        `select count(*)::int as clicks from audit where deed in ('step claimed', 'step released')`,
      );
      return rows[0].clicks;
    },
    stop: started.all,
  };
}

/** Everything can be lost with it, so its card and playbook are as full as they get. */
async function recordKey(database: Database, act: Act, name: string, slack: LocalSlack): Promise<KeyRef> {
  const id = (handle: string): string => slack.as(handle).me.id;
  const recorded = await addKey(database, act, findProvider('okx'), {
    label: name,
    keyId: crypto.randomUUID(),
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
    keptAt: `vault: trading/okx/${name}`,
    created: dayIn(act.now, 'UTC'),
    expires: null,
    rotation: 'exposure',
    askNow: false,
  });
  return recorded.id;
}

/** The card of each incident, where its room shows it, and the step that is clicked. */
async function clickables(database: Database, act: Act, slack: LocalSlack): Promise<Clickable[]> {
  const { rows } = await database.pool.query<{ id: string; channel: string; ts: string }>(
    `select i.id, o.channel, o.ts from incidents i join outbox o on o.name = 'incident:' || i.id || ':card' order by 1`,
  );
  return Promise.all(
    rows.map(async ({ id, channel, ts }) => {
      const stored = await lookingInto(database, act, (scope) => incidentById(scope, Number(id) as never));
      const step = stored?.steps.find(({ frozen }) => frozen.kind === 'contain')?.step;
      const card = slack
        .as('ana')
        .messages(channel)
        .find((message) => message.ts === ts);
      if (step === undefined || card === undefined) throw new Error(`incident ${id} has no card to click at`);
      return { incident: Number(id), step, message: { channel, ts, text: card.text, blocks: card.blocks } };
    }),
  );
}

const PATIENCE_MS = 120_000;

async function settled(database: Database, which: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const { rowCount } = await database.pool.query(
      `select from outbox where wanted > done and gave_up_at is null ${which} limit 1`,
    );
    if (rowCount === 0) return;
    await pause(100);
  }
  throw new Error(`the bot still has messages to send after ${PATIENCE_MS / 1000} s`);
}

function named(channels: readonly { id: string; name: string }[], name: string): string {
  const found = channels.find((channel) => channel.name === name);
  if (!found) throw new Error(`there is no channel ${name}`);
  return found.id;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

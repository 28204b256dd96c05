/** The bot of production around the gate: HTTP and Bolt before it, the outbox and the events behind it. */
import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type Bot, startBot } from '../../src/bot.ts';
import type { Door } from '../../src/slack/door.ts';
import type { Database } from '../../src/store/database.ts';
import { newFolder } from '../support/room.ts';
import { freePort } from '../support/steward.ts';
import {
  type Answer,
  buildGatehouse,
  type Gatehouse,
  type GatehouseOptions,
  type Open,
} from './gatehouse.ts';
import {
  type Brought,
  COMMAND,
  deliver,
  deliveryTo,
  eventDelivery,
  SIGNING_SECRET,
  type Visitor,
} from './knock.ts';
import { answersTo, HOME, type QuietSlack } from './quiet-slack.ts';

export interface House extends Gatehouse {
  readonly bot: Bot;
  /** Origin of the bot's HTTP server. */
  readonly origin: string;
  /** Comes to a door the whole way, as Slack delivers it: over HTTP, through Bolt and the gate. */
  knockFromAfar(door: Pick<Door, 'kind' | 'id'>, visitor: Visitor, brought?: Brought): Promise<Answer>;
  /** Sends an event and waits until it was worked. */
  event(event: Readonly<Record<string, unknown>>, team?: string): Promise<{ status: number }>;
  /** Resolves when nothing is left to send, work or ask for now. */
  settled(): Promise<void>;
}

/** Starts it with a team in its workspace. Everything is stopped when the test ends. */
export async function openHouse(options: GatehouseOptions = {}): Promise<House> {
  const { place, close } = await buildHouse(options);
  onTestFinished(close);
  return place;
}

export async function buildHouse(options: GatehouseOptions = {}): Promise<Open<House>> {
  const { place: gatehouse, reached, close } = await buildGatehouse(options);
  const { database, slack, log } = gatehouse;
  const port = await freePort();
  const dataDir = newFolder('keysteward-data-');
  const bot = await startBot(
    reached,
    {
      slack: { kind: 'http', apiUrl: slack.apiUrl, botToken: 'xoxb-test-bot', signingSecret: SIGNING_SECRET },
      local: false,
      dataDir,
      http: { port, host: '127.0.0.1' },
      command: COMMAND,
      tick: '0 0 29 2 *',
      probes: { mode: 'off' },
    },
    log,
  );
  await bot.tick();
  const origin = `http://127.0.0.1:${port}`;
  const place: House = {
    ...gatehouse,
    bot,
    origin,
    knockFromAfar: (door, visitor, brought = {}) => knockFromAfar(slack, origin, door, visitor, brought),
    event: async (event, team = HOME) => {
      const { status } = await deliver(`${origin}/slack/events`, eventDelivery(team, event));
      await settled(database);
      return { status };
    },
    settled: () => settled(database),
  };
  await place.settled();
  return {
    place,
    close: async () => {
      await bot.stop();
      rmSync(dataDir, { recursive: true, force: true });
      await close();
    },
  };
}

async function knockFromAfar(
  slack: QuietSlack,
  origin: string,
  door: Pick<Door, 'kind' | 'id'>,
  visitor: Visitor,
  brought: Brought,
): Promise<Answer> {
  const before = slack.sent.length;
  const delivery = deliveryTo(door, visitor, brought, slack.responseUrl);
  const ack = await deliver(`${origin}/slack/events`, delivery);
  const followed = () => slack.sent.slice(before).filter((sent) => answersTo(delivery.id, sent));
  const ended = () => followed().some(({ method }) => method !== 'views.open');
  const inAck = ack.body !== '' || door.kind === 'form' || door.kind === 'lookup';
  if (!inAck) await until(ended, 3_000).catch(() => undefined);
  return {
    status: ack.status,
    said: [ack.body, ...followed().map(({ args }) => JSON.stringify(args))].join('\n'),
    sent: slack.sent.slice(before),
  };
}

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

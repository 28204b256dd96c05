/**
 * The whole product in one place for a test: a fresh database, a local Slack, an imitated OKX, and the very bot of
 * production between them. Tests are people: they type, press and read; see `Hands`.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { type Bot, startBot } from '../../src/bot.ts';
import { type LocalClock, openLocalClock } from '../../src/local/clock.ts';
import { startFakeOkx } from '../../src/local/providers/fake-okx.ts';
import type { Delivery, Hands, LocalMessage, LocalSlack } from '../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../src/local/slack/server.ts';
import { createLog } from '../../src/log.ts';
import { manifestFor } from '../../src/slack/manifest.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { lendDatabase } from './lent-database.ts';
import { newFolder } from './room.ts';

export const COMMAND = '/key';

export interface Steward {
  readonly slack: LocalSlack;
  readonly okx: Awaited<ReturnType<typeof startFakeOkx>>;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly bot: Bot;
  /** All that the bot logged, as one text. */
  readonly logged: () => string;
  /** A person by their handle, such as `ana`. */
  as(handle: string): Hands;
  /** Moves the clock and runs the ticks. */
  move(by: Parameters<LocalClock['move']>[0]): Promise<void>;
  /** Resolves when nothing is left to send, work or ask for now. */
  settled(): Promise<void>;
}

/**
 * @param mode how Slack reaches the bot. Everything is stopped when the test ends.
 * @param reach gives the address by which the bot reaches the database.
 * @param paced keeps to the pace of Slack, which sets limits to it; else nobody waits for the second between two posts.
 */
export async function startSteward(
  mode: Delivery['mode'] = 'socket',
  reach?: (url: string) => Promise<string>,
  paced = false,
): Promise<Steward> {
  const lent = await lendDatabase();
  const database = reach ? openDatabase(await reach(lent.url)) : lent.database;
  const log = collectLog();
  const clock = await openLocalClock(database.pool, () => {});
  const port = await freePort();
  const credentials = {
    botToken: 'xoxb-test-bot',
    appToken: 'xapp-1-A0-1-test',
    signingSecret: 'a test signing secret',
  };
  const slack = await startLocalSlack({
    delivery:
      mode === 'http'
        ? { mode, url: `http://127.0.0.1:${port}/slack/events`, signingSecret: credentials.signingSecret }
        : { mode, appToken: credentials.appToken },
    botToken: credentials.botToken,
    manifest: manifestFor({ mode, command: COMMAND }),
    now: clock.seconds,
    ...(paced ? {} : { rateLimits: false }),
  });
  const okx = await startFakeOkx({ now: () => clock.seconds() * 1000 });
  const dataDir = newFolder('keysteward-data-');
  const bot = await startBot(
    database,
    {
      slack: { ...credentials, kind: mode, apiUrl: slack.apiUrl },
      local: false,
      dataDir,
      http: { port, host: '127.0.0.1' },
      command: COMMAND,
      // Ticks are run by hand; this one never comes during a test.
      tick: '0 0 29 2 *',
      probes: { mode: 'local', bases: { okx: okx.baseUrl } },
    },
    createLog('debug', log.stream),
  );
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([slack.close(), okx.close()]);
    if (reach) await database.close();
    await lent.giveBack();
    rmSync(dataDir, { recursive: true, force: true });
  });
  await alwaysAtWork(database);
  return {
    slack,
    okx,
    database,
    databaseUrl: lent.url,
    bot,
    logged: log.text,
    as: (handle) => slack.as(personNamed(slack, handle)),
    move: async (by) => {
      await clock.move(by);
      await bot.tick();
      database.promptWork();
    },
    settled: () => settled(database, paced),
  };
}

/** Reminders come at any hour, since tests run at any hour; what working time does to them has tests of its own. */
export async function alwaysAtWork(database: Database): Promise<void> {
  await database.pool.query(
    `update workspaces set work_from = 0, work_to = 24, work_days = '{1,2,3,4,5,6,7}'`,
  );
}

function personNamed(slack: LocalSlack, handle: string): string {
  const found = slack.people.find(({ name }) => name === handle);
  if (!found) throw new Error(`nobody is called ${handle} here`);
  return found.id;
}

function collectLog(): { stream: Writable; text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}

/**
 * Ports of this worker, below those that the system gives to outgoing connections: a port that is only found free may
 * be taken by one of these before we listen on it.
 */
let nextPort = 11_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 8) * 2_000;

/** A port that is free, and that nobody else here will take. */
export async function freePort(): Promise<number> {
  for (;;) {
    nextPort += 1;
    const port = nextPort;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

const PATIENCE_MS = 15_000;

/**
 * Opens what is shut only because something was posted there a moment ago. What is under way stays alone in its
 * conversation, and a method that Slack shut stays shut.
 */
export const hurry = `
  update gates g set next_at = clock_timestamp()
  where next_at > clock_timestamp() and gate not like 'method:%'
    and not exists (select from outbox o
      where o.workspace = g.workspace and o.gate = g.gate and o.lease_until > clock_timestamp())`;

async function settled(database: Database, paced: boolean): Promise<void> {
  const started = Date.now();
  while (Date.now() - started < PATIENCE_MS) {
    const { rows } = await database.pool.query<{ left: string }>(`
      select (select count(*) from outbox where wanted > done and gave_up_at is null and due_at <= steward_now())
        + (select count(*) from inbox where worked_at is null)
        + (select count(*) from imports where state in ('reading', 'running'))
        + (select count(*) from proof_questions where answered_at is null and due_at <= steward_now()) as left`);
    if (Number(rows[0]?.left) === 0) return;
    if (!paced) await database.pool.query(hurry);
    database.promptWork();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { rows } = await database.pool.query(
    'select name, last_error, attempts from outbox where wanted > done',
  );
  throw new Error(`work is left after ${PATIENCE_MS} ms: ${JSON.stringify(rows)}`);
}

/** The newest message a person sees in a conversation. */
export function newest(hands: Hands, channel: string): LocalMessage {
  const found = hands.messages(channel).at(-1);
  if (!found) throw new Error(`${hands.me.name} sees no message there`);
  return found;
}

/** All sentences of a message, as a person reads them. */
export const wordsOf = (message: LocalMessage): string =>
  `${message.text}\n${JSON.stringify(message.blocks)}`;

/** The conversation of this name, as this person sees it. */
export function channelNamed(hands: Hands, name: string): string {
  const found = hands.channels().find((channel) => channel.name === name);
  if (!found) throw new Error(`${hands.me.name} sees no channel ${name}`);
  return found.id;
}

interface Pressable {
  readonly action_id: string;
  readonly text?: { readonly text: string };
}

/** The action id of the button with this label in a message. */
export function buttonIn(message: LocalMessage, label: string): string {
  const buttons = pressables(message.blocks);
  const found = buttons.find(({ text }) => text?.text === label);
  if (!found)
    throw new Error(`no button "${label}", only: ${buttons.map(({ text }) => text?.text).join(', ')}`);
  return found.action_id;
}

/** Labels of all buttons in a message. */
export const buttonsIn = (message: LocalMessage): string[] =>
  pressables(message.blocks).map(({ text }) => text?.text ?? '');

function pressables(blocks: readonly unknown[]): Pressable[] {
  return (blocks as { elements?: unknown[]; accessory?: unknown }[])
    .flatMap((block) => [...(block.elements ?? []), block.accessory])
    .filter((element): element is Pressable => {
      return (
        typeof element === 'object' && element !== null && (element as { type?: string }).type === 'button'
      );
    });
}

/** Presses the button with this label in the newest message that has one. */
export async function press(hands: Hands, channel: string, label: string): Promise<void> {
  const message = hands.messages(channel).findLast((each) => buttonsIn(each).includes(label));
  if (!message) throw new Error(`${hands.me.name} sees no button "${label}" there`);
  const outcome = await hands.act({ in: 'message', channel, ts: message.ts }, buttonIn(message, label));
  if (outcome.kind !== 'accepted') throw new Error(`pressing "${label}" ended with ${outcome.error}`);
}

/** Resolves when the modal that a command or click opens has its content. */
export async function opened(hands: Hands): Promise<NonNullable<ReturnType<Hands['modal']>>> {
  const started = Date.now();
  while (Date.now() - started < PATIENCE_MS) {
    const modal = hands.modal();
    if (modal && modal.view.callback_id !== 'one-moment') return modal;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`no form opened for ${hands.me.name}`);
}

/** Runs a command and gives back the private answer. */
export async function ask(hands: Hands, channel: string, text: string): Promise<LocalMessage> {
  const outcome = await hands.command(channel, `${COMMAND} ${text}`.trim());
  if (outcome.kind !== 'accepted') throw new Error(`"${text}" ended with ${outcome.error}`);
  return newest(hands, channel);
}

export const values = {
  text: (value: string) => ({ value: { type: 'plain_text_input', value } }),
  person: (id: string) => ({ value: { type: 'users_select', selected_user: id } }),
  people: (...ids: string[]) => ({ value: { type: 'multi_users_select', selected_users: ids } }),
  choice: (value: string) => ({
    value: { type: 'static_select', selected_option: { text: { type: 'plain_text', text: value }, value } },
  }),
  boxes: (...chosen: string[]) => ({
    value: {
      type: 'checkboxes',
      selected_options: chosen.map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    },
  }),
  number: (number: number | string) => ({ value: { type: 'number_input', value: String(number) } }),
  channel: (id: string) => ({ value: { type: 'conversations_select', selected_conversation: id } }),
  one: (door: string, { text, value }: { text: string; value: string }) => ({
    [door]: { type: 'external_select', selected_option: { text: { type: 'plain_text', text }, value } },
  }),
  day: (day: string) => ({ value: { type: 'datepicker', selected_date: day } }),
  found: (door: string, ...chosen: { text: string; value: string }[]) => ({
    [door]: {
      type: 'multi_external_select',
      selected_options: chosen.map(({ text, value }) => ({ text: { type: 'plain_text', text }, value })),
    },
  }),
} as const;

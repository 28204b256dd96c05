/**
 * Reminders delivered while everything breaks: replicas as processes on one real PostgreSQL against a local Slack that
 * misbehaves; replicas are killed, the database restarts. What arrived is counted at the local Slack.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../src/local/postgres.ts';
import type { LocalSlack, Trouble } from '../src/local/slack/contract.ts';
import { startLocalSlack } from '../src/local/slack/server.ts';
import { manifestFor } from '../src/slack/manifest.ts';
import { type Database, openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openLine } from '../test/crashes/line.ts';
import { type ChaosCount, countArrived } from './chaos-count.ts';
import { type Replicas, startReplicas } from './chaos-replicas.ts';
import { type ChaosTeam, chaosTeam, fillTeam, type TeamSize } from './chaos-team.ts';

export interface ChaosForm extends TeamSize {
  readonly seed: number;
  readonly replicas: number;
  readonly killEveryMs: number;
  /** After so long nobody is killed any more, Slack behaves, and what is left is sent in peace. */
  readonly stormSeconds: number;
  /** Share of the messages at which the database restarts. */
  readonly restartsAt: readonly number[];
  /** What is not sent by then counts as lost. */
  readonly mostSeconds: number;
  /** Whether the database waits for the disk, as in production. */
  readonly durable: boolean;
}

export interface ChaosReport extends ChaosCount {
  /** Messages that still waited when the time was over; they count as lost as well. */
  readonly unsent: number;
  readonly seconds: number;
  readonly kills: number;
  readonly restarts: number;
  /** How often Slack misbehaved, by kind; `ratelimited`: by its own rules. */
  readonly troubles: Readonly<Record<string, number>>;
  /** Of the machine over the last minute. */
  readonly load: number;
}

const botToken = 'xoxb-of-this-run';
const signingSecret = 'a-signing-secret-of-this-run';
/** One call in so many goes wrong. */
const WRONG_IN = 5;
const disturbed = /^(chat|conversations|views)\./;

export async function runChaos(form: ChaosForm): Promise<ChaosReport> {
  const random = randomFrom(form.seed);
  const folder = await mkdtemp(join(tmpdir(), 'keysteward-chaos-'));
  const postgres = () => startEmbeddedPostgres({ dataDir: folder, fast: !form.durable, log: () => {} });
  let server = await postgres();
  await migrate(server.url);
  const line = await openLine(server.url);
  const database = openDatabase(line.url);
  const team = chaosTeam(form, new Date());
  const troubles: Record<string, number> = {};
  let peaceFrom = Number.POSITIVE_INFINITY;
  const isPeace = (): boolean => performance.now() >= peaceFrom;
  const slack = await misbehavingSlack(team, random, troubles, isPeace);
  await fillTeam(database, form, team);
  const replicas = startReplicas(form.replicas, {
    DATABASE_URL: line.url,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    KEYSTEWARD_TICK: '*/5 * * * * *',
    PROBE_MODE: 'off',
  });
  let restarts = 0;
  const restart = async (): Promise<void> => {
    await line.cut();
    await server.stop();
    server = await postgres();
    line.aim(server.url);
    await line.mend();
    restarts += 1;
  };
  try {
    await replicas.firstReady();
    const from = performance.now();
    peaceFrom = from + form.stormSeconds * 1_000;
    const unsent = await storm(form, database, replicas, random, restart, isPeace);
    const seconds = Math.round((performance.now() - from) / 1_000);
    const limited = slack.calls().filter(({ answer }) => answer.error === 'ratelimited').length;
    const [load = Number.NaN] = loadavg();
    return {
      ...(await countArrived(database, slack, team)),
      unsent,
      seconds,
      kills: replicas.kills(),
      restarts,
      troubles: { ...troubles, ratelimited: limited - (troubles['rate_limit'] ?? 0) },
      load,
    };
  } finally {
    await replicas.stop();
    await Promise.allSettled([database.close(), slack.close(), line.cut()]);
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

function misbehavingSlack(
  { channels, people }: ChaosTeam,
  random: () => number,
  troubles: Record<string, number>,
  isPeace: () => boolean,
): Promise<LocalSlack> {
  return startLocalSlack({
    delivery: { mode: 'http', url: 'http://127.0.0.1:1/', signingSecret },
    botToken,
    manifest: manifestFor({ mode: 'http', command: '/key' }),
    misbehave: (method) => {
      if (isPeace() || !disturbed.test(method) || random() >= 1 / WRONG_IN) return undefined;
      const trouble = troubleOf(random());
      troubles[trouble.kind] = (troubles[trouble.kind] ?? 0) + 1;
      return trouble;
    },
    also: {
      channels: channels.map((id) => ({ id, name: id.toLowerCase() })),
      people: people.map(({ id, zone }) => ({ id, name: id.toLowerCase(), realName: id, timezone: zone })),
    },
  });
}

/** Kills and restarts, and lets go on, until everything was sent or the time is over. @returns how much was not. */
async function storm(
  form: ChaosForm,
  database: Database,
  replicas: Replicas,
  random: () => number,
  restart: () => Promise<void>,
  isPeace: () => boolean,
): Promise<number> {
  const until = performance.now() + form.mostSeconds * 1_000;
  const restartsAt = [...form.restartsAt];
  let left = form.posts + form.people;
  const all = left;
  while (left > 0 && performance.now() < until) {
    await pause(form.killEveryMs);
    if (!isPeace()) await replicas.killOne(random);
    left = await unsentNow(database, form).catch(() => left);
    const [next] = restartsAt;
    if (next !== undefined && 1 - left / all >= next) {
      restartsAt.shift();
      await restart();
    }
  }
  return left;
}

/** Messages that are still to come, planned or not. */
async function unsentNow(database: Database, { posts, people, keysEach }: ChaosForm): Promise<number> {
  const { rows } = await database.pool.query<{ sent: number; waiting: number; planned: number }>(
    `select count(*) filter (where done > 0)::int as sent,
      count(*) filter (where wanted > done and gave_up_at is null)::int as waiting,
      (select count(*)::int from nudges where kind = 'rotation') as planned
    from outbox where name like any ('{chaos:%,nudge:%}')`,
  );
  const { sent = 0, waiting = 0, planned = 0 } = rows[0] ?? {};
  return Math.max(posts + people - sent, waiting, planned < people * keysEach ? 1 : 0);
}

function troubleOf(dice: number): Trouble {
  if (dice < 0.15) return { kind: 'rate_limit', retryAfter: 1 };
  if (dice < 0.3) return { kind: 'fail_before' };
  if (dice < 0.5) return { kind: 'fail_after' };
  if (dice < 0.6) return { kind: 'drop_before' };
  if (dice < 0.8) return { kind: 'drop_after' };
  if (dice < 0.9) return { kind: 'late', milliseconds: 5_000 };
  return { kind: 'slow', milliseconds: 3_000 };
}

/** Numbers below 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nothing lost, nothing twice, nobody hurried, nobody called at night. */
export const isRight = (report: ChaosReport): boolean =>
  report.lost === 0 &&
  report.nudgesLost === 0 &&
  report.duplicates === 0 &&
  report.outOfHours === 0 &&
  report.shortestGapMs >= 1_000;

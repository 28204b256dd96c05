/** Finding keys in a workspace of 1,000, alone in its database and among 1,000,000 of others. See README.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyMeant, listKeys } from '../src/custody/find-keys.ts';
import { homeCard } from '../src/custody/home-card.ts';
import { keyCard } from '../src/custody/key-card.ts';
import { whoAnswers } from '../src/custody/who.ts';
import { makeAct } from '../src/domain/act.ts';
import { personId, workspaceId } from '../src/domain/words.ts';
import { startEmbeddedPostgres } from '../src/local/postgres.ts';
import { type Database, databaseNow, lookingInto, openDatabase, type Scope } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';

const KEYS = 1_000;
const CROWD = 1_000;
const ROUNDS = 300;
const WARM = 30;
/** The workspace that is asked, in the middle of the others. */
const OURS = `T${(CROWD / 2).toString().padStart(6, '0')}`;
const ANA = personId('U0001');

const questions: Readonly<Record<string, (scope: Scope) => Promise<unknown>>> = {
  '/key list': (scope) => listKeys(scope, ANA, '', 1),
  '/key list, page 60': (scope) => listKeys(scope, ANA, '', 60),
  '/key list overdue': (scope) => listKeys(scope, ANA, 'overdue', 1),
  '/key list text': (scope) => listKeys(scope, ANA, 'desk 77', 1),
  '/key show': async (scope) => keyCard(scope, (await keyMeant(scope, 'desk 500')).id),
  '/key show, prefix': async (scope) => keyCard(scope, (await keyMeant(scope, 'only')).id),
  '/key who service': (scope) => whoAnswers(scope, 'bot 7', null),
  '/key who person': (scope) => whoAnswers(scope, '', ANA),
  Home: (scope) => homeCard(scope, ANA),
};

const folder = await mkdtemp(join(tmpdir(), 'keysteward-bench-'));
const server = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
const opened: Database[] = [];
try {
  const alone = await filled('alone', CROWD / 2, CROWD / 2);
  const crowd = await filled('crowd', 1, CROWD);
  line('', 'alone p50', 'p99 ms', 'crowd p50', 'p99 ms', 'p50 ratio', 'p99 ratio', 'rows read', 'ratio');
  for (const [name, ask] of Object.entries(questions)) {
    const [a, b]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS + WARM; round += 1) {
      for (const [database, times] of [
        [alone, a],
        [crowd, b],
      ] as const) {
        const took = await timed(database, ask);
        if (round >= WARM) times.push(took);
      }
    }
    const [readAlone, readCrowd] = [await rowsRead(alone, ask), await rowsRead(crowd, ask)];
    const numbers = [at(a, 0.5), at(a, 0.99), at(b, 0.5), at(b, 0.99)];
    line(
      name,
      ...numbers.map((ms) => ms.toFixed(2)),
      (at(b, 0.5) / at(a, 0.5)).toFixed(2),
      (at(b, 0.99) / at(a, 0.99)).toFixed(2),
      readCrowd.toFixed(0),
      (readCrowd / readAlone).toFixed(2),
    );
  }
} finally {
  for (const database of opened) await database.close();
  await server.stop();
  await rm(folder, { recursive: true });
}

/** A database with the workspaces from one number to another, each with the same keys, people and services. */
async function filled(name: string, from: number, to: number): Promise<Database> {
  const admin = openDatabase(server.url, { connections: 1 });
  await admin.pool.query(`create database ${name}`);
  await admin.close();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.href);
  // One connection, so that what it read can be told apart.
  const database = openDatabase(url.href, { connections: 1 });
  opened.push(database);
  const fill = openForFilling(url.href);
  try {
    const workspaces = `(select 'T' || lpad(n::text, 6, '0') as id from generate_series(${from}, ${to}) n) w`;
    for (const statement of [
      `insert into workspaces (id, name, bot_user, installed_at) select id, id, 'U0BOT', now() from ${workspaces}`,
      `insert into people (workspace, id, name, timezone, standing, is_admin, checked_at)
        select w.id, 'U' || lpad(p::text, 4, '0'), 'Person ' || p, 'UTC', case when p = 9 then 'deactivated' else 'member' end, false, now()
        from ${workspaces}, generate_series(1, 20) p`,
      `insert into accounts (workspace, provider, region, name, name_key)
        select w.id, 'okx', 'global', 'Sub ' || a, 'sub ' || a from ${workspaces}, generate_series(1, 20) a`,
      `insert into console_holders (workspace, account, person, position)
        select workspace, id, 'U0002', 0 from accounts`,
      `insert into services (workspace, name, name_key, owner)
        select w.id, 'bot ' || s, 'bot ' || s, 'U' || lpad((s % 20 + 1)::text, 4, '0') from ${workspaces}, generate_series(1, 50) s`,
      `insert into keys (workspace, provider, label, label_key, key_id, account, environment, permissions, allowlist, tier,
          custodian, deputy, kept_at, created_on, rotation_days, due_on, recorded_by, recorded_at)
        select w.id, 'okx', l.label, l.label, '37c541a1-0000-4000-8000-' || lpad(to_hex(k), 12, '0'), a.id, 'live', '{read,trade}',
          case when k % 7 = 0 then '{}'::text[] else '{203.0.113.7}' end, k % 3 + 1,
          'U' || lpad((k % 20 + 1)::text, 4, '0'), 'U0002', 'vault: ' || k, current_date - 100, 180, current_date + (k % 400) - 20,
          'U0001', now()
        from ${workspaces} cross join generate_series(1, ${KEYS}) k
        cross join lateral (select case when k = 1 then 'only-one' else 'desk ' || k end as label) l
        join accounts a on a.workspace = w.id and a.name = 'Sub ' || (k % 20 + 1)`,
      `insert into key_services (workspace, key, service)
        select k.workspace, k.id, s.id from keys k join services s on s.workspace = k.workspace and s.name = 'bot ' || (k.id % 50 + 1)`,
      'vacuum analyze',
    ]) {
      await fill.query(statement);
    }
  } finally {
    await fill.end();
  }
  return database;
}

/** A connection without the patience of the bot's own: filling takes minutes. */
function openForFilling(url: string): { query(text: string): Promise<unknown>; end(): Promise<void> } {
  const { pool } = openDatabase(url, { connections: 1 });
  return {
    query: (text) => pool.query({ text, query_timeout: 900_000 } as { text: string }),
    end: () => pool.end(),
  };
}

async function scoped<Result>(database: Database, ask: (scope: Scope) => Promise<Result>): Promise<Result> {
  const now = await databaseNow(database);
  const act = makeAct({
    workspace: workspaceId(OURS),
    person: ANA,
    role: 'member',
    now,
    door: 'bench',
    delivery: null,
    channel: null,
  });
  return lookingInto(database, act, ask);
}

function timed(database: Database, ask: (scope: Scope) => Promise<unknown>): Promise<number> {
  return scoped(database, async (scope) => {
    const from = performance.now();
    await ask(scope);
    return performance.now() - from;
  });
}

/** Rows that one question reads, from tables and indexes, as the server counts them. */
async function rowsRead(database: Database, ask: (scope: Scope) => Promise<unknown>): Promise<number> {
  const counted = async (): Promise<number> => {
    await database.pool.query('select pg_stat_force_next_flush()');
    await database.pool.query('select 1');
    const { rows } = await database.pool.query<{ read: string }>(
      'select pg_stat_clear_snapshot(), sum(seq_tup_read + idx_tup_fetch) as read from pg_stat_user_tables',
    );
    return Number(rows[0]?.read);
  };
  const before = await counted();
  for (let n = 0; n < 10; n += 1) await scoped(database, ask);
  return ((await counted()) - before) / 10;
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function line(name: string, ...cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join('')}\n`);
}

/** A tick of the planner among 100,000 and among 1,000,000 keys, with as many due in both. See README.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GENESIS } from '../src/domain/audit-chain.ts';
import { startEmbeddedPostgres } from '../src/local/postgres.ts';
import { planNudges } from '../src/rotation/plan-nudges.ts';
import { type Database, databaseNow, openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { clockAct } from '../src/workspace/clock-act.ts';

const WORKSPACES = 1_000;
const DUE_EACH = 10;
const DUE = WORKSPACES * DUE_EACH;
const sizes = (process.env['KEYS'] ?? '100000,1000000').split(',').map(Number);

const folder = await mkdtemp(join(tmpdir(), 'keysteward-bench-'));
const server = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
try {
  for (const keys of sizes) await measure(keys);
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}

async function measure(keys: number): Promise<void> {
  const started = performance.now();
  const database = await filled(`planner_${keys}`, keys);
  try {
    say(
      `\n${keys.toLocaleString('en')} keys, ${DUE.toLocaleString('en')} due (filled in ${seconds(started)} s)`,
    );
    line('', 'p50 ms', 'best ms', 'rows read', 'rows written', 'WAL KiB', 'what came of it');
    await compared(database, 'floor: due keys by their index', 15, () => dueKeys(database));
    await compared(database, 'floor: the same rows, written bare', 3, () => writtenBare(database));
    await compared(database, 'planning tick, all due', 1, () => tick(database));
    await compared(database, 'idle tick, all planned', 100, () => tick(database));
    await compared(database, 'floor: an empty look', 100, () => emptyLook(database));
    await database.pool.query('vacuum analyze nudge_looks, nudges, outbox, audit, audit_heads');
    await compared(database, 'daily look, nothing to say', 1, async () => {
      await dueAgain(database);
      return tick(database);
    });
    await oneDue(database);
    await compared(database, 'planning tick, one due', 1, () => tick(database));
  } finally {
    await database.close();
  }
}

async function tick(database: Database): Promise<string> {
  const now = await databaseNow(database);
  const planned = await planNudges(database, now, (workspace) => clockAct(workspace, now, 'bench'));
  return `${planned} planned`;
}

async function dueKeys({ pool }: Database): Promise<string> {
  const { rows } = await pool.query(
    `select workspace, id, due_on, custodian from keys where state = 'active' and due_on <= current_date + 14`,
  );
  return `${rows.length} rows`;
}

async function emptyLook({ pool }: Database): Promise<string> {
  const { rows } = await pool.query(
    'select workspace, key from nudge_looks where at <= now() order by at limit 20000',
  );
  return `${rows.length} rows`;
}

/** What the tick leaves, by one statement a table, and then taken back: no decisions, no locks, no chain. */
async function writtenBare({ pool }: Database): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query(
      `insert into nudges (workspace, key, due_on, stage, recipient, planned_at, message)
      select workspace, id, due_on, 7, custodian, now(), 'nudge:' || custodian || ':bare'
      from keys where state = 'active' and due_on <= current_date + 14`,
    );
    await client.query(
      `insert into audit (workspace, seq, at, actor, door, deed, subject, detail, hash)
      select workspace, 1000000 + row_number() over (partition by workspace order by id), now(), 'clock', 'bench',
        'nudge planned', 'key:' || key, jsonb_build_object('kind', kind, 'audience', audience, 'dueOn', due_on,
          'stage', stage, 'round', round, 'recipient', recipient, 'message', message), repeat('0', 64)
      from nudges where message like 'nudge:%:bare'`,
    );
    await client.query(
      `insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at)
      select distinct workspace, message, jsonb_build_object('do', 'message', 'kind', 'nudge', 'subject', message,
        'to', jsonb_build_object('person', recipient)), 2, 'person:' || recipient, now(), now()
      from nudges where message like 'nudge:%:bare'`,
    );
    await client.query(
      `update nudge_looks l set at = now() + interval '1 day' from keys k
      where k.workspace = l.workspace and k.id = l.key and k.state = 'active' and k.due_on <= current_date + 14`,
    );
    await client.query('rollback');
    return `${rowCount} rows, taken back`;
  } finally {
    client.release();
  }
}

async function dueAgain({ pool }: Database): Promise<void> {
  await pool.query(
    `update nudge_looks l set at = '-infinity' from keys k
    where k.workspace = l.workspace and k.id = l.key and k.state = 'active' and k.due_on <= current_date + 14`,
  );
}

/** The day of one key is changed; its trigger has it looked at again. */
async function oneDue({ pool }: Database): Promise<void> {
  await pool.query(
    `update keys set due_on = current_date + 3 where (workspace, id) in
      (select workspace, id from keys where state = 'active' and due_on > current_date + 60 limit 1)`,
  );
}

interface Count {
  readonly read: number;
  readonly written: number;
  readonly wal: number;
}

async function counted({ pool }: Database): Promise<Count> {
  // Each connection reports what it did when it is told to.
  await Promise.all(
    Array.from({ length: 10 }, () => pool.query('select pg_stat_force_next_flush(), pg_sleep(0.02)')),
  );
  await Promise.all(Array.from({ length: 10 }, () => pool.query('select pg_sleep(0.02)')));
  const { rows } = await pool.query<Record<keyof Count, string>>(
    `select pg_stat_clear_snapshot(), sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read,
      sum(n_tup_ins + n_tup_upd + n_tup_del) as written, (pg_current_wal_lsn() - '0/0') as wal from pg_stat_user_tables`,
  );
  const [row] = rows;
  return { read: Number(row?.read), written: Number(row?.written), wal: Number(row?.wal) };
}

/** Does it `rounds` times. Rows and WAL are those of one round. */
async function compared(
  database: Database,
  name: string,
  rounds: number,
  run: () => Promise<string>,
): Promise<void> {
  const before = await counted(database);
  const times: number[] = [];
  let outcome = '';
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    outcome = await run();
    times.push(performance.now() - from);
  }
  const after = await counted(database);
  const sorted = times.sort((a, b) => a - b);
  const each = (of: keyof Count): string =>
    Math.round((after[of] - before[of]) / rounds).toLocaleString('en');
  const wal = ((after.wal - before.wal) / rounds / 1024).toFixed(0);
  line(
    name,
    (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1),
    (sorted[0] ?? 0).toFixed(1),
    each('read'),
    each('written'),
    wal,
    outcome,
  );
}

/** A database of its own with that many keys in all workspaces together; as many are due whatever the number. */
async function filled(name: string, keys: number): Promise<Database> {
  const admin = openDatabase(server.url, { connections: 1 });
  await admin.pool.query(`create database ${name}`);
  await admin.close();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const { pool } = openDatabase(url.href, { connections: 1 });
  const each = keys / WORKSPACES;
  for (const text of [
    // Triggers and checks of references sleep while it is filled; what they would do is done below.
    `set session_replication_role = replica`,
    `insert into workspaces (id, name, bot_user, installed_at, work_from, work_to, work_days)
      select 'T' || lpad(n::text, 6, '0'), 'Team', 'U0BOT', now(), 0, 24, '{1,2,3,4,5,6,7}' from generate_series(1, ${WORKSPACES}) n`,
    `insert into people (workspace, id, name, timezone, standing, is_admin, checked_at)
      select w.id, 'U' || lpad(p::text, 4, '0'), 'Person', 'UTC', 'member', false, now()
      from workspaces w, generate_series(1, 20) p`,
    `insert into accounts (workspace, provider, region, name, name_key) select id, 'okx', 'global', 'Main', 'main' from workspaces`,
    `insert into keys (workspace, provider, label, label_key, key_id, account, environment, permissions, allowlist, tier,
        custodian, deputy, kept_at, created_on, rotation_days, due_on, recorded_by, recorded_at)
      select a.workspace, 'okx', 'desk ' || k, 'desk ' || k, '37c541a1-0000-4000-8000-' || lpad(to_hex(k), 12, '0'), a.id,
        'live', '{read,trade}', '{203.0.113.7}', k % 3 + 1, 'U' || lpad((k % 20 + 1)::text, 4, '0'), 'U0002', 'vault',
        current_date - 100, 180, current_date + case when k <= ${DUE_EACH} then 7 else 20 + k % 160 end, 'U0001', now()
      from accounts a, generate_series(1, ${each}) k`,
    // Its log has begun in every workspace.
    `insert into audit_heads (workspace, seq, hash) select id, 0, '${GENESIS}' from workspaces`,
    // As the planner itself would have left them: those that are not due, until they may be.
    `insert into nudge_looks (workspace, key, at) select workspace, id, case
        when due_on <= current_date + 14 then '-infinity'
        else least(now() + interval '30 days', due_on - interval '14 days 14 hours') end from keys`,
    'vacuum analyze',
    'checkpoint',
  ]) {
    await pool.query({ text, query_timeout: 1_800_000 } as { text: string });
  }
  await pool.end();
  return openDatabase(url.href);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}

function line(name: string, ...cells: readonly string[]): void {
  say(`${name.padEnd(36)}${cells.map((cell) => cell.padStart(14)).join('')}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

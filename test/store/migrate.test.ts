import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MigrationRefused, migrate } from '../../src/store/migrate.ts';
import { emptyDatabase, freshDatabase } from '../support/database.ts';
import { patience } from '../support/patience.ts';

const shipped = join(import.meta.dirname, '../../migrations');
const quickImports = join(import.meta.dirname, '../../src/quick-imports.js');

let url: string;
let folder: string;
/** Kept: to connect anew for each question takes longer than the answer. */
let client: pg.Client;

beforeAll(async () => {
  const database = await emptyDatabase();
  url = database.url;
  client = new pg.Client(url);
  await client.connect();
  return async () => {
    await client.end();
    await database.drop();
  };
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keysteward-migrations-'));
  return async () => {
    rmSync(folder, { recursive: true });
    // Empties the database for the next test: cheaper than another one.
    await ask('drop schema if exists drizzle cascade; drop schema public cascade; create schema public');
  };
});

/** Writes a migrations folder; each file a statement, dated in this order unless told. */
function writeMigrations(statements: Record<string, string>, dates: Record<string, number> = {}): void {
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const entries = Object.entries(statements).map(([tag, statement], idx) => {
    writeFileSync(join(folder, `${tag}.sql`), statement);
    return { idx, version: '7', when: dates[tag] ?? 1000 + idx, tag, breakpoints: true };
  });
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
}

async function tables(): Promise<string[]> {
  const rows = await ask(`select tablename as name from pg_tables where schemaname = 'public' order by 1`);
  return rows.map((row) => String(row['name']));
}

const ask = async (text: string): Promise<Record<string, unknown>[]> => (await client.query(text)).rows;

const two = { '0000_a': 'create table a (x int)', '0001_b': 'create table b (x int)' };

/** Another process that migrates, to be killed. */
function migrateElsewhere(): ChildProcess {
  const script = `import(${JSON.stringify(join(import.meta.dirname, '../../src/store/migrate.ts'))})
    .then(({ migrate }) => migrate(${JSON.stringify(url)}, ${JSON.stringify(folder)}))`;
  const child = spawn(process.execPath, ['--import', quickImports, '--eval', script], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

describe('starting', () => {
  test('four at once make the schema once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(url)));
    const [row] = await ask(
      'select count(*)::int as count, count(distinct hash)::int as distinct from drizzle.__drizzle_migrations',
    );
    const { entries } = JSON.parse(readFileSync(join(shipped, 'meta/_journal.json'), 'utf8')) as {
      entries: unknown[];
    };
    expect(row).toEqual({ count: entries.length, distinct: entries.length });
  });

  test('a second time changes nothing', async () => {
    writeMigrations(two);
    await migrate(url, folder);
    const before = await ask('select * from drizzle.__drizzle_migrations');
    await migrate(url, folder);
    expect(await ask('select * from drizzle.__drizzle_migrations')).toEqual(before);
  });

  test('a newer version adds its migrations', async () => {
    writeMigrations(two);
    await migrate(url, folder);
    writeMigrations({ ...two, '0002_c': 'create table c (x int)' });
    await migrate(url, folder);
    expect(await tables()).toEqual(['a', 'b', 'c']);
  });

  test('the template that other tests copy is complete', async () => {
    const copy = await freshDatabase();
    onTestFinished(() => copy.drop());
    await migrate(copy.url);
  });
});

describe('a history that does not fit is refused, and nothing changes', () => {
  async function refused(words: RegExp): Promise<void> {
    const before = await tables();
    const refusal = await migrate(url, folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(MigrationRefused);
    expect(String(refusal)).toMatch(words);
    expect(await tables()).toEqual(before);
  }

  test('an applied file was edited', async () => {
    writeMigrations(two);
    await migrate(url, folder);
    writeMigrations({ ...two, '0000_a': 'create table a (x bigint)', '0002_c': 'create table c (x int)' });
    await refused(/Migration 0000_a is not what was applied/);
  });

  test('a file was slipped in before an applied one', async () => {
    writeMigrations(two);
    await migrate(url, folder);
    writeMigrations({
      '0000_a': two['0000_a'],
      '0001_late': 'create table late (x int)',
      '0002_b': two['0001_b'],
    });
    await refused(/Migration 0001_late is not what was applied/);
  });

  test('a file is dated before the one it follows', async () => {
    writeMigrations({ ...two, '0002_c': 'create table c (x int)' }, { '0002_c': 1000 });
    await refused(/Migration 0002_c is dated before 0001_b/);
  });

  test('a newer version was here', async () => {
    writeMigrations({ ...two, '0002_c': 'create table c (x int)' });
    await migrate(url, folder);
    writeMigrations(two);
    await refused(/has 3 migrations and this version of the program knows 2.*newer version/);
  });

  test('a statement fails: all of this start is taken back', async () => {
    writeMigrations({ ...two, '0002_c': 'create table a (x int)' });
    await refused(/from 0000_a on failed and were taken back \(42P07: relation "a" already exists\)/);
    writeMigrations({ ...two, '0002_c': 'create table c (x int)' });
    await migrate(url, folder);
    expect(await tables()).toEqual(['a', 'b', 'c']);
  });
});

test('kill -9 in the middle leaves nothing half done, and the next start does not wait for it', async () => {
  writeMigrations({ '0000_a': 'create table a (x int)', '0001_slow': 'select pg_sleep(600)' });
  const killed = migrateElsewhere();
  await vi.waitFor(async () => {
    expect(
      await ask(
        `select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
      ),
    ).toHaveLength(1);
  }, patience);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(await tables()).toEqual([]);
  writeMigrations(two);
  await migrate(url, folder);
  expect(await tables()).toEqual(['a', 'b']);
});

test('a long transaction on a table we change ends in a sentence, not in a queue', async () => {
  writeMigrations({ '0000_a': two['0000_a'] });
  await migrate(url, folder);
  const holder = new pg.Client(url);
  await holder.connect();
  await holder.query('begin; select * from a');
  try {
    writeMigrations({ '0000_a': two['0000_a'], '0001_more': 'alter table a add column y int' });
    await expect(migrate(url, folder, 50)).rejects.toThrow(/55P03.*A long transaction holds a table/);
  } finally {
    await holder.end();
  }
  await migrate(url, folder);
});

test.each([
  ['a wrong password', { password: 'wrong' }, /28P01/],
  ['a missing database', { pathname: '/absent' }, /3D000/],
  ['a server that is not there', { port: '1' }, /ECONNREFUSED/],
])('%s is a sentence', async (_, change, code) => {
  writeMigrations(two);
  const refusal = migrate(Object.assign(new URL(url), change).href, folder);
  await expect(refusal).rejects.toThrow(/The database cannot be opened.*DATABASE_URL/);
  await expect(refusal).rejects.toThrow(code);
});

test('the shipped folder passes its own check', () => {
  cpSync(shipped, folder, { recursive: true });
  const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  const dates = entries.map(({ when }) => when);
  expect(dates).toEqual([...new Set(dates)].sort((a, b) => a - b));
});

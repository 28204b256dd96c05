import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/postgres.ts';
import {
  type AppRun,
  ask,
  copiedCluster,
  gone,
  here,
  isAlive,
  kill,
  lostRows,
  postmasterOf,
  progress,
  removed,
  runApp,
  start,
  watchersOf,
} from '../support/postgres-runs.ts';
import { newFolder } from '../support/room.ts';

/** A cluster whose first maker was killed and that two programs, started together, then made anew; stopped cleanly. */
let made: {
  folder: string;
  leftAfterKill: string[];
  leftAtLast: string[];
  urls: string[];
  acked: number;
  fsync: unknown;
  postmasterAfter: number | undefined;
};

beforeAll(async () => {
  const folder = newFolder('keysteward-made-');
  const leftover = (): string[] => readdirSync(folder).filter((name) => name.startsWith('pg18.init-'));
  const killed = runApp(folder);
  await vi.waitFor(
    () => expect(readdirSync(join(folder, leftover()[0] ?? 'none', 'data'))).toContain('base'),
    { timeout: 10_000, interval: 5 },
  );
  await kill(killed);
  const leftAfterKill = readdirSync(folder).filter((name) => name.startsWith('pg18') && name !== 'pg18.log');

  const next = runApp(folder);
  const together = startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  const urls = [await next.connected, (await together).url];
  await progress(next);
  next.child.kill('SIGTERM');
  await next.ended;
  const { url, stop } = await together;
  await ask(url, 'create table kept (x int)');
  const fsync = await ask(url, 'show fsync');
  await stop();
  const postmasterAfter = postmasterOf(folder);
  await gone(postmasterAfter);
  const acked = next.acked.length;
  made = { folder, leftAfterKill, leftAtLast: leftover(), urls, acked, fsync, postmasterAfter };
  return () => rmSync(folder, { recursive: true });
});

test('killed while the cluster is being made: the next make it anew, and started together find the same server', () => {
  expect(made.leftAfterKill).toEqual([expect.stringMatching(/^pg18\.init-/)]);
  expect(made.leftAtLast).toEqual([]);
  expect(made.urls[0]).toBe(made.urls[1]);
  expect(made.acked).toBeGreaterThan(0);
});

describe('a server', () => {
  let dataDir: string;
  /** The second start on the folder. */
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    dataDir = copiedCluster(made.folder, newFolder('keysteward-data-'));
    vi.stubEnv('SLACK_BOT_TOKEN', 'planted');
    server = await startEmbeddedPostgres({ dataDir, fast: true, log: () => undefined });
    vi.unstubAllEnvs();
    return async () => {
      await server.stop();
      await removed(dataDir);
    };
  });

  test('listens on this machine only, by TCP only, and wants its password', async () => {
    const { url } = server;
    expect(
      await ask(
        url,
        `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
                (select string_agg(distinct auth_method || ' ' || address, ',') from pg_hba_file_rules) as access`,
      ),
    ).toEqual([{ addresses: '127.0.0.1', sockets: '', access: 'scram-sha-256 127.0.0.1' }]);

    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(new URL(url).password).toMatch(/^[0-9a-f]{48}$/);
  });

  test('keeps its data and its password from one start to the next', async () => {
    expect(made.postmasterAfter).toBeUndefined();
    expect(new URL(server.url).password).toBe(new URL(made.urls[0] ?? '').password);
    expect(await ask(server.url, 'select * from kept')).toEqual([]);
  });

  test('gives up safety for speed only when asked', async () => {
    expect(made.fsync).toEqual([{ fsync: 'on' }]);
    expect(await ask(server.url, 'show fsync')).toEqual([{ fsync: 'off' }]);
  });

  test('writes no values of statements to its log', async () => {
    const { url } = server;
    await ask(url, `create table t (x text primary key); insert into t values ('planted')`);
    await expect(ask(url, `insert into t values ('planted')`)).rejects.toMatchObject({ code: '23505' });
    expect(readFileSync(join(dataDir, 'pg18.log'), 'utf8')).toContain('duplicate key');
    expect(readFileSync(join(dataDir, 'pg18.log'), 'utf8')).not.toContain('planted');
  });

  test('gets nothing of our environment', () => {
    const environment = readFileSync(`/proc/${postmasterOf(dataDir)}/environ`, 'utf8');
    expect(environment).toContain('LC_ALL=C');
    expect(environment).not.toContain('planted');
    // Ours as it was when the program was loaded: this runner names itself there.
    expect(environment).not.toContain('VITEST');
  });
});

/** Each ends a run without warning, in a way of its own. */
const crashes = {
  async server(run: AppRun, server: number) {
    process.kill(server, 'SIGKILL');
    await run.ended;
  },
  async everythingThatWatches(run: AppRun, server: number) {
    for (const watcher of watchersOf(server)) process.kill(watcher, 'SIGKILL');
    await kill(run);
    expect(isAlive(server)).toBe(true);
  },
};

test('several processes share one server, which stops with the last; whatever is killed, no row is lost and no server stays', async () => {
  const dataDir = copiedCluster(made.folder);
  const first = start(dataDir);
  await first.connected;
  const second = start(dataDir);
  expect(await second.connected).toBe(await first.connected);
  const server = postmasterOf(dataDir);
  // Who started it goes; and who leaves orderly leaves the others alone.
  await kill(first);
  const guest = await here(dataDir);
  expect(guest.url).toBe(await second.connected);
  await guest.stop();
  await progress(second, 50);
  expect(postmasterOf(dataDir)).toBe(server);
  await kill(second);
  await gone(server);

  const runs: [string, AppRun][] = [
    ['the first program', first],
    ['the last program', second],
  ];
  let orphan = 0;
  for (const [name, crash] of Object.entries(crashes)) {
    const run = start(dataDir);
    runs.push([name, run]);
    await run.connected;
    await progress(run, 50);
    orphan = postmasterOf(dataDir) ?? 0;
    await crash(run, orphan);
  }
  // The last crash left a server that nobody would ever stop.
  const { url } = await here(dataDir);
  expect(isAlive(orphan)).toBe(false);
  for (const [name, run] of runs) expect(await lostRows(url, run), name).toEqual([]);
});

describe('what lies around', () => {
  test('a postmaster.pid whose number another program has now is no obstacle', async () => {
    const dataDir = copiedCluster(made.folder);
    const other = processOf(statSync(join(dataDir, 'pg18')).uid);
    const stale = join(dataDir, 'pg18/postmaster.pid');
    writeFileSync(stale, `${other}\n${dataDir}/pg18\n0\n5432\n\n127.0.0.1\n\nready\n`);
    expect(await ask((await here(dataDir)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a password that does not fit is a sentence', async () => {
    const dataDir = copiedCluster(made.folder);
    writeFileSync(join(dataDir, 'password'), 'other');
    await expect(here(dataDir)).rejects.toThrow(
      /password in .* does not open the embedded database.*Put the right file back/,
    );
  });

  test('a cluster that cannot start is a sentence with the last words of the server', async () => {
    const dataDir = copiedCluster(made.folder);
    writeFileSync(join(dataDir, 'pg18/postgresql.conf'), 'no_such_setting = 1\n');
    await expect(here(dataDir)).rejects.toThrow(/does not start\. It said: .*FATAL.*pg18\.log/s);
  });
});

/** A process of the account the server runs with, since PostgreSQL minds only those. */
function processOf(uid: number): number {
  const child = spawn('sleep', ['600'], { uid, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

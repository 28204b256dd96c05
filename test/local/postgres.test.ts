import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  type AppRun,
  ask,
  clusterFolder,
  emptyFolder,
  gone,
  here,
  isAlive,
  kill,
  lostRows,
  postmasterOf,
  progress,
  removeMadeCluster,
  start,
  watchersOf,
} from '../support/postgres-runs.ts';

afterAll(removeMadeCluster);

describe('a server', () => {
  test('listens on this machine only, by TCP only, and wants its password', async () => {
    const dataDir = await clusterFolder();
    const { url } = await here(dataDir);
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
    const dataDir = await clusterFolder();
    const first = await here(dataDir);
    await ask(first.url, 'create table kept (x int)');
    await first.stop();
    expect(postmasterOf(dataDir)).toBeUndefined();
    const second = await here(dataDir);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(await ask(second.url, 'select * from kept')).toEqual([]);
  });

  test('gives up safety for speed only when asked', async () => {
    const dataDir = await clusterFolder();
    const safe = await here(dataDir, false);
    expect(await ask(safe.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await safe.stop();
    expect(await ask((await here(dataDir, true)).url, 'show fsync')).toEqual([{ fsync: 'off' }]);
  });

  test('writes no values of statements to its log', async () => {
    const dataDir = await clusterFolder();
    const { url } = await here(dataDir);
    await ask(url, `create table t (x text primary key); insert into t values ('planted')`);
    await expect(ask(url, `insert into t values ('planted')`)).rejects.toMatchObject({ code: '23505' });
    expect(readFileSync(join(dataDir, 'pg18.log'), 'utf8')).toContain('duplicate key');
    expect(readFileSync(join(dataDir, 'pg18.log'), 'utf8')).not.toContain('planted');
  });

  test('gets nothing of our environment', async () => {
    const dataDir = await clusterFolder();
    vi.stubEnv('SLACK_BOT_TOKEN', 'planted');
    onTestFinished(() => void vi.unstubAllEnvs());
    await here(dataDir);
    const environment = readFileSync(`/proc/${postmasterOf(dataDir)}/environ`, 'utf8');
    expect(environment).toContain('LC_ALL=C');
    expect(environment).not.toContain('planted');
  });
});

describe('several processes on one folder', () => {
  test('share the server, and it stops with the last of them', async () => {
    const dataDir = await clusterFolder();
    const first = start(dataDir);
    await first.connected;
    const second = start(dataDir);
    expect(await second.connected).toBe(await first.connected);
    const server = postmasterOf(dataDir);
    first.child.kill('SIGTERM');
    await first.ended;
    await progress(second);
    expect(postmasterOf(dataDir)).toBe(server);
    second.child.kill('SIGTERM');
    await second.ended;
    await gone(server);
  });

  test('started together on an empty folder, all find the same server', async () => {
    const dataDir = emptyFolder();
    const runs = [start(dataDir), start(dataDir), start(dataDir)];
    const urls = await Promise.all(runs.map((run) => run.connected));
    expect(new Set(urls).size).toBe(1);
    await Promise.all(runs.map((run) => progress(run)));
    expect(readdirSync(dataDir).filter((name) => name.startsWith('pg18.init'))).toEqual([]);
  });

  test('the one that started it may be killed while another uses it', async () => {
    const dataDir = await clusterFolder();
    const first = start(dataDir);
    await first.connected;
    const second = start(dataDir);
    await second.connected;
    const server = postmasterOf(dataDir);
    await kill(first);
    await progress(second, 50);
    expect(postmasterOf(dataDir)).toBe(server);
    await kill(second);
    await gone(server);
  });
});

describe('kill -9', () => {
  test('of the program leaves no server behind and loses no acknowledged row, three times over', async () => {
    const dataDir = await clusterFolder();
    const runs: AppRun[] = [];
    for (let round = 0; round < 3; round++) {
      const run = start(dataDir);
      runs.push(run);
      await run.connected;
      await progress(run, 50);
      const server = postmasterOf(dataDir);
      await kill(run);
      await gone(server);
    }
    expect(await lostRows((await here(dataDir)).url, ...runs)).toEqual([]);
  });

  test('of the server itself loses no acknowledged row', async () => {
    const dataDir = await clusterFolder();
    const run = start(dataDir);
    await run.connected;
    await progress(run, 50);
    process.kill(postmasterOf(dataDir) ?? 0, 'SIGKILL');
    await run.ended;
    const again = await here(dataDir);
    expect(await lostRows(again.url, run)).toEqual([]);
  });

  test('of everything that watches the server: the next start ends the orphan and goes on with its data', async () => {
    const dataDir = await clusterFolder();
    const run = start(dataDir);
    await run.connected;
    await progress(run);
    const orphan = postmasterOf(dataDir) ?? 0;
    for (const watcher of watchersOf(orphan)) process.kill(watcher, 'SIGKILL');
    await kill(run);
    expect(isAlive(orphan)).toBe(true);
    const next = await here(dataDir);
    expect(isAlive(orphan)).toBe(false);
    expect(await lostRows(next.url, run)).toEqual([]);
  });

  test('while the cluster is being made: the next start makes it anew', async () => {
    const dataDir = emptyFolder();
    const run = start(dataDir);
    const leftover = (): string[] => readdirSync(dataDir).filter((name) => name.startsWith('pg18.init-'));
    await vi.waitFor(() => expect(leftover()).toHaveLength(1), { timeout: 10_000, interval: 5 });
    await vi.waitFor(
      () => expect(readdirSync(join(dataDir, leftover()[0] ?? '', 'data'))).toContain('base'),
      { timeout: 10_000, interval: 5 },
    );
    await kill(run);
    expect(readdirSync(dataDir)).not.toContain('pg18');
    const { url } = await here(dataDir);
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(leftover()).toEqual([]);
  });
});

describe('what lies around', () => {
  test('a postmaster.pid whose number another program has now is no obstacle', async () => {
    const dataDir = await clusterFolder();
    await (await here(dataDir)).stop();
    const other = processOf(statSync(join(dataDir, 'pg18')).uid);
    const stale = join(dataDir, 'pg18/postmaster.pid');
    writeFileSync(stale, `${other}\n${dataDir}/pg18\n0\n5432\n\n127.0.0.1\n\nready\n`);
    expect(await ask((await here(dataDir)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a password that does not fit is a sentence', async () => {
    const dataDir = await clusterFolder();
    await (await here(dataDir)).stop();
    writeFileSync(join(dataDir, 'password'), 'other');
    await expect(here(dataDir)).rejects.toThrow(
      /password in .* does not open the embedded database.*Put the right file back/,
    );
  });

  test('a cluster that cannot start is a sentence with the last words of the server', async () => {
    const dataDir = await clusterFolder();
    await (await here(dataDir)).stop();
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

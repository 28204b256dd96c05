import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, exists, owner } from './cluster.ts';
import { EmbeddedPostgresError } from './fault.ts';
import { joinLease, leaseHolds, leaveLease, makeLease } from './lease.ts';
import { type Postmaster, runningPostmaster } from './postmaster.ts';
import { supervise } from './supervised.ts';

/** Our part in a running server. */
export interface Share {
  readonly port: number;
  /** The lease's path and the end of it that we hold. */
  readonly lease: string;
  readonly end: number;
}

export const pollMs = 25;
/** For a server to come up; after a crash it first replays what was not yet in its files. */
export const patienceMs = 120_000;
const stopPatienceMs = 30_000;
const logLimit = 1_000_000;

/** Only this machine over TCP; no socket file; nothing of a statement or a row in the server's log. */
const settings = [
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'],
  ...['log_min_error_statement=panic', 'log_error_verbosity=terse', 'log_checkpoints=off'],
];
/** Nothing is flushed to disk: for data that may be lost with the machine. */
const fastSettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Joins a server that runs already; `undefined`: not ready, or just ending, so look again. */
export async function joinServer(cluster: Cluster, running: Postmaster): Promise<Share | undefined> {
  const lease = await askForLease(cluster, running.port);
  if (lease === undefined) return undefined;
  const end = joinLease(lease);
  if (end === undefined) {
    // Nobody would ever stop this server. It may be stopping already; asking twice does no harm.
    process.kill(running.pid, 'SIGINT');
    return undefined;
  }
  if (leaseHolds(end)) return { port: running.port, lease, end };
  closeSync(end);
  return undefined;
}

/**
 * Starts the server; `undefined` when it did not come up (another process was faster, or the port was taken).
 * @param launched called once its process runs.
 */
export async function launchServer(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  fast: boolean,
  launched: () => void,
): Promise<Share | undefined> {
  const lease = join(cluster.home, `lease-${randomBytes(6).toString('hex')}`);
  const { readingEnd, writingEnd } = await makeLease(lease);
  const port = await freePort();
  const output = await openLog(cluster);
  const chosen = [...settings, ...(fast ? fastSettings : []), `port=${port}`, `keysteward.lease=${lease}`];
  const args = ['-D', cluster.data, ...chosen.flatMap((setting) => ['-c', setting])];
  const server = supervise(binaries.postgres, args, { input: readingEnd, output }, account);
  closeSync(readingEnd);
  closeSync(output);
  launched();

  try {
    if (await isReady(cluster, port, lease, server.ended)) {
      server.release();
      await removeOtherLeases(cluster, lease);
      return { port, lease, end: writingEnd };
    }
  } catch (error) {
    leaveLease(lease, writingEnd); // which stops the server
    throw error;
  }
  leaveLease(lease, writingEnd);
  await rm(lease, { force: true });
  return undefined;
}

/** Waits for the server with this lease; false when its program ended, or nothing came of it. */
async function isReady(
  cluster: Cluster,
  port: number,
  lease: string,
  end: Promise<number>,
): Promise<boolean> {
  let ended = false;
  void end.then(() => {
    ended = true;
  });
  const deadline = Date.now() + patienceMs;
  while (!ended && Date.now() < deadline) {
    if ((await askForLease(cluster, port)) === lease) return true;
    await pause(pollMs);
  }
  return false;
}

/** Leaves a server and, when nobody else uses it, waits until it has stopped. */
export async function leaveServer(cluster: Cluster, share: Share): Promise<void> {
  if (!leaveLease(share.lease, share.end)) return;
  const deadline = Date.now() + stopPatienceMs;
  while ((await exists(join(cluster.data, 'postmaster.pid'))) && Date.now() < deadline) {
    await pause(pollMs);
    // A new server may have been started meanwhile by somebody else.
    const running = await runningPostmaster(cluster);
    if (running !== undefined && running.port !== share.port) return;
  }
}

/**
 * The lease of the server on `port`, with our database made if missing; `undefined` while it takes no connections.
 * That the password opens it, and that it knows it, proves that the server is this cluster's.
 */
async function askForLease(cluster: Cluster, port: number): Promise<string | undefined> {
  if (port === 0) return undefined;
  const { password } = cluster;
  const client = new pg.Client({ host: '127.0.0.1', port, user: owner, password, database: 'postgres' });
  client.on('error', () => undefined); // the query that was under way fails too, and is what counts
  try {
    await client.connect();
    const answer = await client.query<{ lease: string; made: boolean }>(
      `select current_setting('keysteward.lease', true) as lease,
              exists (select from pg_database where datname = $1) as made`,
      [owner],
    );
    if (!answer.rows[0]?.made) await client.query(`create database ${owner}`).catch(ignoreDuplicate);
    return answer.rows[0]?.lease;
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return undefined;
    throw new EmbeddedPostgresError(
      `The password in ${join(cluster.home, 'password')} does not open the embedded database beside it.`,
      'Put the right file back, or move the whole folder away to begin with an empty database.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

function ignoreDuplicate(error: { code?: string }): void {
  if (error.code !== '42P04' && error.code !== '23505') throw error; // another process made it
}

async function openLog(cluster: Cluster): Promise<number> {
  const { size } = await stat(cluster.logFile).catch(() => ({ size: 0 }));
  if (size > logLimit) await truncate(cluster.logFile);
  return openSync(cluster.logFile, 'a', 0o600);
}

/** Only one server can run on a cluster, so any other lease belongs to one that is gone. */
async function removeOtherLeases(cluster: Cluster, ours: string): Promise<void> {
  for (const name of await readdir(cluster.home)) {
    const path = join(cluster.home, name);
    if (name.startsWith('lease-') && path !== ours) await rm(path, { force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

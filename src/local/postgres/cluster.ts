import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chown, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, type PostgresLine } from './fault.ts';
import { supervise } from './supervised.ts';

/** The files of one embedded server, all below `home`. */
export interface Cluster {
  readonly home: string;
  /** PostgreSQL's own data folder. */
  readonly data: string;
  /** What the server says. */
  readonly logFile: string;
  readonly password: string;
}

/** The superuser that initdb makes, and the database we use. */
export const owner = 'keysteward';

/** Only this machine, only with the password. */
const hostBasedAccess = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** The cluster in `home`, made if there is none. Safe to be called by several processes at once. */
export async function openCluster(
  home: string,
  binaries: Binaries,
  account: Account,
  log: (line: PostgresLine) => void,
): Promise<Cluster> {
  const name = `pg${binaries.major}`;
  const cluster = {
    home,
    data: join(home, name),
    logFile: join(home, `${name}.log`),
    password: await keptPassword(join(home, 'password')),
  };
  await removeAbandoned(home, `${name}.init-`);
  if (!(await exists(join(cluster.data, 'PG_VERSION')))) {
    log({ level: 'info', message: 'Making the embedded database', facts: { folder: cluster.data } });
    await initialise(cluster, binaries, account);
  }
  return cluster;
}

/** Generated once. Whoever writes the file first decides; the others read it. */
async function keptPassword(file: string): Promise<string> {
  const mine = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(mine, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
  await link(mine, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(mine);
  return readFile(file, 'utf8');
}

/** Made beside its place and renamed when whole: an interrupted initdb leaves no half cluster. */
async function initialise(cluster: Cluster, binaries: Binaries, account: Account): Promise<void> {
  const work = `${cluster.data}.init-${process.pid}`;
  const passwordFile = join(work, 'password');
  const data = join(work, 'data');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    await chown(passwordFile, account.uid, account.gid);
    await chown(work, account.uid, account.gid);
  }
  await runInitdb(cluster, binaries, account, data, passwordFile);
  await writeFile(join(data, 'pg_hba.conf'), hostBasedAccess);
  await rename(data, cluster.data).catch(async (error: NodeJS.ErrnoException) => {
    if (!(await exists(join(cluster.data, 'PG_VERSION')))) throw error; // else another process was faster
  });
  await flushFolder(cluster.home);
  await rm(work, { recursive: true, force: true });
}

async function runInitdb(
  cluster: Cluster,
  binaries: Binaries,
  account: Account,
  data: string,
  passwordFile: string,
): Promise<void> {
  const args = [
    ...['--pgdata', data, '--username', owner, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // The same order and case rules on every system, independent of its locales.
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
  ];
  const output = openSync(cluster.logFile, 'a', 0o600);
  const initdb = supervise(binaries.initdb, args, { input: 'pipe', output }, account);
  closeSync(output);
  if ((await initdb.ended) !== 0) {
    throw new EmbeddedPostgresError(
      `The embedded database could not be made in ${cluster.data}. It said: ${await lastWords(cluster)}`,
      `See ${cluster.logFile}, or set DATABASE_URL.`,
    );
  }
}

/** The last complaint of the server or of initdb, to be shown when it does not start. */
export async function lastWords(cluster: Cluster): Promise<string> {
  const lines = (await readFile(cluster.logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines.findLast((line) => /FATAL:|error:/.test(line)) ?? lines.at(-1) ?? '';
}

/** Work folders of processes that died while making a cluster. */
async function removeAbandoned(home: string, prefix: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) {
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A rename is safe from a power cut only once its folder is on disk. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cluster, isAlive } from './cluster.ts';

const run = promisify(execFile);

/** A live server on a cluster, as its `postmaster.pid` tells. */
export interface Postmaster {
  readonly pid: number;
  /** 0 while it is still starting. */
  readonly port: number;
}

/** The live server on this cluster, if any. Removes what a dead one left behind. */
export async function runningPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const file = join(cluster.data, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3] ?? 0)];
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  if (await isPostgres(pid)) return { pid, port };
  // After a reboot the number may belong to any program, and PostgreSQL would refuse to start because it is taken.
  if ((await readFile(file, 'utf8').catch(() => '')).startsWith(`${pid}\n`)) await rm(file, { force: true });
  return undefined;
}

/**
 * Deliberately not "postgres with this folder": a folder may be reached or moved under another name, and two
 * servers on one folder would destroy it. Whether it is ours shows when our password opens it.
 */
async function isPostgres(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.replaceAll('\0', ' '),
    () =>
      run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
        ({ stdout }) => stdout,
        () => '',
      ),
  );
  return /^(\S*\/)?postgres[: ]/.test(command);
}

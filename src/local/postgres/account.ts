import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, type PostgresLine } from './fault.ts';

const run = promisify(execFile);

/** Whose rights the server runs with: `{}` is our own; PostgreSQL refuses to run as root. */
export type Account = { readonly uid?: number; readonly gid?: number };

/** The account every Unix gives to programs without rights; no user has to be made for it. */
const nobody: Account = { uid: 65534, gid: 65534 };

/** Root's place for what the unprivileged account must reach when the project cannot be reached. */
export const rootsPlace = '/var/lib/keysteward';

export const serverAccount = (): Account => (process.getuid?.() === 0 ? nobody : {});

/** Nothing of our own environment (it may hold credentials) reaches the server or its tools. */
export const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' };

/**
 * The folder that holds the cluster and what belongs to it: `wanted`, or, when root runs us and the server's
 * account cannot enter `wanted` (a project below /root), a folder of its own below `rootsPlace`.
 */
export async function reachableHome(
  wanted: string,
  account: Account,
  log: (line: PostgresLine) => void,
): Promise<string> {
  const home = resolve(wanted);
  await makeHome(home, account);
  if (account.uid === undefined || (await canEnter(home, account))) return home;

  const mark = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const elsewhere = join(rootsPlace, `${basename(home).replace(/^\./, '')}-${mark}`);
  await makeHome(elsewhere, account);
  if (!(await canEnter(elsewhere, account))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and an account without rights can enter neither ${home} nor ${elsewhere}.`,
      'Run as a normal user, set KEYSTEWARD_DATA_DIR to a folder others may enter, or set DATABASE_URL.',
    );
  }
  log({
    level: 'warn',
    message:
      'The data folder lies where only root may enter, and PostgreSQL does not run as root: using another folder',
    facts: { wanted: home, used: elsewhere },
  });
  return elsewhere;
}

/** Others may pass through root's folder (the cluster inside is closed); our own folder is closed altogether. */
async function makeHome(home: string, account: Account): Promise<void> {
  try {
    const made = await mkdir(home, { recursive: true });
    if (made !== undefined) await chmod(home, account.uid === undefined ? 0o700 : 0o711);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data folder ${home} cannot be made (${(error as NodeJS.ErrnoException).code}).`,
      'Set KEYSTEWARD_DATA_DIR to a folder you may write to, or set DATABASE_URL.',
    );
  }
}

/** Asked of the system by trying, since modes, access lists and mounts all have a say. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
      ...account,
      cwd: '/',
      env: serverEnvironment,
    });
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root, and this system does not let root start it under an account without rights.',
      'Run as a normal user, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

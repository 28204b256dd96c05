/**
 * A real PostgreSQL without an installation, for local mode and tests: the server's programs come as npm packages,
 * its data lies in one folder. Any number of processes may share one folder: the first starts the server, the
 * others join it, and it stops when the last one leaves, however that one ends.
 */
import { realpath } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { reachableHome, serverAccount } from './postgres/account.ts';
import { findBinaries } from './postgres/binaries.ts';
import { type Cluster, lastWords, openCluster, owner } from './postgres/cluster.ts';
import { EmbeddedPostgresError, type PostgresLine } from './postgres/fault.ts';
import { runningPostmaster } from './postgres/postmaster.ts';
import { joinServer, launchServer, leaveServer, patienceMs, pollMs, type Share } from './postgres/server.ts';

export { EmbeddedPostgresError, type PostgresLine } from './postgres/fault.ts';

export interface EmbeddedPostgresOptions {
  /** Made if missing. Holds the cluster, its password and its log. */
  readonly dataDir: string;
  /** For tests: gives up safety against power cuts for speed. Counts only for the process that starts the server. */
  readonly fast?: boolean;
  readonly log: (line: PostgresLine) => void;
  /** Called when a server was launched, which then takes a while to answer: there is time for other things. */
  readonly launched?: () => void;
}

export interface EmbeddedPostgres {
  /** Connects as the cluster's superuser to our database. Holds the password: never log it. */
  readonly url: string;
  /** Leaves the server; resolves when it has stopped, or at once while other processes use it. */
  stop(): Promise<void>;
}

const launchesTried = 3;

/** Starts or joins the server on `dataDir`. Throws `EmbeddedPostgresError`, whose message is for people. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const home = await realpath(await reachableHome(options.dataDir, account, options.log));
  const binaries = await findBinaries(home, account);
  const cluster = await openCluster(home, binaries, account, options.log).catch((error) => {
    throw explained(error, home);
  });

  const deadline = Date.now() + patienceMs;
  for (let launches = 0; launches < launchesTried && Date.now() < deadline; ) {
    const running = await runningPostmaster(cluster);
    if (running === undefined) launches++;
    const share = running
      ? await joinServer(cluster, running)
      : await launchServer(cluster, binaries, account, options.fast ?? false, options.launched ?? (() => {}));
    if (share) {
      const message = running ? 'Joined the embedded database' : 'Started the embedded database';
      options.log({ level: 'info', message, facts: { folder: cluster.data, port: share.port } });
      return embedded(cluster, share);
    }
    await pause(pollMs);
  }
  throw new EmbeddedPostgresError(
    `The embedded database in ${cluster.data} does not start. It said: ${await lastWords(cluster)}`,
    `See ${cluster.logFile}, or set DATABASE_URL.`,
  );
}

function embedded(cluster: Cluster, share: Share): EmbeddedPostgres {
  let left: Promise<void> | undefined;
  return {
    url: `postgres://${owner}:${cluster.password}@127.0.0.1:${share.port}/${owner}`,
    stop: () => {
      left ??= leaveServer(cluster, share);
      return left;
    },
  };
}

/** Errors of the file system become a sentence; ours pass. */
function explained(error: unknown, home: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof EmbeddedPostgresError || code === undefined) return error;
  return new EmbeddedPostgresError(
    `The data folder ${home} cannot be used (${code}).`,
    'Make it writable for the user who runs this, set KEYSTEWARD_DATA_DIR to another folder, or set DATABASE_URL.',
    { cause: error },
  );
}

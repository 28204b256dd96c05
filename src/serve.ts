/** The product on a database that answers: its schema, then the bot, in local mode with a Slack around it. */
import type { Logger } from 'pino';
import { startBot } from './bot.ts';
import type { releases } from './release.ts';
import type { Settings } from './settings.ts';
import { StartRefused } from './start-faults.ts';
import { type Database, openDatabase } from './store/database.ts';
import { migrate } from './store/migrate.ts';

/**
 * @param place where the database is, and the folder for what is kept outside it.
 * @param started gets whatever has to be stopped again.
 * @returns what to tell the person who started it; `null` when the log says it.
 */
export type Serve = (
  place: { readonly url: string; readonly dataDir: string },
  log: Logger,
  started: ReturnType<typeof releases>,
) => Promise<string | null>;

/** Reads what these settings need, for which there is time until the database answers. @throws StartRefused */
export async function prepare(settings: Settings): Promise<Serve> {
  const { slack, http, command, tick, probes } = settings;
  if (slack.kind === 'local') {
    const { startLocal } = await local();
    return async ({ url, dataDir }, log, started) => {
      const database = await openMigrated(url, started);
      const running = await startLocal(database, settings, dataDir, slack.playgroundPort, log);
      started.add(() => running.stop());
      return `Keysteward is ready. Open the playground: ${running.url}`;
    };
  }
  return async ({ url, dataDir }, log, started) => {
    const database = await openMigrated(url, started);
    await refuseMovedClock(database);
    const mode = probes === 'on' ? 'on' : 'off';
    const bot = await startBot(
      database,
      { slack, local: false, dataDir, http, command, tick, probes: { mode } },
      log,
    );
    started.add(() => bot.stop());
    log.info({ mode: slack.kind, port: http.port }, 'ready');
    return null;
  };
}

async function openMigrated(url: string, started: ReturnType<typeof releases>): Promise<Database> {
  await migrate(url);
  const database = openDatabase(url);
  started.add(() => database.close());
  return database;
}

/** An installation without the optional packages has no playground. */
function local(): Promise<typeof import('./local/start-local.ts')> {
  return import('./local/start-local.ts').catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new StartRefused(
      'No Slack credentials are set, and this installation has no local mode. Nothing was started. Set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.',
    );
  });
}

/** A database that served as a playground would date real deeds wrongly. */
async function refuseMovedClock(database: Database): Promise<void> {
  const { rows } = await database.pool.query('select 1 from local_clock');
  if (rows.length > 0) {
    throw new StartRefused(
      "This database's clock was moved in a playground. Nothing was started. Use another database for real work.",
    );
  }
}

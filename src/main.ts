/** Start, as a table of contents. What was started is stopped in reverse. */
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { startBot } from './bot.ts';
import { createLog } from './log.ts';
import { releases } from './release.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { SlackRefused } from './slack/connect.ts';
import { type Database, openDatabase } from './store/database.ts';
import { StoreFault } from './store/fault.ts';
import { MigrationRefused, migrate } from './store/migrate.ts';

/** Starts what the settings ask for. The returned function stops it. */
async function start(settings: Settings): Promise<() => Promise<void>> {
  const log = createLog(settings.logLevel);
  const started = releases((err) => log.error({ err }, 'something did not stop'));
  try {
    const { url, dataDir } = await databaseUrl(settings, log, started);
    await migrate(url);
    const database = openDatabase(url);
    started.add(() => database.close());
    if (settings.slack.kind === 'local') {
      const { startLocal } = await import('./local/start-local.ts').catch(refuseWithoutLocal);
      const local = await startLocal(database, settings, dataDir, settings.slack.playgroundPort, log);
      started.add(() => local.stop());
      say(`Keysteward is ready. Open the playground: ${local.url}`);
    } else {
      await refuseMovedClock(database);
      const bot = await startBot(
        database,
        {
          slack: settings.slack,
          local: false,
          http: settings.http,
          command: settings.command,
          tick: settings.tick,
          probes: { mode: settings.probes === 'on' ? 'on' : 'off' },
        },
        log,
      );
      started.add(() => bot.stop());
      log.info({ mode: settings.slack.kind, port: settings.http.port }, 'ready');
    }
    return () => {
      log.info('stopping');
      return started.all();
    };
  } catch (error) {
    await started.all();
    throw error;
  }
}

type Started = ReturnType<typeof releases>;
type Log = ReturnType<typeof createLog>;

/** The server of `DATABASE_URL`, or the embedded one. */
async function databaseUrl(
  settings: Settings,
  log: Log,
  started: Started,
): Promise<{ url: string; dataDir: string }> {
  if (settings.database.kind === 'server')
    return { url: settings.database.url, dataDir: resolve('.keysteward') };
  const { startEmbeddedPostgres } = await import('./local/postgres.ts');
  const dataDir = resolve(settings.database.dataDir);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: ({ level, message, facts }) => log[level](facts, message),
  });
  started.add(() => server.stop());
  return { url: server.url, dataDir };
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

/** An installation without the optional packages has no playground. */
function refuseWithoutLocal(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
  throw new StartRefused(
    'No Slack credentials are set, and this installation has no local mode. Nothing was started. Set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.',
  );
}

/** The start cannot go on; the message is for the person in front of it. */
class StartRefused extends Error {}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Faults that people can mend are one plain sentence; others keep their stack for whoever debugs. */
function explain(error: unknown): string {
  const plain =
    error instanceof SettingsError ||
    error instanceof StartRefused ||
    error instanceof SlackRefused ||
    error instanceof MigrationRefused ||
    (error instanceof Error && error.name === 'EmbeddedPostgresError');
  if (plain) return (error as Error).message;
  if (error instanceof StoreFault && error.unreachable) {
    return `The database could not be reached (${error.code}). Nothing was started. Check DATABASE_URL and that the server runs.`;
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? Number(error.port) : 0;
    return `Port ${port} is taken by another program. Nothing was started. Set PORT or PLAYGROUND_PORT to a free one, for example ${port + 1}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const stop = await start(readSettings(process.env));
  stopOnSignal(stop);
  flushCompileCache(); // a process that is killed would leave none
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // A slow Slack or provider must not hold up the end: whoever runs next takes over from there.
      setTimeout(() => process.exit(0), 4_000);
      void stop().then(() => process.exit(0));
    });
  }
}

/** Start, as a table of contents. What was started is stopped in reverse. */
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { createLog } from './log.ts';
import { releases } from './release.ts';
import type { Serve } from './serve.ts';
import { readSettings, type Settings } from './settings.ts';

/** Starts what the settings ask for. The returned function stops it. */
async function start(settings: Settings): Promise<() => Promise<void>> {
  const log = createLog(settings.logLevel);
  const started = releases((err) => log.error({ err }, 'something did not stop'));
  const reading: { product?: Promise<Serve> } = {};
  const product = (): Promise<Serve> =>
    (reading.product ??= import('./serve.ts').then(({ prepare }) => prepare(settings)));
  try {
    // Read while the database starts: each takes a good part of a second. A fault is said below, when it has its place
    // in what is stopped.
    const place = await databaseUrl(settings, log, started, () => void product().catch(() => {}));
    const serve = await product();
    const ready = await serve(place, log, started);
    if (ready !== null) process.stdout.write(`${ready}\n`);
    return () => {
      log.info('stopping');
      return started.all();
    };
  } catch (error) {
    await started.all();
    throw error;
  }
}

/** The server of `DATABASE_URL`, or the embedded one. */
async function databaseUrl(
  settings: Settings,
  log: ReturnType<typeof createLog>,
  started: ReturnType<typeof releases>,
  launched: () => void,
): Promise<{ url: string; dataDir: string }> {
  const dataDir = resolve(settings.dataDir);
  if (settings.database.kind === 'server') return { url: settings.database.url, dataDir };
  const { startEmbeddedPostgres } = await import('./local/postgres.ts');
  const server = await startEmbeddedPostgres({
    dataDir,
    launched,
    log: ({ level, message, facts }) => log[level](facts, message),
  });
  started.add(() => server.stop());
  return { url: server.url, dataDir };
}

try {
  const stop = await start(readSettings(process.env));
  stopOnSignal(stop);
  flushCompileCache(); // a process that is killed would leave none
} catch (error) {
  const { explain } = await import('./start-faults.ts');
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

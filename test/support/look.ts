/** Serves the databases that failed tests left, until Ctrl-C: `node test/support/look.ts <folder the run printed>`. */
import { once } from 'node:events';
import { startEmbeddedPostgres } from '../../src/local/postgres.ts';

const [dataDir] = process.argv.slice(2);
if (!dataDir) {
  process.stderr.write('Give the folder that the test run printed.\n');
  process.exit(2);
}
const server = await startEmbeddedPostgres({ dataDir, fast: true, log: () => undefined });
process.stdout.write(
  `Connect with any PostgreSQL client, putting the database's name last:\n  ${server.url}\n`,
);
const waiting = setInterval(() => undefined, 60_000);
await once(process, 'SIGINT');
clearInterval(waiting);
await server.stop();

/**
 * A program that uses the embedded server, to be killed by postgres.test.ts: `node postgres-app.ts <data folder>`.
 * Prints JSON lines: what the launcher logs, `{ url }` when connected, then the number of each row that the database
 * has acknowledged, or `{ refused }`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/local/postgres.ts';

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: say });
  const client = new pg.Client(server.url);
  await client.connect();
  await client
    .query('create table if not exists rows (number int generated always as identity)')
    .catch(() => undefined);
  say({ url: server.url });
  let ending = false;
  process.once('SIGTERM', () => {
    ending = true;
  });
  while (!ending) {
    const answer = await client.query('insert into rows default values returning number');
    say(answer.rows[0].number);
    // Leaves the processor to others.
    await pause(2);
  }
  await client.end();
  await server.stop();
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  say({ refused: error.message });
  process.exitCode = 1;
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyPending } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { z } from 'zod';

/** The database cannot be brought to our schema. Nothing was changed; `message` says what to do. */
export class MigrationRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationRefused';
  }
}

/** One file of migrations/ and the fingerprint that the database keeps of it once it is applied. */
interface Migration {
  readonly tag: string;
  readonly when: number;
  readonly hash: string;
}

/** Any constant: all processes that migrate one database take this advisory lock. */
const migrationLock = 7_203_911_554;

const oldestServer = 15;

const shippedMigrations = join(import.meta.dirname, '../../migrations');

/**
 * Brings the database to this program's schema. Any number of processes may call it at once: one works, the
 * others wait and find it done. The work is one transaction, so a process that dies leaves nothing half done.
 * Throws `MigrationRefused` when the history in the database is not the beginning of ours: drizzle itself would
 * silently skip a file with an older date and accept a changed one.
 *
 * @param tablePatienceMs how long it waits for a table that a transaction of somebody else holds.
 */
export async function migrate(
  url: string,
  folder: string = shippedMigrations,
  tablePatienceMs = 5_000,
): Promise<void> {
  const ours = await readMigrations(folder);
  const client = await connect(url);
  try {
    await requireVersion(client);
    // Should this process die, the server notices within a second, even in a long statement, and frees the lock.
    await client.query("set client_connection_check_interval = '1s'");
    await takeLock(client);
    const pending = ours.slice(countApplied(ours, await readHistory(client)));
    if (pending.length > 0) await apply(client, folder, pending, tablePatienceMs);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'keysteward migrate' });
  client.on('error', () => undefined); // a lost connection also fails the query under way
  try {
    await client.connect();
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new MigrationRefused(
      `The database cannot be opened (${code ?? 'it ended the connection'}). Check the host, port, database, role ` +
        'and password of DATABASE_URL, and that the server is up.',
      { cause },
    );
  }
  return client;
}

async function requireVersion(client: pg.Client): Promise<void> {
  const answer = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  );
  const major = Math.floor((answer.rows[0]?.version ?? 0) / 10_000);
  if (major < oldestServer) {
    throw new MigrationRefused(
      `PostgreSQL ${oldestServer} or newer is needed, and DATABASE_URL leads to ${major}.`,
    );
  }
}

const journalShape = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });

async function readMigrations(folder: string): Promise<Migration[]> {
  const journal = journalShape.parse(JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')));
  let previous: Migration | undefined;
  const migrations: Migration[] = [];
  for (const { tag, when } of journal.entries) {
    if (previous && when <= previous.when) {
      throw new MigrationRefused(
        `Migration ${tag} is dated before ${previous.tag}, so databases that have the latter would never get it. ` +
          'Generate it again, so that it comes last.',
      );
    }
    const hash = createHash('sha256')
      .update(await readFile(join(folder, `${tag}.sql`), 'utf8'))
      .digest('hex');
    previous = { tag, when, hash };
    migrations.push(previous);
  }
  return migrations;
}

async function takeLock(client: pg.Client): Promise<void> {
  try {
    await client.query("set lock_timeout = '60s'");
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
  } catch (cause) {
    throw new MigrationRefused(
      'Another process has been migrating this database for over a minute. Nothing was changed; see what it waits ' +
        'for (pg_stat_activity, application_name "keysteward migrate"), then start again.',
      { cause },
    );
  }
}

/** Fingerprints of the applied migrations, oldest first. */
async function readHistory(client: pg.Client): Promise<string[]> {
  const table = await client.query<{ found: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  );
  if (!table.rows[0]?.found) return [];
  const rows = await client.query<{ hash: string }>(
    'select hash from drizzle.__drizzle_migrations order by id',
  );
  return rows.rows.map((row) => row.hash);
}

/** How many of ours are applied. Throws when the history is not the beginning of ours. */
function countApplied(ours: readonly Migration[], history: readonly string[]): number {
  const odd = history.findIndex((hash, index) => ours[index]?.hash !== hash);
  if (odd === -1) return history.length;
  const expected = ours[odd];
  if (expected === undefined) {
    throw new MigrationRefused(
      `The database has ${history.length} migrations and this version of the program knows ${ours.length}: a newer ` +
        'version was here. Nothing was changed; run that version, or restore the backup taken before it.',
    );
  }
  throw new MigrationRefused(
    `Migration ${expected.tag} is not what was applied to this database in its place. Nothing was changed; restore ` +
      'the file as it was released (a change belongs into a new migration).',
  );
}

async function apply(
  client: pg.Client,
  folder: string,
  pending: readonly Migration[],
  tablePatienceMs: number,
): Promise<void> {
  // Rather give up than queue behind a long transaction and block everybody who comes after us.
  await client.query(`set lock_timeout = ${tablePatienceMs}`);
  try {
    await applyPending(drizzle({ client }), { migrationsFolder: folder });
  } catch (cause) {
    const error = (cause as Error).cause as { code?: string; message?: string } | undefined;
    throw new MigrationRefused(
      `The migrations from ${pending[0]?.tag} on failed and were taken back (${error?.code ?? 'no code'}: ` +
        `${error?.message ?? (cause as Error).message}). ` +
        (error?.code === '55P03'
          ? 'A long transaction holds a table: start again when it has ended.'
          : 'The previous version still fits this database.'),
      { cause: error },
    );
  }
}

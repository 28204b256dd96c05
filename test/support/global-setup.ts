/**
 * One PostgreSQL for the whole test run, thrown away at its end. Tests get copies of a migrated template from
 * `freshDatabase` in database.ts.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/local/postgres.ts';
import { migrate } from '../../src/store/migrate.ts';
import { chromiumPath, noChromium } from './chromium.ts';
import { newFolder, roomyPlace } from './room.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connects as superuser; holds the password of a server that only this run uses. */
    readonly databaseServer: string;
  }
}

const template = 'template_keysteward';
const prefix = 'keysteward-test-';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (chromiumPath === undefined) process.stderr.write(`${noChromium}\n`);
  await removeLeftovers(roomyPlace());
  const dataDir = newFolder(`${prefix}${process.pid}-`);
  const server = await startEmbeddedPostgres({ dataDir, fast: true, log: () => undefined });
  await query(server.url, `create database ${template}`);
  const url = new URL(server.url);
  url.pathname = `/${template}`;
  await migrate(url.href);
  project.provide('databaseServer', server.url);

  return async () => {
    const kept = await keptDatabases(server.url);
    await server.stop();
    if (kept.length === 0) await rm(dataDir, { recursive: true, force: true });
    else process.stderr.write(howToLook(dataDir, kept));
  };
}

/** What earlier runs kept for looking at, or left when they were killed. */
async function removeLeftovers(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await rm(join(place, name), { recursive: true, force: true }).catch(() => undefined); // another user's
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Kept {
  readonly name: string;
  readonly test: string;
}

/** `drop` in database.ts leaves the databases of failed tests in place, with the test's name as comment. */
function keptDatabases(url: string): Promise<Kept[]> {
  return query<Kept>(
    url,
    `select datname as name, shobj_description(oid, 'pg_database') as test from pg_database
      where datname like 'test\\_%' and shobj_description(oid, 'pg_database') is not null`,
  );
}

function howToLook(dataDir: string, kept: readonly Kept[]): string {
  const list = kept.map(({ name, test }) => `  ${name}  ${test}\n`).join('');
  return (
    `\nDatabases of failed tests, kept until the next run:\n${list}` +
    `Look at them with: node test/support/look.ts ${dataDir}\n`
  );
}

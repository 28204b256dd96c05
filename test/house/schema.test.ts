/** Invariant 9, as far as tables go: rows of one workspace cannot be reached by a key of another. */
import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';

/** About replicas and this machine, not about a team. */
const nobodys = ['heartbeats', 'local_clock'];
/** A workspace's own row: its id is the workspace. */
const itself = 'workspaces';

async function ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const base = await freshDatabase();
  const client = new pg.Client(base.url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
    await base.drop();
  }
}

const isTeams = ({ table }: { table: string }): boolean => !nobodys.includes(table) && table !== itself;

test('every table of a team carries its workspace, first in its primary key and in every unique key', async () => {
  const keys = await ask<{ table: string; name: string; first: string; is_primary: boolean }>(`
    select c.relname as table, i.indexrelid::regclass::text as name, i.indisprimary as is_primary,
      (select attname from pg_attribute where attrelid = c.oid and attnum = i.indkey[0]) as first
    from pg_class c join pg_index i on i.indrelid = c.oid and i.indisunique
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`);
  expect(keys.filter(isTeams).filter(({ first }) => first !== 'workspace')).toEqual([]);

  const tables = await ask<{ table: string }>(
    `select tablename as table from pg_tables where schemaname = 'public'`,
  );
  const withPrimary = keys.filter(({ is_primary }) => is_primary).map(({ table }) => table);
  expect(tables.filter(({ table }) => !withPrimary.includes(table))).toEqual([]);
  expect(tables.filter(isTeams).length).toBeGreaterThan(15);
});

test('every reference from row to row goes through the workspace', async () => {
  const references = await ask<{ name: string; first: string; to: string }>(`
    select conname as name,
      (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as first,
      (select attname from pg_attribute where attrelid = confrelid and attnum = confkey[1]) as to
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter(({ first, to }) => first !== 'workspace' || to !== 'workspace')).toEqual([]);
});

test('no workspace may be missing', async () => {
  const loose = await ask<{ table: string }>(`
    select table_name as table from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace' and is_nullable = 'YES'`);
  expect(loose).toEqual([]);
});

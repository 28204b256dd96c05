/** What a whole database holds, short enough to be compared. */
import type { Database } from '../../src/store/database.ts';

/** Rows that come and go without anybody doing anything. */
const restless = ['people', 'nudge_looks', 'group_members', 'heartbeats', 'gates'];

/** A print of every table but what Slack says of people and what replicas say of themselves. */
export async function printOf({ pool }: Pick<Database, 'pool'>): Promise<Record<string, string>> {
  const tables = await tablesOf({ pool });
  const queries = tables
    .filter((table) => !restless.includes(table))
    .map(
      (table) =>
        `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) || count(*) as print from ${table} t`,
    );
  const { rows } = await pool.query<{ name: string; print: string | null }>(queries.join(' union all '));
  return Object.fromEntries(rows.map(({ name, print }) => [name, print ?? 'empty']));
}

export async function tablesOf({ pool }: Pick<Database, 'pool'>): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
}

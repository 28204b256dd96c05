import type { Database } from '../../src/store/database.ts';

export const UNAUDITED = 'KS000';

/** From here on, the database refuses to commit a change of one of these tables without an audit row beside it. */
export async function refuseUnaudited(
  { pool }: Pick<Database, 'pool'>,
  tables: readonly string[],
): Promise<void> {
  await pool.query(`
    create function must_be_audited() returns trigger language plpgsql as $$
    begin
      if not exists (select from audit where xmin = pg_current_xact_id()::xid) then
        raise exception 'a change of % without an audit row', tg_table_name using errcode = '${UNAUDITED}';
      end if;
      return null;
    end $$`);
  for (const table of tables) {
    await pool.query(`
      create constraint trigger audited after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function must_be_audited()`);
  }
}

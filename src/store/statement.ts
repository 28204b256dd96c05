import type { SQL } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';

/**
 * A statement that is sent again and again: built once for the pool and once for each connection, and parsed there
 * once, since it has a name. To build one takes drizzle longer than it takes the database to answer it.
 * @param build ends with `prepare(name)`; what changes from call to call are placeholders.
 */
export function statement<Sql extends object, Prepared>(
  build: (sql: Sql) => Prepared,
): (sql: Sql) => Prepared {
  const built = new WeakMap<Sql, Prepared>();
  return (sql) => {
    const prepared = built.get(sql) ?? build(sql);
    built.set(sql, prepared);
    return prepared;
  };
}

const dialect = new PgDialect();

/** The same for a statement that is written in SQL. Its rows come as the database gives them. */
export const sqlStatement = <Row extends Record<string, unknown>>(name: string, text: SQL) =>
  statement((sql: Pick<NodePgDatabase, '_'>) =>
    sql._.session.prepareQuery<{ execute: { rows: Row[] }; all: unknown; values: unknown }>(
      dialect.sqlToQuery(text),
      undefined,
      name,
      false,
    ),
  );

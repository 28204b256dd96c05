import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { Act } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { type AuditEntry, appendAudit } from './audit.ts';
import { storeFault } from './fault.ts';
import { deliveries } from './schema.ts';

type Sql = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

/** A pool with its drizzle face, and the ear of whoever performs the outbox. */
export interface Database {
  readonly pool: Pool;
  readonly sql: NodePgDatabase;
  /** Called after a commit that wanted something of Slack or of a provider. */
  onWork(listener: () => void): void;
  /** Tells the performers that there is something to do, as such a commit does. */
  promptWork(): void;
  close(): Promise<void>;
}

/** Where reads happen: one workspace, one moment. Made by `lookingInto` and `inWorkspace` alone. */
export class Scope {
  readonly sql: Pick<NodePgDatabase, 'select' | 'execute' | 'selectDistinct'>;
  readonly act: Act;

  constructor(sql: Pick<NodePgDatabase, 'select' | 'execute' | 'selectDistinct'>, act: Act) {
    this.sql = sql;
    this.act = act;
  }

  get workspace(): WorkspaceId {
    return this.act.workspace;
  }

  get now(): Date {
    return this.act.now;
  }
}

/**
 * A transaction within one workspace: what every store function that writes takes first. Only `inWorkspace` makes
 * one, so nothing is written outside a scope, or without its audit rows.
 */
export class Tx extends Scope {
  declare readonly sql: Sql;
  readonly recorded: AuditEntry[] = [];
  hasWork = false;

  constructor(sql: Sql, act: Act) {
    super(sql, act);
    this.sql = sql;
  }

  /** Says what this transaction changes. Written at its end as links of the workspace's audit chain. */
  record(deed: string, subject: string, detail: Record<string, unknown> = {}): void {
    this.recorded.push({ deed, subject, detail });
  }

  /** Marks that the outbox, the inbox or the proof queue got something to do. */
  promptWork(): void {
    this.hasWork = true;
  }
}

/** Opens a pool. `url` is a PostgreSQL connection string; it is never logged. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: 'keysteward',
  });
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const listeners: (() => void)[] = [];
  return {
    pool,
    sql: drizzle({ client: pool }),
    onWork: (listener) => {
      listeners.push(listener);
    },
    promptWork: () => {
      for (const listener of listeners) listener();
    },
    close: () => pool.end(),
  };
}

/**
 * One deed: one transaction in the act's workspace, with its audit rows, done once for each delivery.
 * @throws Refusal `already_done` when this delivery's deed is committed already.
 * @throws StoreFault for anything the database refuses (code and constraint only, never bound values).
 */
export async function inWorkspace<Result>(
  database: Database,
  act: Act,
  deed: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const { result, hasWork } = await guarded(() =>
    database.sql.transaction(async (sql) => {
      const tx = new Tx(sql, act);
      if (act.delivery !== null) await doOnce(tx, act.delivery);
      const result = await deed(tx);
      await appendAudit(tx, tx.recorded);
      return { result, hasWork: tx.hasWork };
    }),
  );
  if (hasWork) database.promptWork();
  return result;
}

/** Reads within the act's workspace. */
export function lookingInto<Result>(
  database: Database,
  act: Act,
  look: (scope: Scope) => Promise<Result>,
): Promise<Result> {
  return guarded(() => look(new Scope(database.sql, act)));
}

async function doOnce(tx: Tx, delivery: string): Promise<void> {
  const inserted = await tx.sql
    .insert(deliveries)
    .values({ workspace: tx.workspace, id: delivery, at: tx.now })
    .onConflictDoNothing()
    .returning({ id: deliveries.id });
  if (inserted.length === 0) {
    throw new Refusal('already_done', 'This was recorded already.', 'Nothing more to do.');
  }
}

/** Runs a query and turns what the driver throws into a fault without bound values. */
export async function guarded<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw storeFault(error);
  }
}

/** The product's time, by the database's clock. */
export async function databaseNow(database: Database): Promise<Date> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ now: string }>(sql`select extract(epoch from steward_now())::text as now`),
  );
  return new Date(Number(rows[0]?.now) * 1000);
}

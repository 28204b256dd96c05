import { placeholder, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient } from 'pg';
import type { Act } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { type AuditEntry, appendAudit } from './audit.ts';
import { storeFault } from './fault.ts';
import { GatheringSocket } from './gathering-socket.ts';
import { writeRedraws } from './outbox.ts';
import { inTime, Late, silence } from './patience.ts';
import { deliveries } from './schema.ts';
import { SharedTurn } from './shared-turn.ts';
import { statement } from './statement.ts';
import { Writes } from './writes.ts';

/** What a transaction speaks through: its connection. Transactions do not nest. */
type Sql = Omit<NodePgDatabase, 'transaction'>;

/** What a commit may leave to do, by the job that does it: messages, stored events, questions to providers, files. */
export type Work = 'deliver' | 'events' | 'proofs' | 'imports';

/** What only reads. */
type Reads = Pick<NodePgDatabase, 'select' | 'execute' | 'selectDistinct' | '_'>;

/** A pool with its drizzle face, and the ear of whoever performs the outbox. */
export interface Database {
  readonly pool: Pool;
  readonly sql: NodePgDatabase;
  /** For reads alone: those of one turn travel together. */
  readonly reads: Reads;
  /** Called after a commit that left something to do. */
  onWork(listener: (work?: Work) => void): void;
  /** Tells the performers that there is something to do, as such a commit does; all of them when it is not said what. */
  promptWork(work?: Work): void;
  close(): Promise<void>;
}

/** Where reads happen: one workspace, one moment. Made by `lookingInto` and `inWorkspace` alone. */
export class Scope {
  readonly sql: Reads;
  readonly act: Act;

  constructor(sql: Reads, act: Act) {
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
  readonly work = new Set<Work>();
  readonly redrawn = new Set<string>();
  readonly redrawnFrom = new Set<string>();
  readonly #writes: Writes;

  constructor(sql: Sql, act: Act, writes: Writes) {
    super(sql, act);
    this.sql = sql;
    this.#writes = writes;
  }

  /** Says what this transaction changes. Written at its end as links of the workspace's audit chain. */
  record(deed: string, subject: string, detail: Record<string, unknown> = {}): void {
    this.recorded.push({ deed, subject, detail });
  }

  /**
   * Writes what no decision waits for: it leaves now, in its place among the rest, and is heard of at the end. A deed that
   * goes on after a write that failed finds a transaction in which nothing works any more.
   */
  write(writing: PromiseLike<unknown>): void {
    this.#writes.add(writing);
  }

  /** Has messages drawn and sent again that were wanted before, by their names in the outbox. Written at its end. */
  redraw(...names: readonly string[]): void {
    for (const name of names) this.redrawn.add(name);
  }

  /** The same for all messages whose names begin so: one thing may stand in several, as reminders of it do. */
  redrawAll(...beginnings: readonly string[]): void {
    for (const beginning of beginnings) this.redrawnFrom.add(beginning);
  }

  /** Marks that this transaction leaves something to do. */
  promptWork(work: Work): void {
    this.work.add(work);
  }
}

/** A database that does not answer counts as lost: people wait for us. */
const PATIENCE = { connectionTimeoutMillis: 2_000, query_timeout: 10_000 };

/**
 * For the first answer to a person's deed: waiting for a lock comes later, so only a silent database is that slow. Slack
 * gives up after three seconds, of which the gate may have used some.
 */
const PERSON_MS = 1_500;

/** Opens a pool. `url` is a PostgreSQL connection string; it is never logged. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: 'keysteward',
    // To make a connection takes longer than most answers, so those of a busy minute are kept for the next.
    idleTimeoutMillis: 300_000,
    // Questions that do not wait for one another travel together.
    pipeline: true,
    stream: () => new GatheringSocket(),
    ...PATIENCE,
  });
  // A connection that dies is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const listeners: ((work?: Work) => void)[] = [];
  return {
    pool,
    sql: drizzle({ client: pool }),
    // Drizzle asks a client for nothing but `query`, outside of transactions, which `Reads` has not.
    reads: drizzle({ client: new SharedTurn(pool) as unknown as Pool }),
    onWork: (listener) => {
      listeners.push(listener);
    },
    promptWork: (work) => {
      for (const listener of listeners) listener(work);
    },
    close: () => pool.end(),
  };
}

/**
 * One deed: one transaction in the act's workspace, with its audit rows, done once for each delivery.
 * @throws Refusal `repeated` when this delivery's deed is committed already.
 * @throws StoreFault for anything the database refuses (code and constraint only, never bound values).
 */
export async function inWorkspace<Result>(
  database: Database,
  act: Act,
  deed: (tx: Tx) => Result | Promise<Result>,
): Promise<Result> {
  const [done] = await inWorkspaces(database, [act], async (tx) => ({ result: await deed(tx) }));
  if (done === undefined) throw new Error('a deed was not done');
  return done.result;
}

/**
 * The same deed in several workspaces, each with its own audit rows, all or none of them: so the clock waits for the disk
 * once for many. @param acts in one order everywhere, since the ends of all their chains stay locked until the commit.
 */
export async function inWorkspaces<Result>(
  database: Database,
  acts: readonly Act[],
  deed: (tx: Tx) => Promise<Result>,
): Promise<Result[]> {
  const somebody = acts.some(({ person }) => person !== null);
  const { results, work } = await guarded(() =>
    inTransaction(database, somebody ? PERSON_MS : null, async (sql, begun) => {
      const writes = new Writes();
      const txs = acts.map((act) => new Tx(sql, act, writes));
      try {
        // They travel together: of a delivery that was worked already, the deed is done and taken back with all else.
        const deeds = txs.map((tx) => () => deed(tx));
        const results = await allOrFirstFault([begun, ...txs.map(doOnce)], deeds);
        for (const tx of txs) writeRedraws(tx);
        for (const tx of txs) appendAudit(tx, tx.recorded);
        await writes.sent();
        // Not waited for before the commit, since PostgreSQL commits nothing after a statement that failed.
        const work = new Set(txs.flatMap((tx) => [...tx.work]));
        return { result: { results, work }, last: writes.heard() };
      } catch (error) {
        throw await writes.causeOf(error);
      }
    }),
  );
  for (const each of work) database.promptWork(each);
  return results;
}

/**
 * Committed when `run` has resolved, rolled back when it throws.
 * @param within milliseconds for the first answer, after which the database counts as lost; `null`: each question has its own.
 * @param run its first questions travel together with the beginning, as its last one does with the commit.
 */
async function inTransaction<Result>(
  database: Database,
  within: number | null,
  run: (sql: Sql, begun: Promise<unknown>) => Promise<{ result: Result; last: Promise<unknown> }>,
): Promise<Result> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    const begun = client.query('begin');
    const working = run(faceOf(client), begun);
    const { result, last } = await (within === null
      ? working
      : Promise.race([working, silence(within, begun)]));
    await Promise.all([last, client.query('commit')]);
    return result;
  } catch (error) {
    if (!(error instanceof Late)) {
      await client.query('rollback').catch((failed: Error) => {
        broken = failed;
      });
    }
    // Whatever did not end with a no of ours may still be asking: it must not ask on somebody else's connection.
    if (!(error instanceof Refusal) && error instanceof Error) broken ??= error;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Waits for all, so that nothing asks on after the end. What the earlier ones threw comes before what the others made of it. */
async function allOrFirstFault<Result>(
  before: readonly unknown[],
  deeds: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const running = deeds.map((deed) => deed());
  const settled = await Promise.allSettled([...before, ...running]);
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(running);
}

const faces = new WeakMap<PoolClient, Sql>();

/** A connection keeps its drizzle face, and with it the statements that were built there. */
function faceOf(client: PoolClient): Sql {
  const face = faces.get(client) ?? drizzle({ client });
  faces.set(client, face);
  return face;
}

/** Reads within the act's workspace. */
export function lookingInto<Result>(
  database: Database,
  act: Act,
  look: (scope: Scope) => Promise<Result>,
): Promise<Result> {
  return guarded(() => look(new Scope(database.reads, act)));
}

const insertDelivery = statement((sql: Sql) =>
  sql
    .insert(deliveries)
    .values({ workspace: placeholder('workspace'), id: placeholder('id'), at: placeholder('at') })
    .onConflictDoNothing()
    .returning({ id: deliveries.id })
    .prepare('insert_delivery'),
);

async function doOnce(tx: Tx): Promise<void> {
  const { workspace, now: at } = tx;
  const { delivery } = tx.act;
  if (delivery === null) return;
  const inserted = await insertDelivery(tx.sql).execute({ workspace, id: delivery, at });
  if (inserted.length === 0) {
    throw new Refusal('repeated', 'This was recorded already.', 'Nothing more to do.');
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

/** The same for a read that somebody waits for: a database that does not answer in time counts as away. */
export function guardedWithin<Result>(ms: number, run: () => Promise<Result>): Promise<Result> {
  return inTime(ms, guarded(run));
}

/** The product's time, by the database's clock. */
export async function databaseNow(database: Database): Promise<Date> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ now: string }>(sql`select extract(epoch from steward_now())::text as now`),
  );
  return new Date(Number(rows[0]?.now) * 1000);
}

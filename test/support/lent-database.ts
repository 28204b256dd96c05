/**
 * Databases that one test after another of a worker uses: emptied between them, with connections that stay open. A new
 * copy with cold connections costs more than most tests do in it.
 */
import { type Database, openDatabase, type Work } from '../../src/store/database.ts';
import { type FreshDatabase, failedTest, freshDatabase } from './database.ts';

export interface LentDatabase {
  readonly url: string;
  readonly database: Database;
  /** Makes it as it was when it was lent, but for tables, triggers and functions. Nobody else may be using it. */
  empty(): Promise<void>;
  /** Call it when nothing uses the database any more; a second call does nothing. */
  giveBack(): Promise<void>;
}

interface Kept {
  readonly base: FreshDatabase;
  readonly warm: Database;
  /** What its tables, triggers and functions were when it was new. */
  readonly made: string;
  /** Empties all tables, and lets ids begin at one again. */
  readonly emptying: string;
  lent: number;
}

/** Rows that were deleted still lie in their tables, in everybody's way. */
const mostLent = 50;
const patienceMs = 1_000;
const kept: Kept[] = [];

/** A migrated, empty database that is nobody else's until it is given back. */
export async function lendDatabase(): Promise<LentDatabase> {
  const one = kept.pop() ?? (await newOne());
  one.lent += 1;
  let given: Promise<void> | undefined;
  const giveBack = (): Promise<void> => {
    given ??= takeBack(one);
    return given;
  };
  return {
    url: one.base.url,
    database: ownFace(one.warm, giveBack),
    empty: async () => void (await one.warm.pool.query(one.emptying)),
    giveBack,
  };
}

/** The same pool, with ears of its own: who listened in an earlier test has gone. */
function ownFace(warm: Database, close: () => Promise<void>): Database {
  const listeners: ((work?: Work) => void)[] = [];
  return {
    ...warm,
    onWork: (listener) => {
      listeners.push(listener);
    },
    promptWork: (work) => {
      for (const listener of listeners) listener(work);
    },
    close,
  };
}

async function newOne(): Promise<Kept> {
  const base = await freshDatabase();
  const warm = openDatabase(base.url);
  return { base, warm, made: await shapeOf(warm), emptying: await emptyingOf(warm), lent: 0 };
}

/** What failed is kept as it is, for looking at; what a test changed beyond rows, or still uses, is not lent again. */
async function takeBack(one: Kept): Promise<void> {
  const { warm, base } = one;
  const usable =
    failedTest() === undefined &&
    one.lent < mostLent &&
    (await becameQuiet(warm)) &&
    (await shapeOf(warm)) === one.made &&
    (await emptied(one));
  if (usable) return void kept.push(one);
  await warm.close();
  await base.drop();
}

const emptied = ({ warm, emptying }: Kept): Promise<boolean> =>
  warm.pool.query(emptying).then(
    () => true,
    () => false,
  );

async function becameQuiet({ pool }: Database): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (pool.waitingCount > 0 || pool.idleCount < pool.totalCount) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return !pool.ended;
}

async function shapeOf({ pool }: Database): Promise<string> {
  if (pool.ended) return '';
  const parts = ['pg_class', 'pg_attribute', 'pg_trigger', 'pg_proc', 'pg_constraint'].map(
    (catalog) => `select '${catalog}' as of, count(*), max(xmin::text::bigint) from ${catalog}`,
  );
  const { rows } = await pool.query(parts.join(' union all '));
  return JSON.stringify(rows);
}

async function emptyingOf({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const names = rows.map(({ name }) => name);
  const filled = await pool.query(names.map((name) => `(select from ${name} limit 1)`).join(' union all '));
  if (filled.rowCount !== 0) throw new Error('the template has rows, which emptying would lose');
  return [
    'begin',
    // Neither references nor the rule that the audit log only grows shall hold it up.
    'set local session_replication_role = replica',
    ...names.map((name) => `delete from ${name}`),
    `select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
      from pg_sequences where schemaname = 'public' and last_value is not null`,
    'commit',
  ].join(';\n');
}

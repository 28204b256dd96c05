/** An audit log of a few entries in a database of its own, and somebody who may do anything to it. */
import { onTestFinished } from 'vitest';
import { type Act, makeAct } from '../../src/domain/act.ts';
import { personId, workspaceId } from '../../src/domain/words.ts';
import { type Database, inWorkspace, openDatabase } from '../../src/store/database.ts';
import { rememberWorkspace } from '../../src/store/people.ts';
import { freshDatabase } from '../support/database.ts';

export const HERE = workspaceId('T0HERE');
export const ana = personId('U0ANA');
export const bea = personId('U0BEA');

export const actOf = (facts: Partial<Omit<Act, never>> = {}): Act =>
  makeAct({
    workspace: HERE,
    person: ana,
    role: 'member',
    now: new Date('2026-11-23T10:15:00.123Z'),
    door: 'test',
    delivery: null,
    channel: null,
    ...facts,
  });

export interface Log {
  readonly database: Database;
  readonly url: string;
  /** Writes this many more entries, each in its own transaction. */
  write(count: number): Promise<void>;
  /** What a superuser can do who has turned off every trigger. */
  forge(...statements: readonly string[]): Promise<void>;
  /** Hash of the recorded head. */
  head(): Promise<string>;
}

export async function logOf(count: number): Promise<Log> {
  const base = await freshDatabase();
  const database = openDatabase(base.url);
  onTestFinished(async () => {
    await database.close();
    await base.drop();
  });
  await rememberWorkspace(database, { id: HERE, name: 'Here', botUser: personId('U0BOT') });
  let written = 0;
  const write = async (more: number): Promise<void> => {
    for (let at = 0; at < more; at += 1) {
      written += 1;
      const detail = { number: written, words: 'naïve “text”', at: new Date(0), list: [1, null, 0.1] };
      await inWorkspace(database, actOf(), async (tx) => tx.record('noted', `key:${written}`, detail));
    }
  };
  await write(count);
  return {
    database,
    url: base.url,
    write,
    forge: (...all) => forge(database, all),
    head: () => headOf(database),
  };
}

async function forge({ pool }: Database, statements: readonly string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`begin; set local session_replication_role = replica`);
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function headOf({ pool }: Database): Promise<string> {
  const { rows } = await pool.query('select hash from audit_heads where workspace = $1', [HERE]);
  return String(rows[0]?.hash);
}

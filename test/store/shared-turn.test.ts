import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { freshDatabase } from '../support/database.ts';

async function opened() {
  const fresh = await freshDatabase();
  const database = openDatabase(fresh.url, { connections: 3 });
  onTestFinished(async () => {
    await database.close();
    await fresh.drop();
  });
  /** Asked at once, not when somebody waits for it. @returns which connection answered. */
  const ask = async (also = sql`1`): Promise<number> => {
    const { rows } = await database.reads.execute<{ pid: number }>(
      sql`select pg_backend_pid() as pid, ${also}`,
    );
    return rows[0]?.pid ?? 0;
  };
  return { database, ask };
}

test('reads of one turn share a connection, and those of the next do not wait for them', async () => {
  const { ask } = await opened();
  const waits = ask(sql`pg_sleep(0.2)`);
  const beside = ask();
  // The turn ends after what it asked has reached the pool.
  await nextTurn();
  await nextTurn();
  const next = await ask();
  const shared = await waits;
  expect(await beside).toBe(shared);
  expect(next).not.toBe(shared);
});

test('a read that fails spoils none beside it, and every connection is given back', async () => {
  const { database, ask } = await opened();
  for (let turn = 0; turn < 10; turn += 1) {
    const asked = [ask(), ask(sql`1 / 0`), ask()];
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  }
  expect(database.pool.totalCount).toBe(database.pool.idleCount);
});

test('when a shared connection dies, its reads fail and the next ones get another', async () => {
  const { database, ask } = await opened();
  const died = await ask();
  const asked = [ask(sql`pg_terminate_backend(pg_backend_pid())`), ask()];
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask()).not.toBe(died);
  expect(database.pool.totalCount).toBe(database.pool.idleCount);
});

test('a database that cannot be reached is said to each that asks', async () => {
  const database = openDatabase('postgresql://nobody@127.0.0.1:1/nothing');
  onTestFinished(() => database.close());
  const ask = async () => database.reads.execute(sql`select 1`);
  for (let turn = 0; turn < 2; turn += 1) {
    const outcomes = await Promise.allSettled([ask(), ask()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  }
});

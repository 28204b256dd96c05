/** Writes that a deed does not wait for: heard of at its end, and all or none of them stay. */
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { inWorkspace, type Tx } from '../../src/store/database.ts';
import { StoreFault } from '../../src/store/fault.ts';
import { services, workspaces } from '../../src/store/schema.ts';
import { actOf, ana, HERE, type Log, logOf } from '../audit/log.ts';

const act = actOf();
const service = (name: string) => ({ workspace: HERE, name, nameKey: name, owner: ana });
const insert = (tx: Tx, name: string) => tx.sql.insert(services).values(service(name));

const named = async ({ database }: Log): Promise<string[]> =>
  (await database.sql.select().from(services)).map(({ name }) => name).sort();

test('what is read in a deed sees what was written before it, though nobody waited for that', async () => {
  const log = await logOf(1);
  const seen = await inWorkspace(log.database, act, async (tx) => {
    tx.write(insert(tx, 'bot'));
    const rows = await tx.sql.select().from(services);
    tx.write(tx.sql.update(services).set({ name: 'Bot' }).where(eq(services.nameKey, 'bot')));
    return rows.map(({ name }) => name);
  });
  expect(seen).toEqual(['bot']);
  expect(await named(log)).toEqual(['Bot']);
});

test('a write that the database refuses takes the deed back, and is what the deed failed of', async () => {
  const log = await logOf(1);
  const head = await log.head();
  const twice = (goesOn: (tx: Tx) => Promise<unknown>) =>
    inWorkspace(log.database, act, async (tx) => {
      tx.record('noted', 'service:1');
      for (const name of ['bot', 'desk', 'bot', 'other']) tx.write(insert(tx, name));
      await goesOn(tx);
    });
  const refused = { name: 'StoreFault', code: '23505' };
  await expect(twice(async () => {})).rejects.toMatchObject(refused);
  await expect(twice((tx) => tx.sql.select().from(services))).rejects.toMatchObject(refused);
  expect(await named(log)).toEqual([]);
  expect(await log.head()).toBe(head);
});

test('of several writes that fail, the first is what the deed failed of, in whatever order they are heard of', async () => {
  const log = await logOf(1);
  const fails = async (after: number): Promise<never> => {
    for (let turn = 0; turn < after; turn += 1) await null;
    throw new RangeError(`after ${after}`);
  };
  for (const goesOn of [async () => {}, () => fails(0)]) {
    const deed = inWorkspace(log.database, act, async (tx) => {
      for (const after of [9, 1]) tx.write(fails(after));
      await goesOn();
    });
    await expect(deed).rejects.toThrow('after 9');
  }
});

test.each([
  ['as it is built', (tx: Tx) => tx.sql.update(workspaces).set({ lostAt: new Date(Number.NaN) })],
  ['as its values are put in', async () => Promise.reject(new RangeError('no such moment'))],
])(
  'a write that fails %s takes the deed back as well: the database never hears of it',
  async (_when, wrong) => {
    const log = await logOf(1);
    const deed = inWorkspace(log.database, act, (tx) => {
      tx.write(insert(tx, 'bot'));
      tx.write(wrong(tx));
    });
    await expect(deed).rejects.toThrow(RangeError);
    expect(await named(log)).toEqual([]);
    await inWorkspace(log.database, act, (tx) => tx.write(insert(tx, 'next')));
    expect(await named(log)).toEqual(['next']);
  },
);

test('a connection that is lost while writes are under way is a fault of the store, and ends nothing else', async () => {
  const log = await logOf(1);
  const lost = inWorkspace(log.database, act, async (tx) => {
    tx.write(insert(tx, 'bot'));
    tx.write(tx.sql.execute('select pg_terminate_backend(pg_backend_pid())'));
    tx.write(insert(tx, 'desk'));
  });
  await expect(lost).rejects.toBeInstanceOf(StoreFault);
  expect(await named(log)).toEqual([]);
});

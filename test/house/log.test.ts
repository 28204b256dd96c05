import { Writable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { createLog, type Log } from '../../src/log.ts';
import { freshDatabase } from '../support/database.ts';

/** The lines that `work` logs, as written. */
function logged(work: (log: Log) => void): string {
  let text = '';
  const destination = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  work(createLog('trace', destination));
  return text;
}

const planted = 'planted-3f9c1b';

test('a line has a level, a time, its constant message and its facts', () => {
  const line = JSON.parse(logged((log) => log.info({ workspace: 'T1', attempts: 2 }, 'A message was sent')));
  expect(line).toEqual({
    level: 'info',
    time: expect.any(String),
    workspace: 'T1',
    attempts: 2,
    msg: 'A message was sent',
  });
});

test('named fields are withheld at any depth, in any case, in children too', () => {
  const text = logged((log) => {
    log.info({ token: planted, Authorization: planted, a: { b: [{ c: { body: { x: planted } } }] } }, 'One');
    log.info({ view: { state: { values: planted } }, params: [planted], TEXT: planted }, 'Two');
    log.child({ headers: { cookie: planted } }).info({ payload: planted }, 'Three');
  });
  expect(text).not.toContain(planted);
  expect(text.match(/withheld/g)?.length).toBe(8);
});

test('credentials inside other strings are withheld', () => {
  const text = logged((log) => {
    log.info({ note: `xoxb-1-${planted} xoxe.xoxb-1-${planted} xapp-1-${planted}` }, 'One');
    log.info({ note: `Bearer ${planted}`, address: `postgres://user:${planted}@db/x` }, 'Two');
    log.error({ err: new Error(`connect postgres://user:${planted}@db/x`) }, 'Three');
  });
  expect(text).not.toContain(planted);
  expect(text).toContain('@db/x');
});

test('an error keeps its name, code, frames and causes, and nothing that libraries hang on it', () => {
  const cause = Object.assign(new TypeError('no route'), { code: 'ECONNREFUSED', config: { auth: planted } });
  const error = Object.assign(new Error('asking failed', { cause }), {
    request: planted,
    response: { planted },
  });
  const text = logged((log) => log.error({ err: error }, 'Asking failed'));
  expect(text).not.toContain(planted);
  expect(JSON.parse(text).err).toMatchObject({
    name: 'Error',
    message: 'asking failed',
    stack: expect.stringContaining('log.test.ts'),
    cause: { name: 'TypeError', message: 'no route', code: 'ECONNREFUSED' },
  });
});

test('an error given alone is treated the same', () => {
  const text = logged((log) =>
    log.error(Object.assign(new Error('odd'), { params: [planted], query: planted })),
  );
  expect(text).not.toContain(planted);
  expect(JSON.parse(text)).toMatchObject({ msg: 'An error was caught', err: { name: 'Error' } });
});

test('a parser that quotes what it could not read is not quoted', () => {
  const text = logged((log) => {
    try {
      JSON.parse(planted);
    } catch (err) {
      log.warn({ err }, 'Not JSON');
    }
  });
  expect(text).not.toContain('planted');
});

test('real query errors show code and constraint, never the values', async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const client = new pg.Client(database.url);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('create table t (name text constraint one_name unique, number int)');
  const db = drizzle({ client });
  await db.execute(sql`insert into t values (${planted})`);
  const errors = [
    await db.execute(sql`insert into t values (${planted})`).catch((error: unknown) => error),
    await db
      .execute(sql`insert into t (number) values (${planted}::text::int)`)
      .catch((error: unknown) => error),
    await client.query('insert into t values ($1)', [planted]).catch((error: unknown) => error),
  ];
  const text = logged((log) => {
    for (const err of errors) log.error({ err }, 'Query failed');
  });
  expect(text).not.toContain(planted);
  expect(text).toContain('"code":"23505","constraint":"one_name"');
  expect(text).toContain('"code":"22P02"');
});

/** What somebody who owns the database can do to the log, and what gives them away. See docs/security.md. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyStored } from '../../src/audit/verify.ts';
import { link } from '../../src/domain/audit-chain.ts';
import { chainAfter } from '../../src/store/audit.ts';
import { inWorkspace, lookingInto } from '../../src/store/database.ts';
import { services } from '../../src/store/schema.ts';
import { anyText } from '../support/any-text.ts';
import { actOf, ana, HERE, type Log, logOf } from './log.ts';

const act = actOf();
const check = ({ database }: Log, posted?: string) => verifyStored(database, act, posted);

const row = (seq: number, from: number): string =>
  `select workspace, ${seq}, at, actor, door, deed, subject, detail, hash from audit where seq = ${from}`;

const caughtByTheChain: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ['an updated row', [`update audit set actor = 'U0EVIL' where seq = 4`], 4, /changed/],
  ['an updated detail', [`update audit set detail = detail || '{"number": 99}' where seq = 4`], 4, /changed/],
  ['the first row updated', [`update audit set deed = 'x' where seq = 1`], 1, /Entry 1 was changed/],
  ['an updated hash', [`update audit set hash = repeat('a', 64) where seq = 4`], 4, /changed/],
  ['a row deleted in the middle', ['delete from audit where seq = 4'], 4, /Entry 4 is missing/],
  [
    'a row deleted, the rest moved up',
    [
      'delete from audit where seq = 4',
      'update audit set seq = -seq where seq > 4',
      'update audit set seq = -seq - 1 where seq < 0',
    ],
    4,
    /changed, exchanged or put in/,
  ],
  [
    'a row put in, the rest moved down',
    [
      'update audit set seq = -seq where seq > 4',
      'update audit set seq = 1 - seq where seq < 0',
      `insert into audit ${row(5, 4)}`,
    ],
    5,
    /changed, exchanged or put in/,
  ],
  [
    'a row put in before the first',
    [`insert into audit ${row(0, 1)}`],
    1,
    /Entry 0 stands where entry 1 should/,
  ],
  [
    'two rows exchanged',
    [
      'update audit set seq = -3 where seq = 3',
      'update audit set seq = 3 where seq = 4',
      'update audit set seq = 4 where seq = -3',
    ],
    3,
    /changed, exchanged or put in/,
  ],
  ['the beginning deleted', ['delete from audit where seq < 4'], 1, /Entry 1 is missing/],
];

const caughtByTheRecordedHead: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  [
    'the tail cut off',
    ['delete from audit where seq > 6'],
    7,
    /ends after entry 6, but was written up to entry 8/,
  ],
  ['everything truncated', ['truncate audit'], 1, /ends after entry 0, but was written up to entry 8/],
  ['the recorded head taken away', ['delete from audit_heads'], 8, /record of where the log ends is missing/],
  [
    'the recorded head set back',
    [`update audit_heads set seq = 6, hash = (select hash from audit where seq = 6)`],
    7,
    /behind the recorded end/,
  ],
  ['the hash of the recorded head', [`update audit_heads set hash = repeat('a', 64)`], 8, /another hash/],
];

describe('a superuser with every trigger turned off', () => {
  test.each(caughtByTheChain)('%s: the chain shows it', async (_what, statements, seq, why) => {
    const log = await logOf(8);
    expect(await check(log)).toMatchObject({ broken: null, end: { seq: 8 } });
    await log.forge(...statements);
    expect((await check(log)).broken).toEqual({ seq, why: expect.stringMatching(why) });
  });

  test.each(caughtByTheRecordedHead)(
    '%s: the recorded head shows it',
    async (_what, statements, seq, why) => {
      const log = await logOf(8);
      await log.forge(...statements);
      expect((await check(log)).broken).toEqual({ seq, why: expect.stringMatching(why) });
    },
  );

  const cutTail = [
    'delete from audit where seq > 6',
    'update audit_heads set seq = 6, hash = (select hash from audit where seq = 6)',
  ];

  test('the tail cut off and the recorded head with it: only the posted head shows it', async () => {
    const log = await logOf(8);
    const posted = await log.head();
    expect(await check(log, posted)).toMatchObject({ broken: null, posted: { seq: 8 } });
    await log.forge(...cutTail);
    expect(await check(log)).toMatchObject({ broken: null, end: { seq: 6 } });
    expect(await check(log, posted)).toMatchObject({ broken: null, posted: 'missing' });
  });

  test('… also after more was written over the cut', async () => {
    const log = await logOf(8);
    const posted = await log.head();
    await log.forge(...cutTail);
    await log.write(5);
    expect(await check(log, posted)).toMatchObject({ broken: null, end: { seq: 11 }, posted: 'missing' });
  });

  test('a tail cut off after the newest posted head is shown by nothing', async () => {
    const log = await logOf(6);
    const posted = await log.head();
    await log.write(2);
    await log.forge(...cutTail);
    expect(await check(log, posted)).toMatchObject({ broken: null, posted: { seq: 6 } });
  });

  test('everything from one row on written anew with new hashes: only the posted head shows it', async () => {
    const log = await logOf(8);
    const posted = await log.head();
    await log.forge(...(await rewrittenFrom(log, 4)));
    expect(await check(log)).toMatchObject({ broken: null, end: { seq: 8 } });
    expect(await check(log, posted)).toMatchObject({ posted: 'missing' });
  });
});

/** Statements that change one row and hash all that follows anew. */
async function rewrittenFrom({ database }: Log, from: number): Promise<string[]> {
  const rows = await lookingInto(database, act, (scope) => chainAfter(scope, 0, 100));
  let previous = rows[from - 2]?.hash ?? '';
  const updates = rows.slice(from - 1).map(({ hash: _old, ...entry }) => {
    const deed = entry.seq === from ? 'nothing' : entry.deed;
    previous = link(previous, { ...entry, deed });
    return `update audit set deed = '${deed}', hash = '${previous}' where seq = ${entry.seq}`;
  });
  return [...updates, `update audit_heads set hash = '${previous}'`];
}

test('whatever entries say, and however many a deed leaves, the database hashes them as anybody can check', async () => {
  const log = await logOf(0);
  // What PostgreSQL cannot hold in a text is left out: the sign 0, and halves of pairs.
  const words = anyText(12).map((text) => text.toWellFormed().replaceAll('\0', '?'));
  const value = fc.oneof(
    words,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const entry = fc.tuple(words, words, fc.dictionary(words, fc.oneof(value, fc.array(value))));
  const deeds = fc.sample(fc.array(entry, { minLength: 1, maxLength: 12 }), { numRuns: 40, seed: 5 });
  for (const deed of deeds) {
    await inWorkspace(log.database, act, async (tx) => {
      for (const [name, subject, detail] of deed) tx.record(name, subject, detail);
    });
  }
  const seq = deeds.flat().length;
  expect(await check(log)).toMatchObject({ broken: null, end: { seq, hash: await log.head() } });
});

test('a deed whose entry cannot be hashed is not done', async () => {
  const log = await logOf(1);
  const wrong = inWorkspace(log.database, act, async (tx) => {
    await tx.sql.insert(services).values({ workspace: HERE, name: 'x', nameKey: 'x', owner: ana });
    tx.record('noted', 'key:1', { number: Number.NaN });
  });
  await expect(wrong).rejects.toThrow(TypeError);
  expect((await log.database.sql.select().from(services)).length).toBe(0);
  expect(await check(log)).toMatchObject({ broken: null, end: { seq: 1 } });
});

test('entries written while a log is being read do not make it look broken', async () => {
  const log = await logOf(3);
  const [report] = await Promise.all([check(log), log.write(20)]);
  expect(report.broken).toBeNull();
  expect(await check(log)).toMatchObject({ broken: null, end: { seq: 23 } });
});

test('a log longer than one page is read to its end', async () => {
  const log = await logOf(0);
  await inWorkspace(log.database, act, async (tx) => {
    for (let at = 0; at < 4100; at += 1) tx.record('noted', `key:${at}`);
  });
  expect(await check(log, await log.head())).toMatchObject({ end: { seq: 4100 }, posted: { seq: 4100 } });
  await log.forge(`update audit set deed = 'x' where seq = 4050`);
  expect((await check(log)).broken?.seq).toBe(4050);
});

import { expect, test, vi } from 'vitest';
import { MOST_BYTES } from '../../src/domain/import-file.ts';
import { bring, goodRow, HEADER, keyFile, lastDm, lastWords, okxId } from '../support/key-files.ts';
import { patience } from '../support/patience.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  newest,
  press,
  type Steward,
  startSteward,
  wordsOf,
} from '../support/steward.ts';

const count = async ({ database }: Steward, table: string): Promise<number> =>
  Number((await database.pool.query(`select count(*) as count from ${table}`)).rows[0].count);

/** Counts of the preview, as its reader sees them. */
const counts = (words: string): string[] =>
  [...words.matchAll(/\*(New|Changed|As they are|Cannot be used)\*\\n(\d+)/g)].map(
    ([, name, number]) => `${name} ${number}`,
  );

/** A file in which people keep what they should not. */
const withPassphrase: readonly string[] = HEADER.map((column) =>
  column === 'Secret is kept at' ? 'Passphrase' : column,
);

/** Twenty rows, each wrong in a way of its own kind. */
const wrongRows = [
  { Provider: 'Nowhere' },
  { Provider: '' },
  { 'Key id': 'not-an-id' },
  { 'Key id': '' },
  { Label: '!' },
  { Label: '' },
  { Region: 'moon' },
  { Environment: 'prod' },
  { Permissions: 'fly' },
  { Permissions: '' },
  { 'IP allowlist': '203.0.113.999' },
  { Custodian: '@nobody-here' },
  { Custodian: 'somebody@example.com' },
  { Deputy: 'U000000ANA' },
  { Deputy: 'U000000GUS' },
  { 'Console holders': '-', Account: 'Nobody can log in here' },
  { Permissions: 'withdraw', 'IP allowlist': '', Deputy: '' },
  { Created: '23/11/2026' },
  { Created: '2099-01-01' },
  { 'Rotation days': 'often' },
];

test('a file of 1,000 rows with 20 bad ones is checked, shown, written once and audited key by key', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const rows = Array.from({ length: 1_000 }, (_, n) =>
    goodRow(n, n % 50 === 7 ? (wrongRows[(n - 7) / 50] ?? {}) : {}),
  );
  const preview = await bring(steward, ana, keyFile(rows));
  expect(counts(wordsOf(preview))).toEqual(['New 980', 'Changed 0', 'As they are 0', 'Cannot be used 20']);
  expect(await count(steward, 'keys')).toBe(0);

  await press(ana, ana.botDm(), 'See all problems');
  const problems = await vi.waitFor(() => {
    const words = wordsOf(newest(ana, ana.botDm()));
    expect(words).toContain('Rows that cannot be used (20)');
    return words;
  }, patience);
  for (let n = 0; n < 20; n += 1) expect(problems).toContain(`row ${n * 50 + 9}: `);
  expect(problems).not.toContain('not-an-id');

  await press(ana, ana.botDm(), 'Write 980 keys');
  await steward.settled();
  expect(lastWords(ana)).toContain('980 keys were');
  expect(await count(steward, 'keys')).toBe(980);
  expect(await count(steward, `audit where deed = 'key added'`)).toBe(980);
  expect(wordsOf(await ask(ana, channelNamed(ana, 'trading-desk'), 'who bot-3'))).toContain('desk 3');

  const again = await bring(steward, ana, keyFile(rows));
  expect(counts(wordsOf(again))).toEqual(['New 0', 'Changed 0', 'As they are 980', 'Cannot be used 20']);
  expect(buttonsIn(again)).not.toContain('Write 980 keys');
});

test('what was exported comes back as it is, formulas, line breaks and all', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const odd = [
    goodRow(1, { 'Secret is kept at': '=vault/trading', Services: 'bot one; bot-two' }),
    goodRow(2, { 'Secret is kept at': "'+vault, shelf 4", 'IP allowlist': '', Permissions: 'read' }),
    goodRow(3, { 'Secret is kept at': 'safe "B"\nsecond shelf', Deputy: '' }),
  ];
  await bring(steward, ana, keyFile(odd));
  await press(ana, ana.botDm(), 'Write 3 keys');
  await steward.settled();
  await ask(ana, channelNamed(ana, 'trading-desk'), 'export');
  await steward.settled();
  const [file] = lastDm(ana).files;
  const text = Buffer.from(ana.download(file?.id ?? '').content).toString('utf8');
  expect(text).toContain(`'=vault/trading`);
  expect(text).not.toMatch(/(?:^|,)"?[=+@]/m);

  const back = wordsOf(await bring(steward, ana, text));
  expect(counts(back)).toEqual(['New 0', 'Changed 0', 'As they are 3', 'Cannot be used 0']);
});

test('a change is one row in the audit log, and an empty cell changes nothing', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await bring(steward, ana, keyFile([goodRow(1), goodRow(2)]));
  await press(ana, ana.botDm(), 'Write 2 keys');
  await steward.settled();
  const file = `key_id;PROVIDER;Rotate every;Deputy\n${okxId(1)};okex;30;\n${okxId(2)};okx;;-\n`;
  const preview = await bring(steward, ana, file);
  expect(counts(wordsOf(preview))).toEqual(['New 0', 'Changed 2', 'As they are 0', 'Cannot be used 0']);
  await press(ana, ana.botDm(), 'Write 2 keys');
  await steward.settled();
  const { rows } = await steward.database.pool.query(
    'select label, rotation_days, due_on::text, deputy from keys order by label',
  );
  expect(rows).toEqual([
    { label: 'desk 1', rotation_days: 30, due_on: '2026-12-01', deputy: 'U000000BEA' },
    { label: 'desk 2', rotation_days: 180, due_on: '2027-04-30', deputy: null },
  ]);
  expect(await count(steward, `audit where deed = 'key changed'`)).toBe(2);
});

test('a file that holds a secret is refused whole, named by place and never repeated', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const rows = [goodRow(1), goodRow(2, { 'Secret is kept at': secret }), goodRow(3)];
  await bring(steward, ana, keyFile(rows));
  const told = lastWords(ana);
  expect(told).toContain('row 3, Secret is kept at');
  expect(told).toContain('Delete the file from Slack now');
  expect(told).toContain('Treat those keys as leaked');
  const { rows: stored } = await steward.database.pool.query('select i::text as it from imports i');
  expect([told, steward.logged(), JSON.stringify(stored)].join()).not.toContain(secret.slice(0, 8));

  const pointer = { 'Secret is kept at': 'vault/trading/okx' };
  await bring(steward, ana, keyFile([goodRow(1, pointer)], withPassphrase));
  expect(lastWords(ana)).not.toContain('column 13');
  await bring(steward, ana, keyFile([goodRow(1, { 'Secret is kept at': 'hunter2' })], withPassphrase));
  expect(lastWords(ana)).toContain('row 2, column 13');
  expect(await count(steward, 'keys')).toBe(0);
});

const unusable: readonly (readonly [string, () => string | Uint8Array, RegExp])[] = [
  ['a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]), /not a text file in UTF-8/],
  ['no header', () => `okx,${okxId(1)}\n`, /first line must name the columns/],
  ['only a header', () => keyFile([]), /no rows below its header/],
  ['a quote left open', () => `${keyFile([goodRow(1)])}\n"okx,`, /cannot be read as CSV/],
  ['too many rows', () => `Provider,Key id\n${'okx,x\n'.repeat(10_002)}`, /one file may have 10000/],
  ['more than 20 MB', () => new Uint8Array(MOST_BYTES + 1).fill(65), /larger than 20 MB/],
];

test.each(unusable)('%s is refused with what to do', async (_what, content, says) => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await bring(steward, ana, content());
  expect(lastWords(ana)).toMatch(says);
  expect(buttonsIn(lastDm(ana))).toEqual([]);
});

test('a file gives nobody more rights than the buttons do', async () => {
  const steward = await startSteward();
  const [ana, dia] = [steward.as('ana'), steward.as('dia')];
  await bring(steward, ana, keyFile([goodRow(1)]));
  await press(ana, ana.botDm(), 'Write 1 key');
  await steward.settled();
  await bring(steward, dia, keyFile([goodRow(1, { Label: 'mine now' }), goodRow(2)]));
  expect(lastWords(dia)).toContain('Only its custodian, its deputy or a lead');
  const { rows } = await steward.database.pool.query('select max(id) as id from imports');
  expect(rows[0]).toBeDefined();
  await press(dia, dia.botDm(), 'Drop the file');
  await steward.settled();
  expect(lastWords(dia)).toContain('Nothing was written');
  expect(await count(steward, 'keys')).toBe(1);
});

test('the template has every column', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await ask(ana, channelNamed(ana, 'trading-desk'), 'import template');
  await steward.settled();
  const [file] = lastDm(ana).files;
  const text = Buffer.from(ana.download(file?.id ?? '').content).toString('utf8');
  for (const column of HEADER) expect(text).toContain(column);
});

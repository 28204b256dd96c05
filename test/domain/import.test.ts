import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf, linesOf, textOf } from '../../src/custody/csv.ts';
import { lineOf } from '../../src/custody/export-keys.ts';
import { namer } from '../../src/custody/import-people.ts';
import { secretsIn } from '../../src/custody/import-secrets.ts';
import { addDays } from '../../src/domain/days.ts';
import { readImportRow } from '../../src/domain/import.ts';
import {
  COLUMNS,
  cellsOf,
  headerFault,
  neutralCell,
  plainCell,
  readHeader,
} from '../../src/domain/import-columns.ts';
import { decideRow, type KeyAsWritten } from '../../src/domain/import-plan.ts';
import { defaultPolicies } from '../../src/domain/policies.ts';
import { type Day, personId } from '../../src/domain/words.ts';
import { findProvider, providerOf } from '../../src/providers/index.ts';

const TODAY = '2026-11-23' as Day;
const okx = findProvider('okx');
const defaults = { today: TODAY, rotationDays: defaultPolicies.rotationDays };
const personOf = namer([
  { id: personId('U0ANA'), name: 'Ana Oliveira' },
  { id: personId('U0BEA'), name: 'Bea' },
  { id: personId('U0BEB'), name: 'bea' },
]);

const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 12, maxLength: 12 });
const name = fc
  .stringMatching(/^[a-zA-Z0-9é][a-zA-Z0-9 ._/é-]{0,30}[a-zA-Z0-9]$/)
  .map((text) => text.replaceAll(/ +/g, ' '));
const free = fc
  .string({ unit: fc.constantFrom(...'=+-@\'"\n\r\t,;|abc é😀'), minLength: 1, maxLength: 40 })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const who = fc.constantFrom('U0ANA', 'U0BEA', 'W0CEM').map(personId);
const aDay = fc.integer({ min: -900, max: 0 }).map((days) => addDays(TODAY, days));

/** Keys as they can be recorded: anything a form takes. */
const anyKey: fc.Arbitrary<KeyAsWritten> = fc.record({
  provider: fc.constant('okx'),
  keyId: hex.map((end) => `37c541a1-0000-4000-8000-${end}`),
  label: name,
  account: name,
  region: fc.constantFrom('global', 'eea', 'us'),
  environment: fc.constantFrom('live', 'demo'),
  permissions: fc.subarray(['read', 'trade', 'withdraw'], { minLength: 1 }),
  allowlist: fc.subarray(['203.0.113.7', '198.51.100.0/24', '2001:db8::7']),
  services: fc.uniqueArray(name, { maxLength: 4, selector: (text) => text.toLowerCase() }),
  custodian: who,
  deputy: fc.option(who),
  holders: fc.uniqueArray(who, { minLength: 1 }),
  breakGlass: fc.option(free),
  keptAt: free,
  createdOn: aDay,
  expiresOn: fc.option(aDay),
  rotationDays: fc.integer({ min: 1, max: 730 }),
});

/** What a row of a file means for a key that is recorded so. */
function decided(lines: readonly (readonly string[])[], old: KeyAsWritten) {
  const [first = [], line = []] = lines;
  const read = readImportRow(2, cellsOf(readHeader(first), line), { providerOf, personOf });
  if (!read.ok) return read;
  const known = {
    key: { ...old, state: 'gone', rotateBy: null },
    labelTakenBy: null,
    accountNamed: () => old,
    unfit: () => true,
  };
  return decideRow(okx, read.row, known, { id: personId('U0DIA'), role: 'member' }, defaults);
}

test('what was exported comes back unchanged, whatever the key is', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const line = lineOf({ ...key, state: 'active', tier: 1, dueOn: TODAY, rotateBy: null });
      const file = csvOf([COLUMNS.map(({ header }) => header), line]);
      expect(decided(linesOf(textOf(Buffer.from(file))), key)).toEqual({ do: 'unchanged' });
    }),
    { numRuns: 500 },
  );
});

test('no exported cell is a formula, and each is taken back as it was', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(neutralCell(text)).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(plainCell(neutralCell(text))).toBe(text);
    }),
  );
});

describe('a file is understood', () => {
  const header = ['Provider', 'Key ID', 'Vault path'];
  const row = ['okx', 'x', 'shelf 1, left;\nbehind the "door"'];
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  test.each([',', ';', '\t', '|'])('with cells between %j, and line breaks in them', (delimiter) => {
    const text = [header, row].map((line) => line.map(quoted).join(delimiter)).join('\r\n');
    expect(linesOf(text)).toEqual([header, row]);
  });

  test('with a byte order mark, in UTF-8 and in UTF-16', () => {
    const text = 'Provider,Key id\nokx,é';
    expect(textOf(Buffer.from(`\uFEFF${text}`))).toBe(text);
    expect(textOf(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe(text);
  });

  test('with headings of any reasonable spelling', () => {
    const spelt = ['API-Key ID', 'exchange', 'IP Whitelist', 'used_by', 'OWNER', 'valid until', 'Notes'];
    expect(readHeader(spelt)).toEqual([
      'keyId',
      'provider',
      'allowlist',
      'services',
      'custodian',
      'expires',
      null,
    ]);
  });

  test('and says what a heading lacks, or that two mean the same', () => {
    expect(headerFault(readHeader(['Label', 'Key id']))).toMatch(/Not found there: Provider/);
    expect(headerFault(readHeader(['Provider', 'Key id', 'Owner', 'Custodian']))).toMatch(/Custodian/);
    expect(headerFault(readHeader(['Provider', 'Key id']))).toBeNull();
  });
});

test.each([
  ['U0XYZ', 'U0XYZ'],
  ['<@U0XYZ|ana>', 'U0XYZ'],
  ['@ana oliveira', 'U0ANA'],
])('%s is a person', (text, id) => {
  expect(personOf(text)).toBe(id);
});

test.each([
  ['bea', /more than one/],
  ['ana@example.com', /nobody of this name/],
])('%s is nobody for sure', (text, says) => {
  expect(personOf(text)).toEqual({ says: expect.stringMatching(says) });
});

describe('secrets in a file', () => {
  const secret = 'AB'.repeat(16);
  const find = async (text: string) => (await secretsIn(text))?.secrets ?? [];

  test('are named by row and column, in any column and in the header too', async () => {
    const file = `Provider,Key id,Notes\nokx,,\nokx,${secret},\nokx,,see ${secret}\n`;
    expect(await find(file)).toEqual([
      { row: 3, column: 'Key id' },
      { row: 4, column: 'column 3' },
    ]);
    expect(await find(`Provider,Key id,${secret}\n`)).toEqual([{ row: 1, column: 'column 3' }]);
  });

  test('are found in what is no CSV', async () => {
    expect(await find(`"okx\n${secret}`)).toEqual([{ row: 2, column: 'column 1' }]);
  });

  test('are not seen in a file of public facts', async () => {
    const ids = Array.from(
      { length: 50 },
      (_, n) => `37c541a1-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
    );
    const lines = ids.map((id, n) => ['okx', id, `vault: trading/okx/desk-${n}`, 'U024BE7LH']);
    expect(
      await secretsIn(csvOf([['Provider', 'Key id', 'Secret is kept at', 'Owner'], ...lines])),
    ).toBeNull();
  });
});

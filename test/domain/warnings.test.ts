import { describe, expect, test } from 'vitest';
import { type KeyFacts, warningsOf } from '../../src/domain/warnings.ts';
import { type Day, personId } from '../../src/domain/words.ts';
import { generic } from '../../src/providers/generic.ts';
import { okx } from '../../src/providers/okx.ts';

const sound: KeyFacts = {
  provider: okx,
  permissions: ['read', 'trade'],
  allowlist: ['203.0.113.7'],
  environment: 'live',
  deputy: personId('U2'),
  consoleHolders: 2,
  services: 1,
  today: '2026-12-01' as Day,
};
const ids = (change: Partial<KeyFacts>) => warningsOf({ ...sound, ...change }).map(({ id }) => id);

describe('warnings', () => {
  test('a sound key has none', () => expect(ids({})).toEqual([]));

  test.each<[string, Partial<KeyFacts>, string[]]>([
    [
      'withdraw from anywhere',
      { permissions: ['withdraw'], allowlist: [] },
      ['withdraw_without_allowlist', 'okx-14-days-idle'],
    ],
    [
      'withdraw, allowlist open to all',
      { permissions: ['withdraw'], allowlist: ['0.0.0.0/0'] },
      ['withdraw_without_allowlist'],
    ],
    ['withdraw in demo', { permissions: ['withdraw'], allowlist: [], environment: 'demo' }, []],
    [
      'tier 1 without deputy or second holder',
      { permissions: ['withdraw'], allowlist: [], deputy: null, consoleHolders: 1 },
      ['withdraw_without_allowlist', 'no_deputy', 'few_console_holders', 'okx-14-days-idle'],
    ],
    ['tier 2 without deputy', { deputy: null, consoleHolders: 0 }, []],
    ['shared by three services', { services: 3 }, ['shared']],
    ['trade without allowlist dies when idle', { allowlist: [] }, ['okx-14-days-idle']],
    ['read without allowlist does not', { allowlist: [], permissions: ['read'] }, []],
    ['facts 180 days old are still good', { today: '2027-05-22' as Day }, []],
    ['facts 181 days old are not', { today: '2027-05-23' as Day }, ['old_facts']],
  ])('%s', (_, change, expected) => expect(ids(change)).toEqual(expected));

  test('the provider rule says its days', () => {
    expect(warningsOf({ ...sound, allowlist: [] })[0]?.says).toMatch(/14 days/);
  });

  test('a provider without an allowlist is not told to use one', () => {
    const provider = { ...generic, allowlist: null };
    const [first] = warningsOf({
      ...sound,
      provider,
      permissions: ['withdraw'],
      allowlist: [],
      environment: 'production',
    });
    expect(first?.says).toMatch(/has no allowlist/);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { narrows, parseAllowlist } from '../../src/domain/allowlist.ts';
import type { AllowlistRule } from '../../src/domain/provider.ts';
import { okx } from '../../src/providers/okx.ts';

const all: AllowlistRule = {
  accepts: ['ipv4', 'ipv6', 'cidr'],
  max: { value: 20, grade: 'documented', sources: [] },
};
const entriesOf = (text: string) => parseAllowlist(text, all).entries;

describe('allowlist', () => {
  test.each([
    ['', []],
    ['203.0.113.7', ['203.0.113.7']],
    ['203.0.113.7, 203.0.113.8\n203.0.113.7', ['203.0.113.7', '203.0.113.8']],
    ['2001:0DB8:0000:0000:0000:0000:0000:0007', ['2001:db8::7']],
    ['203.0.113.9/24 203.0.113.0/24', ['203.0.113.0/24']],
    ['203.0.113.9/32', ['203.0.113.9']],
    ['2001:db8:1:2:3::/48', ['2001:db8:1::/48']],
    ['::1/128', ['::1']],
    ['255.255.255.255/1', ['128.0.0.0/1']],
    ['ffff:ffff::/17', ['ffff:8000::/17']],
    ['0.0.0.0/0;::/0', ['0.0.0.0/0', '::/0']],
  ])('%j is read as %j', (text, entries) =>
    expect(parseAllowlist(text, all)).toEqual({ entries, faults: [] }),
  );

  test.each(['300.1.1.1', '1.2.3', '01.2.3.4', '1.2.3.4/33', '2001:db8::g', 'my-office', '1.2.3.4-9'])(
    '%s is refused by its position, without being repeated',
    (word) => {
      const { entries, faults } = parseAllowlist(`203.0.113.7, ${word}`, all);
      expect(entries).toEqual(['203.0.113.7']);
      expect(faults.map(({ position }) => position)).toEqual([2]);
      expect(faults[0]?.says).toMatch(/^Entry 2 is not/);
      expect(JSON.stringify(faults)).not.toContain(`"${word}`);
    },
  );

  test('a form that the provider does not take is named', () => {
    const onlyV4: AllowlistRule = { ...all, accepts: ['ipv4'] };
    expect(parseAllowlist('2001:db8::7', onlyV4).faults[0]?.says).toMatch(
      /is an IPv6 address.*must be an IPv4 address/,
    );
    expect(parseAllowlist('203.0.113.7/32', onlyV4).entries).toEqual(['203.0.113.7']);
  });

  test('more than the provider takes is refused; OKX takes 20', () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => `203.0.113.${index}`).join('\n');
    expect(parseAllowlist(lines(20), okx.allowlist).faults).toEqual([]);
    expect(parseAllowlist(lines(21), okx.allowlist).faults[0]?.says).toMatch(/21 entries.*20 at most/);
  });

  test('a provider without an allowlist takes none', () => {
    expect(parseAllowlist('203.0.113.7', null).faults).toHaveLength(1);
    expect(parseAllowlist(' ', null).faults).toEqual([]);
  });

  test('reading what was read changes nothing', () => {
    const cidr = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, bits]) => `${ip}/${bits}`);
    const cidr6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, bits]) => `${ip}/${bits}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), cidr, cidr6), { maxLength: 20 }), (words) => {
        const { entries, faults } = parseAllowlist(words.join('\n'), all);
        expect(faults).toEqual([]);
        expect(entriesOf(entries.join(','))).toEqual(entries);
        expect(new Set(entries).size).toBe(entries.length);
      }),
    );
  });

  test('only a narrow list keeps strangers out', () => {
    expect(narrows([])).toBe(false);
    expect(narrows(['203.0.113.7', '10.0.0.0/8', '2001:db8::/32'])).toBe(true);
    expect(narrows(['203.0.113.7', '0.0.0.0/1'])).toBe(false);
    expect(narrows(['::/0'])).toBe(false);
  });
});

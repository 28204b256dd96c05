import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exposureOf, moneyCanMove, rotationDays } from '../../src/domain/exposure.ts';
import { generic } from '../../src/providers/generic.ts';
import { okx } from '../../src/providers/okx.ts';

const own = ['203.0.113.7'];
const okxKey = (permissions: string[], allowlist: string[] = [], environment = 'live') =>
  exposureOf({ provider: okx, permissions, allowlist, environment }).tier;
const otherKey = (permissions: string[], allowlist: string[] = [], environment = 'production') =>
  exposureOf({ provider: generic, permissions, allowlist, environment }).tier;

describe('exposure', () => {
  test.each([
    ['reads only', okxKey(['read']), 3],
    ['trades from anywhere', okxKey(['read', 'trade']), 2],
    ['trades from listed addresses', okxKey(['trade'], own), 2],
    ['withdraws from anywhere', okxKey(['withdraw']), 1],
    ['withdraws from listed addresses', okxKey(['withdraw'], own), 2],
    ['withdraws with an allowlist that allows everybody', okxKey(['withdraw'], ['0.0.0.0/0']), 1],
    ['withdraws, one entry of two allows everybody', okxKey(['withdraw'], [...own, '::/0']), 1],
    ['withdraws in demo trading', okxKey(['withdraw'], [], 'demo'), 3],
    ['writes', otherKey(['write']), 2],
    ['administers', otherKey(['read', 'admin']), 1],
    ['administers in an environment nobody declared', otherKey(['admin'], [], 'staging'), 1],
    ['has a permission the file does not list', okxKey(['teleport']), 1],
    ['has no recorded permission', okxKey([]), 3],
  ])('a key that %s', (_, tier, expected) => expect(tier).toBe(expected));

  test('adding danger never lowers the exposure, and an allowlist never raises it', () => {
    const permissions = fc.subarray(['read', 'write', 'trade', 'admin', 'withdraw', 'unlisted']);
    const allowlist = fc.subarray(['203.0.113.7', '198.51.100.0/24', '0.0.0.0/0']);
    fc.assert(
      fc.property(
        permissions,
        permissions,
        allowlist,
        fc.constantFrom('production', 'test'),
        (some, more, ips, env) => {
          const before = otherKey(some, ips, env);
          expect(otherKey([...some, ...more], ips, env)).toBeLessThanOrEqual(before);
          expect(otherKey(some, [], env)).toBeLessThanOrEqual(before);
        },
      ),
    );
  });

  test('every tier says why and has a rotation period', () => {
    expect(
      exposureOf({ provider: okx, permissions: ['withdraw'], allowlist: [], environment: 'live' }).reasons,
    ).toEqual(['Can send money out.', 'From any address: no allowlist keeps a thief out.']);
    expect(([1, 2, 3] as const).map(rotationDays)).toEqual([90, 180, 365]);
  });

  test.each([
    [['read'], false],
    [['read', 'trade'], true],
    [['withdraw'], true],
    [['unlisted'], true],
  ])('whether money can move with %j', (permissions, expected) => {
    expect(moneyCanMove(okx, permissions)).toBe(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { isKeyParty, may } from '../../src/domain/permissions.ts';
import { personId, type Role } from '../../src/domain/words.ts';

const roles: Role[] = ['outsider', 'guest', 'member', 'lead', 'admin'];

describe('permissions', () => {
  test.each([
    ['member', ['member', 'lead', 'admin']],
    ['lead', ['lead', 'admin']],
    ['admin', ['admin']],
  ] as const)('%s is asked: %j may', (need, allowed) => {
    expect(roles.filter((role) => may(role, need))).toEqual(allowed);
  });

  const [custodian, deputy, other] = [personId('U1'), personId('U2'), personId('U3')];
  test.each([
    ['the custodian', { id: custodian, role: 'member' }, true],
    ['the deputy', { id: deputy, role: 'member' }, true],
    ['another member', { id: other, role: 'member' }, false],
    ['a lead', { id: other, role: 'lead' }, true],
    ['an admin', { id: other, role: 'admin' }, true],
    ['a custodian who became a guest', { id: custodian, role: 'guest' }, false],
  ] as const)('%s is a party to the key: %s', (_, person, expected) => {
    expect(isKeyParty(person, { custodian, deputy })).toBe(expected);
    expect(isKeyParty({ id: other, role: 'member' }, { custodian: null, deputy: null })).toBe(false);
  });
});

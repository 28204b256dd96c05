import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inStore, type KeyPlace, ownerOf, siblingsOf, storeOf } from '../../src/domain/siblings.ts';
import { type AccountRef, type KeyRef, personId, type ServiceRef } from '../../src/domain/words.ts';

const place = (
  facts: Partial<Record<'id' | 'account', number>> &
    Partial<Pick<KeyPlace, 'keptAt' | 'label' | 'provider' | 'accountName' | 'allowlist'>> & {
      custodian?: string;
      services?: number[];
    },
): KeyPlace => ({
  id: (facts.id ?? 1) as KeyRef,
  label: facts.label ?? `key-${facts.id ?? 1}`,
  provider: facts.provider ?? 'aws',
  accountName: facts.accountName ?? `Account ${facts.id}`,
  allowlist: facts.allowlist ?? [],
  account: (facts.account ?? facts.id ?? 1) as AccountRef,
  custodian: personId(facts.custodian ?? `U${facts.id ?? 1}`),
  keptAt: facts.keptAt ?? `only here ${facts.id ?? 1}`,
  services: (facts.services ?? []) as ServiceRef[],
});

test('keys that share something are named with what they share, the likeliest first', () => {
  const leaked = place({ id: 1, account: 7, custodian: 'UANA', keptAt: 'vault: trading/okx', services: [3] });
  const found = siblingsOf(leaked, [
    leaked,
    place({ id: 2, custodian: 'UANA' }),
    place({ id: 3, account: 7, keptAt: 'Vault: Trading/binance' }),
    place({ id: 4, services: [3, 4] }),
    place({ id: 5 }),
    place({ id: 6, keptAt: 'vault: payments/stripe' }),
  ]);
  expect(found.map(({ key, reasons }) => [key.id, reasons])).toEqual([
    [3, ['account', 'store']],
    [4, ['service']],
    [2, ['custodian']],
  ]);
});

test('one address is one host, and accounts of one owner are near each other at one provider only', () => {
  const leaked = place({ id: 1, accountName: '111122223333 deploy', allowlist: ['203.0.113.7'] });
  const found = siblingsOf(leaked, [
    place({ id: 2, accountName: '111122223333 backup' }),
    place({ id: 3, accountName: '111122223333 backup', provider: 'google' }),
    place({ id: 4, accountName: '444455556666 deploy' }),
    place({ id: 5, allowlist: ['198.51.100.1', '203.0.113.7'] }),
  ]);
  expect(found.map(({ key, reasons }) => [key.id, reasons])).toEqual([
    [5, ['host']],
    [2, ['parent']],
  ]);
});

test.each([
  ['111122223333 deploy', '111122223333'],
  ['acme/web', 'acme'],
  ['Acme, Billing', 'acme'],
  ['Main account', null],
  ['desk-2', null],
  ['/web', null],
  ['', null],
])('the account %j belongs to %j', (name, owner) => {
  expect(ownerOf(name)).toBe(owner);
});

test.each([
  ['vault: trading/okx', 'vault: trading/binance', 'vault: payments/okx'],
  ['op://Trading/okx/password', 'op://trading/kraken', 'op://payments/okx'],
  ['https://vault.example.com/ui/a', 'https://VAULT.example.com/ui/b', 'https://vault.example.org/ui/a'],
  [
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:okx',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe',
    'arn:aws:secretsmanager:eu-west-1:444455556666:secret:okx',
  ],
  ['projects/prod/secrets/okx', 'projects/prod/secrets/npm', 'projects/test/secrets/okx'],
  ['/srv/bot/okx.env', '/srv/bot/npm.env', '/srv/web/okx.env'],
  ['1Password, trading', '1password, trading', '1Password, payments'],
])('%j is in the same store as %j and not as %j', (pointer, same, other) => {
  expect(inStore(storeOf(pointer), same)).toBe(true);
  expect(inStore(storeOf(pointer), other)).toBe(false);
});

test('a pointer is in its own store, whose name begins it; to be suspected is mutual', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(one.trim().toLowerCase().startsWith(storeOf(one))).toBe(true);
      if (one.trim() !== '') expect(inStore(storeOf(one), one)).toBe(true);
      const [a, b] = [place({ id: 1, keptAt: one }), place({ id: 2, keptAt: other })];
      expect(siblingsOf(a, [b]).length).toBe(siblingsOf(b, [a]).length);
    }),
  );
});

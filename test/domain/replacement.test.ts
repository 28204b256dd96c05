import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widerThan } from '../../src/domain/allowlist.ts';
import { labelFault } from '../../src/domain/labels.ts';
import {
  fillsAccount,
  gaveLabelAway,
  labelUntil,
  nextLabel,
  replacingOf,
  widened,
} from '../../src/domain/replacement.ts';
import type { Day } from '../../src/domain/words.ts';
import { findProvider, providers } from '../../src/providers/index.ts';

const okx = findProvider('okx');
const old = { environment: 'live', permissions: ['read', 'trade'], allowlist: ['203.0.113.0/24'] };

describe('an account', () => {
  const aws = findProvider('aws');

  it('is full with as many keys as its provider allows, where the new one stands beside the old', () => {
    expect(fillsAccount(aws, ['deploy', 'backup'])).toEqual(['deploy', 'backup']);
    expect(fillsAccount(aws, ['deploy'])).toBeNull();
    expect(fillsAccount(findProvider('gitlab'), ['a', 'b', 'c'])).toBeNull();
    expect(
      fillsAccount({ ...findProvider('slack'), maxKeysPerAccount: aws.maxKeysPerAccount }, ['a', 'b']),
    ).toBeNull();
  });
});

describe('the new key', () => {
  it('may do the same or less', () => {
    expect(widened(old, old, okx)).toEqual({});
    expect(widened(old, { ...old, permissions: ['read'], allowlist: ['203.0.113.7'] }, okx)).toEqual({});
    expect(widened({ ...old, allowlist: [] }, old, okx)).toEqual({});
  });

  it('may do no more, and is told what is more', () => {
    expect(widened(old, { ...old, permissions: ['read', 'withdraw'] }, okx)).toEqual({
      permissions: expect.stringContaining('More than the old key may: Withdraw'),
    });
    expect(widened(old, { ...old, allowlist: [] }, okx)).toHaveProperty('allowlist');
    expect(widened(old, { ...old, allowlist: ['203.0.112.0/23'] }, okx)).toHaveProperty('allowlist');
    expect(widened(old, { ...old, environment: 'demo' }, okx)).toHaveProperty('environment');
  });

  it('stays within an allowlist exactly when each of its addresses does', () => {
    const part = fc.integer({ min: 0, max: 255 });
    const net = fc.tuple(part, part, fc.integer({ min: 8, max: 32 }));
    const text = ([a, b, bits]: [number, number, number]) => `10.${a}.${b}.0/${bits}`;
    const range = ([a, b, bits]: [number, number, number]) => {
      const size = 2 ** (32 - bits);
      const start = Math.floor((((10 * 256 + a) * 256 + b) * 256) / size) * size;
      return [start, start + size - 1] as const;
    };
    fc.assert(
      fc.property(net, net, (inner, outer) => {
        const [from, to] = range(inner);
        const [least, most] = range(outer);
        expect(widerThan([text(inner)], [text(outer)]).length === 0).toBe(from >= least && to <= most);
      }),
    );
    expect(widerThan(['2001:db8::7', '2001:db9::7', '10.0.0.1'], ['2001:db8::/32'])).toEqual([2, 3]);
  });
});

describe('labels', () => {
  it('count on, and pass over what is taken', () => {
    expect(nextLabel('prop-desk', [])).toBe('prop-desk-2');
    expect(nextLabel('prop-desk-2', ['Prop-Desk-3'])).toBe('prop-desk-4');
  });

  it('are labels, however long the old one is', () => {
    const label = fc.stringMatching(/^[a-zé][a-z0-9 ._-]{0,58}[a-z0-9]$/u);
    fc.assert(
      fc.property(label, (from) => {
        expect(labelFault(nextLabel(from, []))).toBeNull();
        expect(labelFault(labelUntil(from, '2026-03-02' as Day))).toBeNull();
        expect(gaveLabelAway(labelUntil(from, '2026-03-02' as Day))).toBe(true);
      }),
    );
  });
});

describe('how a provider has keys replaced', () => {
  it.each(providers.map((provider) => [provider.id, provider] as const))(
    '%s: ends the old key in steps',
    (_, it) => {
      expect(replacingOf(it).end.length).toBeGreaterThan(1);
    },
  );

  it('switches off first, waits, then deletes, wherever a key can be switched off', () => {
    for (const provider of providers.filter(({ canDisable }) => canDisable.value)) {
      const words = replacingOf(provider).end.join(' ');
      expect(words, provider.id).toMatch(/(?:Deactivate|Disable|switch it off).*[Ww]ait a day.*Delete/);
    }
  });

  it('says where one key at a time can live', () => {
    expect(replacingOf(findProvider('slack'))).toMatchObject({ way: 'in_place', mind: expect.any(String) });
    expect(replacingOf(findProvider('stripe')).end.join(' ')).toContain('Expire key now');
    expect(replacingOf(okx).end.join(' ')).toContain('no off switch');
  });
});

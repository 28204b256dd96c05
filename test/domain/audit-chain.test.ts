import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AuditEntry,
  type Chained,
  canonical,
  GENESIS,
  link,
  verifyChain,
} from '../../src/domain/audit-chain.ts';

function chainOf(facts: readonly unknown[]): Chained[] {
  let previousHash = GENESIS;
  return facts.map((fact, index) => {
    const entry: AuditEntry = { seq: index + 1, fact };
    const hash = link(previousHash, entry);
    const chained = { entry, previousHash, hash };
    previousHash = hash;
    return chained;
  });
}

describe('audit chain', () => {
  test('one value has one text', () => {
    expect(
      canonical({ b: 1, a: [true, null, 'x"'], d: new Date('2026-11-23T01:02:03Z'), c: undefined }),
    ).toBe('{"a":[true,null,"x\\""],"b":1,"d":"2026-11-23T01:02:03.000Z"}');
    const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(canonical(reversed(value))).toBe(canonical(value));
        expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
      }),
    );
  });

  test.each([[Number.NaN], [() => 1], [Symbol('x')], [10n], [new Date('never')]])(
    '%s has no text',
    (value) => {
      expect(() => canonical({ value })).toThrow();
    },
  );

  test('a known link stays what it is, so that old logs can always be checked', () => {
    expect(link(GENESIS, { seq: 1, did: 'key_added', at: new Date('2026-11-23T00:00:00Z') })).toBe(
      '1f7c543883402b04d63097cedcb04ce54ef09313de8c24472119561e0cb83e1a',
    );
  });

  test('an untouched chain is whole, and its head covers everything', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), (facts) => {
        const chain = chainOf(facts);
        expect(verifyChain(chain)).toEqual({ ok: true, head: chain.at(-1)?.hash ?? GENESIS });
      }),
    );
  });

  test('any change, loss, swap or insertion before the head shows where it is', () => {
    const facts = fc.array(fc.string(), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(facts, fc.nat(), (texts, pick) => {
        const chain = chainOf(texts);
        const at = pick % (chain.length - 1);
        const spoiled = [
          chain.map((each, index) =>
            index === at ? { ...each, entry: { ...each.entry, fact: 'forged' } } : each,
          ),
          chain.toSpliced(at, 1),
          chain.toSpliced(at, 2, ...chain.slice(at, at + 2).reverse()),
          chain.toSpliced(at, 0, ...chain.slice(at, at + 1)),
          [
            ...chain.slice(0, at),
            ...chainOf(texts.with(at, 'forged')).slice(at, at + 1),
            ...chain.slice(at + 1),
          ],
        ];
        fc.pre(texts[at] !== 'forged');
        for (const forged of spoiled) expect(verifyChain(forged)).toMatchObject({ ok: false });
        expect(verifyChain(spoiled[0] ?? [])).toMatchObject({
          ok: false,
          seq: at + 1,
          why: `Entry ${at + 1} was changed.`,
        });
      }),
    );
  });

  test('a chain linked anew around a missing entry shows the gap', () => {
    const first = { seq: 1 };
    const third = { seq: 3 };
    const hash = link(GENESIS, first);
    const relinked = [
      { entry: first, previousHash: GENESIS, hash },
      { entry: third, previousHash: hash, hash: link(hash, third) },
    ];
    expect(verifyChain(relinked)).toEqual({ ok: false, seq: 2, why: 'Entry 2 is missing.' });
  });
});

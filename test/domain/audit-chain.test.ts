import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AuditEntry,
  aroundNumber,
  CHAIN_START,
  type Chained,
  canonical,
  followChain,
  GENESIS,
  headFrom,
  headText,
  link,
} from '../../src/domain/audit-chain.ts';

function chainOf(facts: readonly unknown[]): Chained[] {
  let previous = GENESIS;
  return facts.map((fact, index) => {
    const entry: AuditEntry = { seq: index + 1, fact };
    previous = link(previous, entry);
    return { entry, hash: previous };
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

  test('without its number an entry’s text is that text cut where the number stands', () => {
    const names = fc.constantFrom('actor', 'at', 'sep', 'seq\u0000', 'seqs', 'subject', 'ä', '9');
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), fc.nat(), (facts, seq) => {
        const { before, after } = aroundNumber(facts);
        expect(`${before}${seq}${after}`).toBe(canonical({ ...facts, seq }));
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

  test('an untouched chain is whole, in whatever pages it is read, and its head covers everything', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.nat({ max: 20 }), (facts, cut) => {
        const chain = chainOf(facts);
        const end = { seq: chain.length, hash: chain.at(-1)?.hash ?? GENESIS };
        expect(followChain(CHAIN_START, chain)).toEqual({ ok: true, end });
        const first = followChain(CHAIN_START, chain.slice(0, cut));
        expect(first.ok && followChain(first.end, chain.slice(cut))).toEqual({ ok: true, end });
      }),
    );
  });

  /** What somebody without the patience to hash anew can do to entry `at`, and where it then breaks. */
  const tampering: readonly (readonly [string, (chain: Chained[], at: number) => Chained[], number])[] = [
    ['a changed entry', (chain, at) => chain.with(at, forged(chain, at)), 0],
    ['a lost entry', (chain, at) => chain.toSpliced(at, 1), 0],
    ['two exchanged entries', (chain, at) => chain.toSpliced(at, 2, ...chain.slice(at, at + 2).reverse()), 0],
    ['an entry that stands twice', (chain, at) => chain.toSpliced(at, 0, ...chain.slice(at, at + 1)), 1],
    ['a changed hash', (chain, at) => chain.with(at, { ...entryAt(chain, at), hash: 'f'.repeat(64) }), 0],
    [
      'an entry with a hash made anew for it',
      (chain, at) => {
        const { entry } = forged(chain, at);
        const before = chain[at - 1]?.hash ?? GENESIS;
        return chain.with(at, { entry, hash: link(before, entry) });
      },
      1,
    ],
    [
      'two entries whose numbers were exchanged',
      (chain, at) => {
        const [one, two] = [entryAt(chain, at), entryAt(chain, at + 1)];
        return chain
          .with(at, { ...two, entry: { ...two.entry, seq: at + 1 } })
          .with(at + 1, { ...one, entry: { ...one.entry, seq: at + 2 } });
      },
      0,
    ],
  ];

  function entryAt(chain: readonly Chained[], at: number): Chained {
    const found = chain[at];
    if (!found) throw new Error(`no entry at ${at}`);
    return found;
  }

  const forged = (chain: readonly Chained[], at: number): Chained => {
    const { entry, hash } = entryAt(chain, at);
    return { entry: { ...entry, fact: 'forged' }, hash };
  };

  test.each(tampering)('%s before the head is found at its place', (_what, tamper, later) => {
    const facts = fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(facts, fc.nat(), (texts, pick) => {
        fc.pre(!texts.includes('forged'));
        const chain = chainOf(texts);
        const at = pick % (chain.length - 1);
        const check = followChain(CHAIN_START, tamper(chain, at));
        expect(check).toMatchObject({ ok: false, broken: { seq: at + 1 + later } });
      }),
    );
  });

  test('what the chain alone cannot show: a cut tail, and everything hashed anew; the old head is in neither', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 12 }), fc.nat(), (texts, pick) => {
        fc.pre(!texts.includes('forged'));
        const chain = chainOf(texts);
        const posted = chain.at(-1)?.hash;
        const at = pick % chain.length;
        for (const other of [chain.slice(0, at), chainOf(texts.with(at, 'forged'))]) {
          expect(followChain(CHAIN_START, other)).toMatchObject({ ok: true });
          expect(other.map(({ hash }) => hash)).not.toContain(posted);
        }
      }),
    );
  });

  test('a chain hashed anew around a missing entry shows the gap', () => {
    const [first, third] = [{ seq: 1 }, { seq: 3 }];
    const hash = link(GENESIS, first);
    const gap = [
      { entry: first, hash },
      { entry: third, hash: link(hash, third) },
    ];
    expect(followChain(CHAIN_START, gap)).toEqual({
      ok: false,
      broken: { seq: 2, why: 'Entry 2 is missing.' },
    });
  });

  test('a head is read as it was written, with or without its prefix, and nothing else is one', () => {
    const hash = link(GENESIS, { seq: 1 });
    expect(headFrom(headText(hash))).toBe(hash);
    expect(headFrom(` ${hash.toUpperCase()} `)).toBe(hash);
    for (const none of ['', 'sha256:', hash.slice(1), `sha1:${hash}`, `${hash} x`])
      expect(headFrom(none)).toBeNull();
  });
});

import fc from 'fast-check';

/** Text of any signs there are, halves of pairs too. The library's own such units take seconds to be made. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength })
    .map((signs) => String.fromCodePoint(...signs));

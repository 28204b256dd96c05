import fc from 'fast-check';
import { expect, test } from 'vitest';
import { surfaces } from '../../../src/local/slack/block-kit/blocks.ts';
import { checkBlocks, checkView, type Surface } from '../../../src/local/slack/block-kit.ts';
import { actions, input, mrkdwn, plain, section, select, x } from './blocks.ts';

const words = (max: number) => fc.string({ minLength: 1, maxLength: max });
const anyButton = fc.record({ type: fc.constant('button'), text: words(75).map(plain), value: words(2_000) });
const anySelect = fc.integer({ min: 1, max: 100 }).map(select);
const anyBlock = fc.oneof(
  words(3_000).map(section),
  words(150).map((text) => ({ type: 'header', text: plain(text) })),
  fc.constant({ type: 'divider' }),
  fc
    .array(words(500).map(mrkdwn), { minLength: 1, maxLength: 10 })
    .map((elements) => ({ type: 'context', elements })),
  fc
    .array(fc.oneof(anyButton, anySelect), { minLength: 1, maxLength: 25 })
    .map((elements) =>
      actions(...elements.map((element, index) => ({ ...element, action_id: `a${index}` }))),
    ),
  fc.record({ type: fc.constant('plain_text_input'), initial_value: words(300) }).map(input),
);
const surface = fc.constantFrom<Surface>('message', 'modal', 'home');

test('whatever is built within the limits is right on every surface', () => {
  fc.assert(
    fc.property(surface, fc.array(anyBlock, { minLength: 1, maxLength: 50 }), (where, blocks) => {
      expect(checkBlocks(where, blocks)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('right blocks stop being right when one text is emptied or outgrows its limit', () => {
  fc.assert(
    fc.property(
      surface,
      fc.array(anyBlock, { maxLength: 20 }),
      words(75),
      fc.constantFrom('', x(3_001)),
      (where, blocks, label, bad) => {
        const spoiled = [
          ...blocks,
          { type: 'section', text: mrkdwn(label), accessory: { type: 'button', text: plain(bad) } },
        ];
        expect(checkBlocks(where, spoiled)).toMatchObject([
          { pointer: `/blocks/${blocks.length}/accessory/text/text` },
        ]);
      },
    ),
    { numRuns: 50 },
  );
});

test('whatever comes is answered, never thrown at', () => {
  const types = fc.constantFrom(...Object.keys(surfaces));
  const noise = fc.tuple(types, fc.jsonValue()).map(([type, value]) => {
    const fields =
      typeof value === 'object' && !Array.isArray(value)
        ? value
        : { elements: value, text: value, rows: value };
    return { ...fields, type };
  });
  fc.assert(
    fc.property(surface, fc.array(fc.oneof(noise, fc.jsonValue())), fc.jsonValue(), (where, blocks, view) => {
      expect(Array.isArray(checkBlocks(where, blocks))).toBe(true);
      expect(Array.isArray(checkView(view))).toBe(true);
    }),
  );
});

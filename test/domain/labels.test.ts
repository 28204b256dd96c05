import { describe, expect, test } from 'vitest';
import { labelFault, labelKey, pickByLabel, tidyLabel } from '../../src/domain/labels.ts';

describe('labels', () => {
  test.each(['prop-desk', 'A', '7 up', 'team/bot_1.v2', 'Büro Köln', 'a'.repeat(60), '  padded  '])(
    '%j is a label',
    (label) => expect(labelFault(label)).toBeNull(),
  );

  test.each(['', '   ', '-x', '.x', 'a'.repeat(61), 'a<b', 'a@b', 'a*b*', '`code`', 'a:b', 'line\u0000'])(
    '%j is not',
    (label) => expect(labelFault(label)).toMatch(/label/),
  );

  test('case and spacing do not tell labels apart', () => {
    expect(labelKey('  Prop   Desk ')).toBe(labelKey('prop desk'));
    expect(tidyLabel(' Prop \n Desk ')).toBe('Prop Desk');
    expect(labelKey('Bu\u0308ro')).toBe(labelKey('BÜRO'));
  });

  const labels = ['prop-desk', 'prop-desk-2', 'Tax', 'trading'];
  test.each([
    ['prop-desk', { kind: 'one', label: 'prop-desk' }],
    ['PROP', { kind: 'many', labels: ['prop-desk', 'prop-desk-2'] }],
    ['tax', { kind: 'one', label: 'Tax' }],
    ['tr', { kind: 'one', label: 'trading' }],
    ['t', { kind: 'many', labels: ['Tax', 'trading'] }],
    ['nothing', { kind: 'none' }],
    [' ', { kind: 'none' }],
  ])('%j picks %j', (typed, picked) => expect(pickByLabel(labels, typed)).toEqual(picked));
});

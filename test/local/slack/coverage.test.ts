import { expect, test } from 'vitest';
import { coverage } from '../../../src/local/slack/coverage.ts';
import { methods } from '../../../src/local/slack/methods.ts';

test('every method says how faithfully it is imitated, and nothing else is claimed', () => {
  expect(Object.keys(coverage)).toEqual(Object.keys(methods));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MASK, maskSecrets } from '../../src/domain/mask.ts';
import { looksSecret } from '../../src/domain/secret-shapes.ts';
import { providers } from '../../src/providers/index.ts';
import { secretSamples } from '../providers/secret-samples.ts';
import { anyText } from '../support/any-text.ts';
import { realisticTexts } from './realistic-texts.ts';

const mask = (text: string) => maskSecrets(text, providers);
const isSecret = (text: string): boolean => looksSecret(text, { providers }) !== null;

const listed = Object.values(secretSamples).filter(isSecret);
const madeFor = (place: 'token' | 'anywhere'): string[] =>
  providers.flatMap(({ secrets }) =>
    secrets
      .filter(({ where, onlyHere }) => where === place && onlyHere !== true)
      .flatMap(({ pattern }) => fc.sample(fc.stringMatching(pattern), { numRuns: 10, seed: 7 })),
  );
const tokens = madeFor('token');
const generated = [...tokens, ...madeFor('anywhere')];
const secret = fc.constantFrom(...listed, ...generated);
/** Without the noise that fast-check puts around a pattern that has no ends. */
const bare = fc.constantFrom(...listed, ...tokens.filter((each) => /^[\w.~+/-]+=*$/.test(each)));
const word = fc.constantFrom(
  'we',
  'saw',
  'it,',
  'in:',
  '#7',
  'prop-desk',
  'at 03:12',
  '(twice)',
  '“now”',
  '\n',
  'é',
);
const words = fc.array(word, { maxLength: 6 }).map((all) => all.join(' '));
const glue = fc.constantFrom(
  (it: string) => it,
  (it: string) => `key=${it}`,
  (it: string) => `"${it}"`,
  (it: string) => `\`${it}\`.`,
  (it: string) => `https://x.example/?token=${it}&page=2`,
  (it: string) => `Authorization: Bearer ${it}`,
);

test('no secret of any shape survives, whatever stands around it, and masking twice is masking once', () => {
  fc.assert(
    fc.property(words, secret, glue, words, secret, (before, first, around, after, second) => {
      const { text, masked } = mask(`${before} ${around(first)} ${after} ${second}`);
      expect(masked).toBe(true);
      expect(isSecret(text)).toBe(false);
      expect(text).not.toContain(first);
      expect(text).not.toContain(second);
      expect(mask(text)).toEqual({ text, masked: false });
    }),
    { numRuns: 400 },
  );
});

test('nothing but the secret is changed', () => {
  fc.assert(
    fc.property(words, bare, words, (before, it, after) => {
      const { text } = mask(`${before} ${it} ${after}`);
      expect(text).toBe(`${before} ${MASK} ${after}`);
    }),
    { numRuns: 400 },
  );
});

test('whatever text there is, the result holds no secret; a text without one stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), anyText(100), realisticTexts), (text) => {
      const result = mask(text);
      expect(isSecret(result.text)).toBe(false);
      if (!isSecret(text)) expect(result).toEqual({ text, masked: false });
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['the password is hunter2!x9 since May', `the password is ${MASK} since May`],
  ['postgres://bot:s3cr3t!pw@db.example/prod is open', `postgres://bot:${MASK}@db.example/prod is open`],
  [
    `sha256:${'0a1b2c3d'.repeat(8)} and ghp_${'aB3dE5gH7jK9'.repeat(3)}`,
    `sha256:${'0a1b2c3d'.repeat(8)} and ${MASK}`,
  ],
  [`pw: ghp_${'aB3\u200bdE5gH7jK9'.repeat(3)}!`, `pw:${MASK}!`.replace(':', ': ')],
])('of %j only the secret goes', (text, expected) => {
  expect(mask(text)).toEqual({ text: expected, masked: true });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFilter } from '../../src/custody/find-keys.ts';
import { addDays } from '../../src/domain/days.ts';
import { type Day, personId } from '../../src/domain/words.ts';
import { providers } from '../../src/providers/index.ts';
import { anyText } from '../support/any-text.ts';

const me = personId('U0ME');
const today = '2026-11-24' as Day;
const read = (words: string) => readFilter(words, me, today);

/** Each filter word with what it has to come to. */
const known = [
  ['mine', { custodian: me }],
  ['due', { dueBy: addDays(today, 14) }],
  ['overdue', { overdueAt: today }],
  ['unowned', { unowned: true }],
  ['unanswered', { unanswered: '2026-10-01' }],
  ['nodeputy', { noDeputy: true }],
  ['anyaddress', { anyAddress: true }],
  ['provider:okx', { provider: 'okx' }],
  ['service:Bot-7', { service: 'bot-7' }],
] as const;

const free = fc.stringMatching(/^[a-z0-9-]{1,12}$/).filter((word) => known.every(([name]) => name !== word));

test('whatever is typed is a filter, and text that is none of its words is searched for as it stands', () => {
  fc.assert(fc.property(anyText(20), (typed) => void read(typed)));
  fc.assert(
    fc.property(fc.array(free, { minLength: 1 }), (words) => {
      expect(read(words.join('  '))).toEqual({ text: words.join(' ') });
    }),
  );
});

test('its words narrow together, in any order and case, around free text', () => {
  const some = fc.tuple(fc.shuffledSubarray([...known]), fc.array(free, { maxLength: 3 }), fc.boolean());
  fc.assert(
    fc.property(some, ([chosen, text, loud]) => {
      const typed = chosen.map(([word]) => (loud ? word.toUpperCase() : word));
      const expected = Object.assign({}, ...chosen.map(([, filter]) => filter));
      expect(read([...text, ...typed].join(' '))).toEqual(
        text.length === 0 ? expected : { ...expected, text: text.join(' ') },
      );
    }),
  );
});

test('a provider is found by its id, its name and each of its short names', () => {
  for (const { id, aliases } of providers) {
    for (const word of [id, ...aliases].filter((name) => !/\s/.test(name)))
      expect(read(`provider:${word}`)).toEqual({ provider: id });
  }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aimedAt, COMMANDS, channelIn, groupIn, personIn, readCommand } from '../../src/domain/command.ts';
import { anyText } from '../support/any-text.ts';

describe('commands', () => {
  test.each([
    ['', 'help', []],
    ['  ', 'help', []],
    ['HELP', 'help', []],
    ['add okx prop-desk', 'add', ['okx', 'prop-desk']],
    ['Add  OKX   “prop desk”', 'add', ['OKX', 'prop desk']],
    ["show 'prop desk'", 'show', ['prop desk']],
    ['show "prop desk', 'show', ['prop', 'desk']],
    ["who ana's bot", 'who', ["ana's", 'bot']],
    ['compromised prop', 'leaked', ['prop']],
    ['incident 12', 'incident', ['12']],
    ['incidents', 'incidents', []],
    ['service', 'service list', []],
    ['SERVICE Add trading-bot', 'service add', ['trading-bot']],
    ['list fees &amp; taxes', 'list', ['fees', '&', 'taxes']],
    ['who <@U024BE7LH|ana lima> now', 'who', ['<@U024BE7LH|ana lima>', 'now']],
  ])('%j is %s %j', (text, name, args) =>
    expect(readCommand(text)).toMatchObject({ kind: 'command', name, args }),
  );

  test('the rest is what was typed, without quotes around the whole', () => {
    expect(readCommand('leaked  prop  desk ')).toMatchObject({ rest: 'prop  desk' });
    expect(readCommand('leaked «prop desk»')).toMatchObject({ rest: 'prop desk' });
    expect(readCommand('service show "a b"')).toMatchObject({ rest: 'a b' });
  });

  test.each([
    ['lekaed prop', 'leaked'],
    ['leak prop', 'leaked'],
    ['comprimised prop', 'leaked'],
    ['hlep', 'help'],
    ['rotat', 'rotate'],
    ['inc', 'incidents'],
    ['shwo x', 'show'],
    ['statuss', 'status'],
    ['service ad bot', 'service add'],
    ['service bot', 'service list'],
    ['srevice list', 'service list'],
    ['frobnicate', null],
    ['x', null],
    ['s', null],
    ['foo', null],
    ['transmogrify prop @ana', null],
  ])('%j is unknown; the nearest is %s', (text, nearest) =>
    expect(readCommand(text)).toMatchObject({ kind: 'unknown', nearest }),
  );

  test('every example in the help is read as its command', () => {
    for (const { name, example } of COMMANDS)
      expect(readCommand(example)).toMatchObject({ kind: 'command', name });
  });

  test('nothing anybody types throws, and case and spacing never matter', () => {
    fc.assert(fc.property(anyText(20), (text) => void readCommand(text)));
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), fc.constantFrom(' ', '   ', '\t'), ({ name }, gap) => {
        const shouted = name.toUpperCase().replace(' ', gap);
        expect(readCommand(`${gap}${shouted}${gap}x y`)).toMatchObject({ name, args: ['x', 'y'] });
      }),
    );
  });

  test('mentions are read, and only real ones', () => {
    expect(personIn('<@U024BE7LH|ana>')).toBe('U024BE7LH');
    expect(personIn('<@W024BE7LH>')).toBe('W024BE7LH');
    expect([personIn('@ana'), personIn('U024BE7LH'), personIn('<@C1>'), personIn('x <@U1>')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([channelIn('<#C024BE7LR|desk>'), channelIn('#desk')]).toEqual(['C024BE7LR', null]);
    expect([groupIn('<!subteam^S024BE7LT|@oncall>'), groupIn('<!here>')]).toEqual(['S024BE7LT', null]);
  });
});

describe('a command about a key and somebody', () => {
  test.each([
    ['prop-desk <@U0BEA>', 'prop-desk', 'U0BEA', null],
    ['prop-desk <@U0BEA|bea> she runs it now', 'prop-desk', 'U0BEA', 'she runs it now'],
    ['"prop desk" <@U0BEA> ask <@U0ANA> first', 'prop desk', 'U0BEA', 'ask <@U0ANA> first'],
    ['prop desk', 'prop desk', null, null],
    ['prop-desk @bea', 'prop-desk @bea', null, null],
    ['<@U0BEA>', '', 'U0BEA', null],
    ['', '', null, null],
  ])('%j', (rest, label, person, note) => expect(aimedAt(rest)).toEqual({ label, person, note }));
});

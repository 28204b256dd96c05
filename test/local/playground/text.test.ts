import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/local/playground/faithful.ts';
import { drawn, reader } from './drawing.ts';
import { md, plain } from './small-bot.ts';

/** The drawing of a text without the library's boxes around it. */
const bare = (html: string) =>
  html
    .replace(/<\/?(div|span)(?! class="mention)[^>]*>/g, '')
    .replace(/ class="slack_[^"]*"| class="mt-[^"]*"/g, '');
const shown = (text: string, verbatim = false, as = reader) =>
  bare(drawn([{ type: 'section', text: { ...md(text), verbatim } }], { reader: as })).replace(
    /^<p>(.*)<\/p>$/s,
    '$1',
  );
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
};
/** What one reads: no tags, characters as they are. */
const read = (html: string) =>
  html.replace(/<[^>]*>/g, '').replace(/&[#\w]+;/g, (written) => entities[written] ?? written);

describe('what a bot wrote as markup', () => {
  test.each([
    ['*bold* _it_ ~gone~ `a<b`', '<strong>bold</strong> <em>it</em> <s>gone</s> <code>a&lt;b</code>'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['* not bold * _ no _', '* not bold * _ no _'],
    ['_*both*_', '<em><strong>both</strong></em>'],
    ['(*a*) *b.* 1. c', '(<strong>a</strong>) <strong>b.</strong> 1. c'],
    ['<@U000000BEA>', '<span class="mention" data-mention="U000000BEA">@Bea Novak'],
    ['<@U000000ANA>', '<span class="mention loud" data-mention="U000000ANA">@Ana Oliveira'],
    ['<#C00TRADING>', '<span class="mention" data-mention="C00TRADING">#trading-desk'],
    ['<!subteam^S0000ONCALL>', '<span class="mention" data-mention="S0000ONCALL">@oncall'],
    ['<!here>', '<span class="mention loud">@here'],
    [':key: :nobody_knows:', '🔑 :nobody_knows:'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('fences and quotes are blocks of their own', () => {
    expect(shown('before\n```\n*raw* :key: <b>\n```\nafter')).toMatch(
      /^before<\/p><code>\s*\*raw\* :key: &lt;b&gt;\s*<\/code><p>after/,
    );
    expect(shown('&gt; one\n&gt; two\nthree')).toMatch(/one\ntwo<\/p><p>three/);
  });

  test('links open outside; bare addresses become links unless the text is verbatim', () => {
    expect(shown('<https://www.okx.com/a?b=1&amp;c=2|OKX>')).toBe(
      '<a href="https://www.okx.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer" class="link">OKX</a>',
    );
    expect(shown('see https://www.okx.com.')).toContain('href="https://www.okx.com"');
    expect(shown('see https://www.okx.com.', true)).toBe('see https://www.okx.com.');
  });

  test('dates are in the zone of whoever reads', () => {
    const token = '<!date^1795431600^{date_short_pretty} at {time}|fallback>';
    expect(shown(token)).toContain('>today at 11:00 AM</time>');
    const inSingapore = shown(token, false, { ...reader, timezone: 'Asia/Singapore' });
    expect(inSingapore).toContain('>today at 7:00 PM</time>');
    expect(shown('<!date^soon^{date}|later>')).toBe('later');
  });
});

describe('what people wrote is never markup', () => {
  test.each([
    '&lt;@U000000BEA&gt;',
    '&lt;!channel&gt;',
    '&lt;https://evil.example|OKX&gt;',
    '&amp;lt;b&amp;gt;',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ])('escaped %s stays text, as Slack shows it', (text) => {
    const out = shown(text, true);
    expect(out).not.toMatch(/<(a|span|script)\b/);
    expect(out).toBe(text);
  });

  test('plain text has no markup at all', () => {
    expect(plainText('*a* <@U000000BEA> &lt;b&gt; :key:')).toBe('*a* <@U000000BEA> <b> 🔑');
    expect(plainText(':key:', false)).toBe(':key:');
    const text = '*a* <@U000000BEA> _b_ https://evil.example a@b.example\n# c\n- d\n1. e';
    expect(bare(drawn([{ type: 'section', text: plain(text) }]))).toBe(
      `<p>${text.replace('<', '&lt;').replace('>', '&gt;')}</p>`,
    );
    expect(bare(drawn([{ type: 'header', text: plain('*a* <!here>') }]))).toContain('*a* &lt;!here&gt;');
  });

  test('whatever is typed is read as it was typed, in plain text and escaped', () => {
    const punctuation = fc.stringMatching(/^[ -~]{1,60}$/).map((text) => text.trim().replace(/ {2,}/g, ' '));
    fc.assert(
      fc.property(punctuation, (text: string): void => {
        fc.pre(text !== '' && !/:\w/.test(text));
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(read(drawn([{ type: 'section', text: plain(escaped) }]))).toBe(text);
        // What Slack itself takes for markup is left out: these have no letters beside their marks.
        fc.pre(!/[*_~`]|https?:|^>/.test(text));
        expect(read(drawn([{ type: 'section', text: md(escaped) }]))).toBe(text);
      }),
      { examples: [['$$']] },
    );
  });

  test('unescaped tags and script addresses are shown, never run', () => {
    const out = drawn([
      {
        type: 'section',
        text: md('<script>alert(1)</script> <javascript:alert(1)|click> <img src=x onerror=alert(1)>'),
      },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'a', url: 'javascript:alert(1)', text: plain('"><script>') }],
      },
      { type: 'markdown', text: '<script>alert(1)</script> [x](javascript:alert(1))' },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: '<b>' },
              { type: 'link', url: 'javascript:alert(1)', text: 'l' },
            ],
          },
        ],
      },
    ]);
    expect(out).not.toMatch(/<script|<img|<b>|href="javascript|onerror="/i);
    expect(out).toContain('&lt;script&gt;');
  });
});

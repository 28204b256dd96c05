import { describe, expect, test } from 'vitest';
import { mrkdwn, plainText } from '../../../src/local/playground/mrkdwn.ts';
import { drawn, html, reader } from './drawing.ts';
import { md, plain } from './small-bot.ts';

const shown = (text: string, verbatim = false) =>
  html(mrkdwn(text, reader, verbatim)).replace(/^<span class="lines">(.*)<\/span>$/s, '$1');

describe('what a bot wrote as markup', () => {
  test.each([
    ['*bold* _it_ ~gone~ `a<b`', '<strong>bold</strong> <em>it</em> <s>gone</s> <code>a&lt;b</code>'],
    ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
    ['* not bold * _ no _', '* not bold * _ no _'],
    ['_*both*_', '<em><strong>both</strong></em>'],
    ['<@U000000BEA>', '<span class="mention" data-mention="U000000BEA">@Bea Novak</span>'],
    ['<@U000000ANA>', '<span class="mention loud" data-mention="U000000ANA">@Ana Oliveira</span>'],
    ['<#C00TRADING>', '<span class="mention" data-mention="C00TRADING">#trading-desk</span>'],
    ['<!subteam^S0000ONCALL>', '<span class="mention" data-mention="S0000ONCALL">@oncall</span>'],
    ['<!here>', '<span class="mention loud">@here</span>'],
    [':key: :nobody_knows:', '🔑 :nobody_knows:'],
  ])('%s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test('fences and quotes are blocks of their own', () => {
    expect(html(mrkdwn('before\n```\n*raw* <b>\n```\nafter', reader))).toBe(
      '<span class="lines">before</span><pre>*raw* &lt;b&gt;</pre><span class="lines">after</span>',
    );
    expect(html(mrkdwn('&gt; one\n&gt; two\nthree', reader))).toBe(
      '<blockquote>one\ntwo</blockquote><span class="lines">three</span>',
    );
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
    const inSingapore = html(mrkdwn(token, { ...reader, timezone: 'Asia/Singapore' }));
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
    expect(drawn([{ type: 'section', text: plain('*a* <@U000000BEA>') }])).toContain(
      '*a* &lt;@U000000BEA&gt;',
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

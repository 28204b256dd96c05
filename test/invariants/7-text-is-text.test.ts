/** Invariant 7: text typed by people never becomes a mention, a link or formatting in Slack. */
import { describe, expect, test } from 'vitest';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { providers } from '../../src/providers/index.ts';
import { doors } from '../../src/slack/doors.ts';
import { type House, openHouse } from '../doors/house.ts';
import type { Sent } from '../doors/quiet-slack.ts';
import type { Texts } from '../doors/team.ts';
import { admin, member, slackPeople } from '../doors/visitors.ts';
import { inTurn, typeAfterCommands, typeIntoForms, typeIntoMenus } from './everywhere.ts';

const hostile: Readonly<Record<string, string>> = {
  'a call to everybody': '<!channel> <!here> <!everyone> <!subteam^S0EVIL|@all>',
  'a mention': '<@U0EVIL> <@U0EVIL|boss> <#C0EVIL|secret-room>',
  'a false link': '<http://evil.example/okx|okx.com> <https://evil.example|https://www.okx.com>',
  'a link to an official host': '<https://www.okx.com/evil|Open the key page>',
  'a date that is none': '<!date^0^{ago} evil^https://evil.example|evil>',
  formatting: '*evil* _evil_ ~evil~ `evil` ```evil``` > evil :evil: :+1:',
  'text escaped once': '&lt;!channel&gt; &amp;lt;!channel&amp;gt;',
  'directions turned round': '\u202eevil\u202c \u2066evil\u2069 \u200fevil',
  'a very long text': `<!channel> ${'evil 🔥 <@U0EVIL> '.repeat(200)}`.slice(0, 3000),
};

const { formatting = '', 'a very long text': veryLong = '', ...tokens } = hostile;
const kindsOfTokens = Object.values(tokens);

/**
 * Two kinds of tokens and formatting, other kinds at each turn: a sweep of all doors takes seconds, so all kinds share
 * it. What a view cuts off at its end stands at the beginning elsewhere.
 */
function mixed(turn: number): string {
  const [one, two] = [turn, turn + 1].map((each) => kindsOfTokens[each % kindsOfTokens.length]);
  return (turn % 2 === 0 ? [one, formatting, two] : [formatting, one, two]).join(' ');
}

/** What is typed, and what the team's texts say already; asked at each place. */
const sweeps: readonly (readonly [string, () => () => string])[] = [
  [
    'mentions, links, dates, directions and formatting',
    () => {
      let turn = 0;
      return () => mixed(turn++);
    },
  ],
  ['a very long text', () => () => veryLong],
];

const officialHosts = providers.flatMap(({ officialHosts: hosts }) => hosts);
const known = Object.keys(slackPeople);

/** Markup without the tokens that we make ourselves. */
function withoutOurTokens(markup: string): string {
  return markup
    .replaceAll(/<@([UW][A-Z0-9]+)>/g, (token, id) => (known.includes(id) ? '' : token))
    .replaceAll(/<!date\^\d{10}\^[{}_ a-z]+\|[\d: -]+UTC>/g, '')
    .replaceAll(/<(https:\/\/[^|>]+)\|[^<>]*>/g, (token, url) => (isOfficial(url) ? '' : token));
}

const isOfficial = (url: string): boolean =>
  officialHosts.includes(new URL(url).hostname) && !url.includes('evil');

/** What is wrong with markup, as a sentence; `null` when it is safe. */
function faultOf(markup: string): string | null {
  const rest = withoutOurTokens(markup);
  if (/[<>]/.test(rest)) return 'a token that is not ours';
  if (/&(?!(?:amp|lt|gt);)/.test(rest)) return 'an ampersand that is not escaped';
  // Between backticks nothing is formatted.
  const formatted = markup.replaceAll(/`[^`\n]*`/g, '');
  if (/[*_~`]evil[*_~`]/.test(formatted)) return 'formatting that is not ours';
  if (/:evil:|:\+1:/.test(formatted)) return 'an emoji that is not ours';
  if (/[\u202a-\u202e\u2066-\u2069]/.test(markup)) return 'a direction turned round';
  return null;
}

interface Found {
  readonly fault: string;
  readonly text: string;
}

/** Looks through anything sent or answered for text that Slack would take for more than text. */
function faultsIn(value: unknown, name = ''): Found[] {
  if (typeof value === 'string') return name === 'text' ? asFound(faultOf(value), value) : [];
  if (Array.isArray(value)) return value.flatMap((each) => faultsIn(each, name));
  if (typeof value !== 'object' || value === null) return [];
  const it = value as Record<string, unknown>;
  const text = String(it['text'] ?? '');
  if (it['type'] === 'plain_text') return asFound(it['emoji'] === false ? null : 'emoji in plain text', text);
  if (it['type'] === 'mrkdwn') {
    return asFound(it['verbatim'] === true ? faultOf(text) : 'Slack may still find links in it', text);
  }
  return Object.entries(it).flatMap(([field, each]) => faultsIn(each, field));
}

const asFound = (fault: string | null, text: string): Found[] =>
  fault === null ? [] : [{ fault, text: text.slice(0, 300) }];

/** What Slack itself would refuse. */
function refusedBySlack({ method, args }: Sent): string[] {
  const problems =
    method === 'views.open' || method === 'views.update' || method === 'views.publish'
      ? checkView(args['view'])
      : method.startsWith('chat.') || method === 'respond'
        ? checkMessage({ text: args['text'], blocks: args['blocks'] as unknown[] })
        : [];
  return problems.map(({ pointer, message }) => `${method} ${pointer}: ${message}`);
}

/** Answers in acks, as they would be sent. */
function fromAcks(said: readonly string[]): Sent[] {
  return said.flatMap((words) => {
    const [ack = ''] = words.split('\n');
    if (!ack.startsWith('{')) return [];
    const args = JSON.parse(ack) as Record<string, unknown>;
    if ('view' in args) return [{ method: 'views.update', args }];
    return [{ method: 'blocks' in args ? 'respond' : 'ack', args }];
  });
}

const textsOf = (next: () => string): Texts => ({
  label: `${next()} label`,
  service: `${next()} service`,
  account: `${next()} account`,
  keptAt: next(),
  breakGlass: next(),
  runbook: next(),
  note: next(),
});

/** Looks at everything that can be looked at, after hostile texts were typed everywhere. */
async function seeEverything(house: House, text: () => string): Promise<Sent[]> {
  const typing = { knock: house.knock, things: house.things, who: admin, text };
  const typed = [
    ...(await typeAfterCommands(typing)),
    ...(await typeIntoForms(typing)),
    ...(await typeIntoMenus(typing)),
  ];
  const visitors = [admin, member];
  const looked = await inTurn(doors, async (door) => {
    const visitor = visitors[door.id.length % visitors.length] ?? admin;
    return house.knock(door, visitor, {
      about: house.things,
      text: door.kind === 'command' ? text().slice(0, 20) : '',
    });
  });
  for (const { person } of visitors)
    await house.event({ type: 'app_home_opened', user: person, tab: 'home' });
  await house.settled();
  return [...house.slack.sent, ...fromAcks([...typed, ...looked].map(({ said }) => said))];
}

describe('invariant 7: text typed by people is never markup, mention or link', () => {
  test.each(sweeps)('%s', { timeout: 120_000 }, async (_what, begin) => {
    const text = begin();
    const house = await openHouse({ texts: textsOf(text), speaks: true });
    const shown = await seeEverything(house, text);
    const spoken = shown.filter(
      ({ args }) => JSON.stringify(args).includes('evil') || JSON.stringify(args).includes('channel'),
    );
    expect(spoken.length, 'the texts are shown somewhere').toBeGreaterThan(10);
    const faults = shown.flatMap(({ method, args }) => faultsIn(args).map((found) => ({ method, ...found })));
    expect(faults.slice(0, 5)).toEqual([]);
    expect(shown.flatMap(refusedBySlack).slice(0, 5)).toEqual([]);
    // Nor does Slack itself look for names or links in it.
    const posted = shown.filter(({ method }) => method === 'chat.postMessage');
    expect(posted.length).toBeGreaterThan(3);
    for (const { args } of posted) {
      expect(args).toMatchObject({
        parse: 'none',
        link_names: 'false',
        unfurl_links: 'false',
        unfurl_media: 'false',
      });
    }
  });

  test('this test would find what it looks for', () => {
    const { 'text escaped once': harmless, ...harmful } = hostile;
    for (const text of Object.values(harmful)) {
      expect(
        faultsIn({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }] }),
        text,
      ).toHaveLength(1);
    }
    const ours =
      '<@U0ADMIN> <!date^1700000000^{ago}|2026-01-01 10:00 UTC> <https://www.okx.com/account|Open OKX> &lt;!channel&gt;';
    expect(faultsIn({ text: `${ours} ${harmless}` })).toEqual([]);
  });
});

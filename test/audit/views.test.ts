import { describe, expect, test } from 'vitest';
import type { History, HistoryLine } from '../../src/audit/history.ts';
import { postedHeadOf } from '../../src/audit/post-head.ts';
import type { ChainReport } from '../../src/audit/verify.ts';
import { headText } from '../../src/domain/audit-chain.ts';
import type { Day, KeyRef } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import { chainMessage, historyMessage, postedHeadMessage } from '../../src/slack/views/audit.ts';
import type { Message } from '../../src/slack/views/kit.ts';
import { messageModal } from '../../src/slack/views/notices.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;
const [ana, bea] = ['U0ANA', 'U0BEA'];
const hash = 'ab'.repeat(32);

const line = (
  deed: string,
  detail: Record<string, unknown> = {},
  more: Partial<HistoryLine> = {},
): HistoryLine => ({
  seq: 7,
  at: new Date('2026-11-23T10:15:00Z'),
  actor: ana,
  deed,
  subject: 'key:12',
  detail,
  ...more,
});

const history = (...lines: HistoryLine[]): History => ({
  key: { id: 12 as KeyRef, label: 'prop-desk' },
  lines,
  names: new Map([
    ['key:12', 'prop-desk'],
    ['incident:3', '#1 of prop-desk'],
    ['service:5', 'trading-bot'],
  ]),
  older: false,
  newer: false,
});

function fine(message: Message): Message {
  expect(checkMessage(message)).toEqual([]);
  expect(checkView(messageModal(message))).toEqual([]);
  // A header is plain text to Slack: nothing comes of what it holds.
  const marked = message.blocks.filter(({ type }) => type !== 'header');
  expect(JSON.stringify([message.text, marked])).not.toMatch(/<!channel>|<https:\/\/evil/);
  return message;
}

/** The first line of the only row. */
function sentence(row: HistoryLine): string {
  const [, block] = fine(historyMessage(history(row))).blocks;
  const text = block?.type === 'section' ? (block.text?.text ?? '') : '';
  return text.split('\n')[0] ?? '';
}

describe('a row is a sentence', () => {
  const incident = { subject: 'incident:3' };
  const cases: readonly (readonly [HistoryLine, string])[] = [
    [
      line('key added', { tier: 1, custodian: ana, deputy: null }),
      '<@U0ANA> registered *prop-desk*: tier 1, custodian <@U0ANA>, deputy nobody',
    ],
    [
      line('custody handed over', { custodian: bea, from: ana }),
      '<@U0BEA> took over custody of *prop-desk* from <@U0ANA>',
    ],
    [
      line('hand-over declined', { words: 'on leave' }),
      '<@U0ANA> declined the hand-over of *prop-desk*, because _on leave_',
    ],
    [
      line('snoozed', { days: 7, because: 'audit' }),
      '<@U0ANA> put *prop-desk* off by 7 days, because _audit_',
    ],
    [
      line('nudge planned', { recipient: bea, dueOn: '2026-12-01' }, { actor: 'clock' }),
      'Keysteward reminded <@U0BEA> of *prop-desk*, due 1 Dec 2026',
    ],
    [
      line('step done', { title: 'Delete it', note: null }, incident),
      '<@U0ANA> did “Delete it” in incident *#1 of prop-desk*',
    ],
    [
      line('service acknowledged', { service: 5 }, incident),
      '<@U0ANA> acknowledged incident *#1 of prop-desk* for *trading-bot*',
    ],
    [
      line('asked who can log in', { asked: [ana, bea] }, { ...incident, actor: 'clock' }),
      'Keysteward asked <@U0ANA>, <@U0BEA> to log in for incident *#1 of prop-desk*',
    ],
    [
      line('something newer', { snoozedUntil: '2026-12-01', owner: bea, list: [] }),
      '<@U0ANA>: something newer, *prop-desk* (snoozed until: 2026-12-01, owner: <@U0BEA>)',
    ],
    [
      line('key changed', {
        tier: 1,
        deputy: bea,
        keptAt: 'x',
        before: { tier: 2, deputy: null, keptAt: 'x' },
      }),
      '<@U0ANA> changed *prop-desk* (tier: 2 → 1, deputy: – → <@U0BEA>)',
    ],
    [
      line('settings changed', { before: { workFrom: 9 }, after: { workFrom: 8 } }, { subject: 'workspace' }),
      '<@U0ANA> changed the settings (work from: 9 → 8)',
    ],
    [line('noted', {}, { subject: 'workspace' }), '<@U0ANA>: noted, the workspace'],
    [line('noted', {}, { subject: 'import:4' }), '<@U0ANA>: noted, import `4`'],
  ];
  test.each(cases)('%#', (row, says) => {
    expect(sentence(row)).toBe(says);
  });

  test('what people wrote stays text, however long and hostile', () => {
    const detail = {
      because: hostile,
      words: hostile,
      title: hostile,
      note: hostile,
      reason: hostile,
      host: hostile,
      custodian: hostile,
    };
    for (const deed of [
      'snoozed',
      'hand-over declined',
      'step done',
      'provider answered',
      'key added',
      hostile,
    ]) {
      const all = {
        ...history(),
        key: { id: 12 as KeyRef, label: hostile },
        names: new Map([['key:12', hostile]]),
      };
      fine(historyMessage({ ...all, lines: Array.from({ length: 10 }, () => line(deed, detail)) }));
    }
  });

  test('a deed that is named like something of JavaScript is told like any other', () => {
    expect(sentence(line('constructor'))).toBe('<@U0ANA>: constructor, *prop-desk*');
  });
});

test('pages lead to older and newer rows of the same key', () => {
  const shown = JSON.stringify(
    fine(
      historyMessage({ ...history(line('noted'), line('noted', {}, { seq: 3 })), older: true, newer: true }),
    ),
  );
  expect(shown).toContain('{\\"key\\":12,\\"after\\":7}');
  expect(shown).toContain('{\\"key\\":12,\\"before\\":3}');
  expect(JSON.stringify(fine(historyMessage(history())))).toContain('Nothing more is recorded');
});

test('a check says what holds, what does not, and what only a posted head can show', () => {
  const end = { seq: 1234, hash };
  const posting = { channel: 'C0TEAM', lastOn: '2026-11-23' as Day };
  const say = (report: Partial<ChainReport>): string =>
    fine(chainMessage({ end, broken: null, posted: 'not asked', ...report }, posting)).text;
  expect(say({})).toMatch(
    /The log is whole\n1,234 entries in an unbroken chain.*Only a posted head.*23 Nov 2026/s,
  );
  expect(say({ posted: { seq: 9 } })).toMatch(
    /whole.*posted head is entry 9: nothing up to there was changed/s,
  );
  expect(say({ posted: 'missing' })).toMatch(/tampered.*cut off, or all was written anew/s);
  expect(say({ broken: { seq: 1235, why: 'Entry 1235 is missing.' } })).toMatch(
    /tampered.*Entry 1235 is missing.*before that: 1,234 entries/s,
  );
});

test('the daily message holds the head in full, and a button that brings it back', () => {
  const head = postedHeadOf(`2026-11-23:41:${hash}`);
  expect(head).toEqual({ day: '2026-11-23', seq: 41, hash });
  expect(postedHeadOf('2026-11-23:41:nonsense')).toBeNull();
  if (head === null) return;
  const shown = fine(postedHeadMessage(head, '/key'));
  expect(shown.text).toContain(`/key verify ${headText(hash)}`);
  expect(shown.text).toContain('41 entries');
  expect(JSON.stringify(shown.blocks)).toContain(`{\\"head\\":\\"${hash}\\"}`);
});

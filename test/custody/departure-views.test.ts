import { expect, test } from 'vitest';
import type { DepartureCard, DepartureLine } from '../../src/custody/departure-card.ts';
import { heldAs, needsOf } from '../../src/domain/custody-checks.ts';
import type { AccountRef, Day, KeyRef } from '../../src/domain/words.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import {
  departureMessage,
  departurePageMessage,
  departureReminderMessage,
  needsNothingModal,
} from '../../src/slack/views/departure.ts';
import type { Message } from '../../src/slack/views/kit.ts';
import { ana, bea, noon } from '../rotation/world.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;

function fine(message: Message): Message {
  expect(checkMessage(message)).toEqual([]);
  // A header is plain text: Slack makes nothing of what stands in it.
  const marked = message.blocks.filter(({ type }) => type !== 'header');
  expect(`${message.text}${JSON.stringify(marked)}`).not.toMatch(/<!channel>|<https:\/\/evil/);
  return message;
}

function line(at: number, facts: Partial<DepartureLine> = {}): DepartureLine {
  const key = {
    key: at as KeyRef,
    label: `${hostile}${at}`,
    provider: 'okx',
    providerName: 'OKX',
    issuer: 'OKX',
    account: (at % 7) as AccountRef,
    accountName: hostile,
    tier: 1 as const,
    state: 'active' as const,
    dueOn: '2026-03-05' as Day,
    heldAs: heldAs[at % heldAs.length] ?? 'custodian',
    isCustodian: at % 2 === 0,
    isDeputy: at % 3 === 0,
    canLogIn: at % 2 === 1,
    rotating: at % 5 === 0,
    renewed: false,
    offeredTo: at % 4 === 0 ? bea : null,
    settledAt: null,
    settledBy: null,
    settledHow: null,
    ...facts,
  };
  return { ...key, needs: key.settledAt === null ? needsOf(key) : [] };
}

const lines = (count: number, facts: Partial<DepartureLine> = {}) =>
  Array.from({ length: count }, (_, at) => line(at + 1, facts));
const done = { settledAt: noon, settledBy: bea, settledHow: hostile };
const card = (facts: Partial<DepartureCard> = {}): DepartureCard => ({
  id: 1,
  person: ana,
  name: hostile,
  standing: 'deactivated',
  noticedAt: noon,
  noticedBy: 'event',
  ended: false,
  cameBack: false,
  open: lines(500).filter(({ needs }) => needs.length > 0),
  done: lines(30, done),
  ...facts,
});

test('500 keys with hostile names fit Slack’s limits, on the card and on every page', () => {
  const all = card();
  fine(departureMessage(all));
  fine(departureReminderMessage(all));
  const pages = Math.ceil((all.open.length + all.done.length) / 12);
  for (const page of [1, 2, pages, pages + 9]) fine(departurePageMessage(all, page));
  expect(
    checkView(needsNothingModal({ departure: 1, key: 1 as KeyRef }, { label: hostile, person: ana })),
  ).toEqual([]);
});

test('each need has its button, once for an account; what has none has no button', () => {
  const labels = ({ blocks }: Message): string[] =>
    blocks.flatMap((block) =>
      block.type === 'actions'
        ? block.elements.flatMap((e) => (e.type === 'button' ? [e.text.text] : []))
        : [],
    );
  const plain = {
    isCustodian: false,
    isDeputy: false,
    canLogIn: false,
    heldAs: 'console_holder' as const,
    offeredTo: null,
    rotating: false,
  };
  const held = line(1, { ...plain, heldAs: 'custodian', isCustodian: true });
  expect(labels(departureMessage(card({ open: [held], done: [] })))).toEqual([
    'Hand over',
    'I take it',
    'Start rotation',
    'Nothing needed',
  ]);
  const offered = line(1, {
    ...plain,
    heldAs: 'custodian',
    isCustodian: true,
    offeredTo: bea,
    rotating: true,
  });
  expect(labels(departureMessage(card({ open: [offered], done: [] })))).toEqual([
    'I take it',
    'Go on rotating',
    'Nothing needed',
  ]);
  const two = [1, 2].map((at) => line(at, { ...plain, canLogIn: true, account: 3 as AccountRef }));
  expect(labels(departureMessage(card({ open: two, done: [] })))).toEqual([
    'Who can log in',
    'Nothing needed',
    'Nothing needed',
  ]);
  const over = departureMessage(card({ open: [], done: lines(2, done), ended: true }));
  expect(labels(over)).toEqual(['See all 2 keys']);
  expect(over.text).toContain('All 2 keys');
  expect(
    departureMessage(card({ open: [], done: lines(2, done), ended: true, cameBack: true })).text,
  ).toContain('is back');
});

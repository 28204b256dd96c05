import { expect, test } from 'vitest';
import type { HomeCard } from '../../src/custody/home-card.ts';
import { checkView } from '../../src/local/slack/block-kit.ts';
import { homeViewOf } from '../../src/slack/views/home.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;
const kinds = ['login', 'step', 'service', 'handover', 'rotation', 'import'] as const;

const crowded = (text: string): HomeCard => ({
  waiting: Array.from({ length: 10 }, (_, n) => ({
    kind: kinds[n % kinds.length] ?? 'login',
    id: n + 1,
    what: text,
    number: n + 1,
    drill: n % 2 === 0,
  })),
  mine: {
    filter: 'mine',
    page: 1,
    pages: 125,
    total: 1_000,
    lines: Array.from({ length: 8 }, (_, n) => ({
      id: (n + 1) as never,
      label: text,
      provider: text,
      account: text,
      custodian: 'U0ANA' as never,

      disowned: null,
      tier: 1 as const,
      dueOn: '2026-11-24' as never,
      overdue: n % 2 === 0,
      state: n === 3 ? ('compromised' as const) : ('active' as const),
    })),
  },
  services: Array.from({ length: 10 }, (_, n) => ({ id: n + 1, name: text, keys: n })),
  unknown: Array.from({ length: 10 }, (_, n) => ({ id: n + 1, number: n + 1, says: text })),
  incidents: Array.from({ length: 10 }, (_, n) => ({
    id: n + 1,
    number: n + 1,
    label: text,
    drill: n === 2,
  })),
  open: 200,
  health: { keys: 1_000, overdue: 7, dueSoon: 30, unowned: 2, noDeputy: 3, anyAddress: 4 },
  setup: Array.from({ length: 4 }, () => ({ what: text, command: 'settings', optional: false })),
});

test('a Home with too much of everything is within the limits of Slack, and text of people is text', () => {
  for (const text of ['prop-desk', hostile]) {
    const view = homeViewOf(crowded(text), '/key');
    expect(checkView(view)).toEqual([]);
    expect(JSON.stringify(view)).not.toMatch(/<!channel>|<https:\/\/evil/);
  }
});

test('each figure that is not as it should be has the list behind it, and only those', () => {
  const labels = (health: HomeCard['health']) =>
    [
      ...JSON.stringify(homeViewOf({ ...crowded('x'), health }, '/key')).matchAll(
        /"text":"([^"]+ \(\d+\))"/g,
      ),
    ].map(([, label]) => label);
  expect(labels({ keys: 9, overdue: 1, dueSoon: 0, unowned: 2, noDeputy: 0, anyAddress: 3 })).toEqual([
    'Overdue (1)',
    'Nobody’s (2)',
    'Any address (3)',
  ]);
  expect(labels({ keys: 9, overdue: 0, dueSoon: 0, unowned: 0, noDeputy: 0, anyAddress: 0 })).toEqual([]);
});

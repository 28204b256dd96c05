import { expect, test } from 'vitest';
import type { ImportCard } from '../../src/custody/import-card.ts';
import { checkMessage, checkView } from '../../src/local/slack/block-kit.ts';
import {
  broughtMessage,
  exportMessage,
  importMessage,
  importModal,
  problemsMessage,
  templateMessage,
} from '../../src/slack/views/import.ts';

const hostile = `<!channel> <https://evil.example|click> *bold* \`code\` & ${'long '.repeat(2000)}`;
const problem = { row: 9_999, says: hostile.slice(0, 600) };

const card = (state: ImportCard['state'], more: Partial<ImportCard> = {}): ImportCard => ({
  id: 1,
  state,
  fileName: hostile,
  counts: { creates: 3, updates: 2, unchanged: 1, problems: 40 },
  toWrite: 5,
  written: 2,
  late: 0,
  problems: Array(5).fill(problem),
  moreProblems: true,
  refused: null,
  ...more,
});

const refused = {
  happened: hostile,
  next: hostile,
  secrets: Array(10).fill({ row: 2, column: 'Secret is kept at' }),
  more: 4_000,
};

test.each([
  importMessage(card('reading')),
  importMessage(card('preview')),
  importMessage(card('preview', { toWrite: 0, problems: [], moreProblems: false })),
  importMessage(card('running')),
  importMessage(card('running', { toWrite: 0 })),
  importMessage(card('done')),
  importMessage(card('dropped')),
  importMessage(card('refused', { refused })),
  problemsMessage({ id: 1, page: 2, pages: 3, rows: 40, problems: Array(30).fill(problem) }),
  broughtMessage(hostile),
  exportMessage(),
  templateMessage(),
])('message %# is one that Slack takes, and text stays text', (message) => {
  expect(checkMessage(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toContain('<!channel>');
  expect(JSON.stringify(message)).not.toContain('<https://evil');
});

test('the form is one that Slack takes', () => {
  expect(checkView(importModal('/key'))).toEqual([]);
});

test('the preview has one primary button, and none when there is nothing to write', () => {
  const styles = (toWrite: number) =>
    JSON.stringify(importMessage(card('preview', { toWrite }))).match(/"style":"primary"/g)?.length ?? 0;
  expect([styles(5), styles(0)]).toEqual([1, 0]);
});

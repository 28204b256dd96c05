/** What docs/security.md says of who may do what is what the table of doors asks for. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { besides } from '../../src/slack/door.ts';
import { doors } from '../../src/slack/doors.ts';
import { eventDoors } from '../../src/slack/events.ts';
import { kinds, type Right, rightOf } from '../doors/rights.ts';

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
const block = /<!-- doors -->\n([\s\S]*?)\n?<!-- \/doors -->/;

const marks: Readonly<Record<Right, string>> = { in: 'yes', out: '–', depends: 'if' };
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = [
  row(['door', ...kinds, 'asked besides']),
  `|${'---|'.repeat(kinds.length + 2)}`,
  ...doors.map((door) =>
    row([
      `${door.kind} \`${door.id}\``,
      ...kinds.map((kind) => marks[rightOf(door, kind)]),
      door.besides === undefined ? '' : besides[door.besides],
    ]),
  ),
  ...eventDoors.map(({ type }) => row([`event \`${type}\``, ...kinds.map(() => ''), 'Slack itself'])),
].join('\n');

test('the page shows who may come in at which door', () => {
  const wish = `Put this between <!-- doors --> and <!-- /doors --> in docs/security.md:\n\n${table}`;
  expect(block.exec(page)?.[1]?.trim(), wish).toBe(table);
});

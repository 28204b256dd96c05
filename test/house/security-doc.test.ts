/** What docs/security.md says of who may do what is what the table of doors asks for. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doors } from '../../src/slack/doors.ts';

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
const block = /<!-- doors -->\n([\s\S]*?)\n?<!-- \/doors -->/;

const table = [
  '| door | needs |',
  '|---|---|',
  ...doors.filter(({ who }) => who !== 'member').map(({ kind, id, who }) => `| ${kind} \`${id}\` | ${who} |`),
].join('\n');

test('the page lists the doors that ask for more than a full member', () => {
  const wish = `Put this between <!-- doors --> and <!-- /doors --> in docs/security.md:\n\n${table}`;
  expect(block.exec(page)?.[1]?.trim(), wish).toBe(table);
});

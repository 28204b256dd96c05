/** What the README says about settings is what the program reads. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsTable } from '../../src/settings.ts';

const readme = new URL('../../README.md', import.meta.url);
const block = /<!-- settings -->\n([\s\S]*?)\n?<!-- \/settings -->/;

test('the README lists the settings as the program reads them', () => {
  const wish = `Put this between <!-- settings --> and <!-- /settings --> in README.md:\n\n${settingsTable()}`;
  expect(existsSync(readme), `There is no README.md. Write one. ${wish}`).toBe(true);
  const said = block.exec(readFileSync(readme, 'utf8'))?.[1];
  expect(said?.trim(), wish).toBe(settingsTable().trim());
});

/** The Chromium of this machine: the one place that knows where it is and what the tests say when there is none. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Best first: the shell has no window, and costs a third less. */
const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'] as const;

/** Path of the browser: `CHROMIUM`, which is then not looked at, else the first that is on the `PATH`. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env['CHROMIUM']) return env['CHROMIUM'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const chromiumPath = findChromium(process.env);

export const noChromium =
  'There is no Chromium, so the tests in a browser are skipped. Install one of: ' +
  `${programs.join(', ')}; or put its path into CHROMIUM.`;

/** The page's own script and styles, served from one folder by exact name. */
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';

const folder = new URL('./assets/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Nothing for a name that is not in the folder; names are compared, never joined into a path unseen. */
export async function asset(name: string): Promise<{ type: string; body: Buffer } | undefined> {
  const type = types[extname(name)];
  if (type === undefined || !(await readdir(folder)).includes(name)) return undefined;
  return { type, body: await readFile(new URL(name, folder)) };
}

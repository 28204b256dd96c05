/**
 * The page's own script and styles, read once. Their address holds a mark of what is in them all, so that a browser asks
 * for each once, and anew after an update.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

const folder = new URL('./assets/', import.meta.url);
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.svg': 'image/svg+xml' };
/** In the order in which they come after one another, as one file. */
const styles = [
  'frame',
  'sides',
  'conversation',
  'composer',
  'blocks',
  'controls',
  'menus',
  'modal',
  'places',
  'narrow',
];

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const read = (name: string): Buffer => readFileSync(new URL(name, folder));
const files = new Map<string, Asset>();
for (const name of readdirSync(folder)) {
  const type = types[extname(name)];
  if (type !== undefined) files.set(name, { type, body: read(name) });
}
files.set('styles.css', {
  type: 'text/css',
  body: Buffer.concat(styles.map((name) => read(`${name}.css`))),
});
const mark = [...files]
  .reduce((hash, [name, { body }]) => hash.update(name).update(body), createHash('sha256'))
  .digest('base64url')
  .slice(0, 12);

/** Where a file of this name is. Files that name each other do so beside them. */
export const assetAddress = (name: string): string => `/assets/${mark}/${name}`;

/** What is at an address; nothing for one that `assetAddress` does not give. Names are compared, never joined into a path unseen. */
export function asset(path: string): Asset | undefined {
  const name = path.slice(assetAddress('').length);
  return path === assetAddress(name) ? files.get(name) : undefined;
}

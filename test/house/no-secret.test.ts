/** What we refuse from people we do not write ourselves: nothing that looks like a secret stands in a file of this repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { looksSecret } from '../../src/domain/secret-shapes.ts';
import { providers } from '../../src/providers/index.ts';

const root = new URL('../..', import.meta.url).pathname;
const places = ['src', 'bench', 'docs', 'test', 'README.md', 'CONTRIBUTING.md', 'package.json'];
const files = places
  .flatMap((place) =>
    place.includes('.')
      ? [place]
      : readdirSync(join(root, place), { recursive: true, encoding: 'utf8' }).map(
          (path) => `${place}/${path}`,
        ),
  )
  .filter((path) => /\.(?:ts|js|css|html|md|json|sql)$/.test(path));

/** Files full of made-up ones. */
const samples: Readonly<Record<string, string>> = {
  'test/domain/audit-chain.test.ts': 'the digest of a known link',
  'test/domain/secret-shapes.test.ts': 'what is told from a secret',
  'test/invariants/1-no-secret-anywhere.test.ts': 'the parts that secrets are put together from',
  'test/providers/okx.test.ts': 'an id that looks like a secret',
  'test/providers/secret-samples.ts': 'one of every shape',
};

/** What only looks like one: marks, alphabets, and the examples of public ids. */
const harmless: ReadonlySet<string> = new Set([
  'PuTTY-User-Key-File-',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  'ABCDEFGHJKLMNPQRSTUVWXYZ23456789',
  ...providers.map(({ publicId }) => publicId.example.split(':').at(-1) ?? ''),
]);

/** Words as long as any secret that stands alone; paths of pages and AWS's published example are none. */
function secretsIn(text: string): string[] {
  const words = text.replaceAll(/https?:\/\/[^\s?#'"`)>]+/g, ' ').match(/[\w~+/=.-]{20,}/g) ?? [];
  return [...new Set(words)].filter(
    (word) => !harmless.has(word) && !word.includes('EXAMPLE') && looksSecret(word, { providers }) !== null,
  );
}

test('no file holds anything that looks like a secret', () => {
  const searched = files.filter((path) => !(path in samples));
  const found = searched.flatMap((path) =>
    secretsIn(readFileSync(join(root, path), 'utf8')).map((word) => `${path}: ${word.slice(0, 12)}…`),
  );
  expect(searched.length).toBeGreaterThan(600);
  expect(Object.keys(samples).filter((path) => !files.includes(path))).toEqual([]);
  expect(found, 'put samples together from parts; what is harmless stands above').toEqual([]);
});

test('this test would find one', () => {
  const planted = ['ghp_', 'aB3dE5gH7jK9', 'mN1pQ2sT4vW6', 'yZ8aB3dE5gH7'].join('');
  expect(secretsIn(`const token = '${planted}';`)).toEqual([planted]);
});

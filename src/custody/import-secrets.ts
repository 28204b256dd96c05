/** A file of keys is searched for secrets before anything of it is used or kept. */
import { setImmediate as otherWork } from 'node:timers/promises';
import { type ColumnId, cellsOf, headerOf, plainCell, readHeader } from '../domain/import-columns.ts';
import type { RefusedFile } from '../domain/import-file.ts';
import type { Provider } from '../domain/provider.ts';
import { Refusal } from '../domain/refusal.ts';
import { looksSecret } from '../domain/secret-shapes.ts';
import { looksLikePointer } from '../domain/tokens.ts';
import { providerOf, providers } from '../providers/index.ts';
import { linesOf } from './csv.ts';

/** Places named in the answer; who finds ten finds the rest. */
const NAMED = 10;
const AT_ONCE = 50;

/**
 * Where secrets stand in a file, by row and column, never what they are; `null` when there is none.
 * @param text the whole file; what is no CSV is searched line by line.
 */
export async function secretsIn(text: string): Promise<RefusedFile | null> {
  const { header, lines } = tableIn(text);
  const secret = makeSearch();
  const suspect = (lines[0] ?? []).map((cell, place) => header[place] === null && SECRET_HEADING.test(cell));
  const places: { row: number; column: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % AT_ONCE === 0) await otherWork();
    const provider = providerOf(plainCell(cellsOf(header, line).provider ?? ''));
    for (const [place, cell] of line.entries()) {
      const column = header[place] ?? null;
      const exposed = index > 0 && suspect[place] === true && isValue(cell);
      if (exposed || secret(cell, column, provider))
        places.push({ row: index + 1, column: columnName(column, place) });
    }
  }
  if (places.length === 0) return null;
  return {
    happened: 'This file holds what looks like secrets. Nothing of it was recorded or kept.',
    next: 'Delete the file from Slack now: only you can, a bot cannot. Treat those keys as leaked: run the leaked command for each, or delete them at their provider.',
    secrets: places.slice(0, NAMED),
    more: Math.max(0, places.length - NAMED),
  };
}

/** A column of none of ours that says itself what it holds. */
const SECRET_HEADING = /secret|pass ?(?:phrase|word)|private.?key|token/i;
/** Something other than nothing, a dash or a pointer to where the secret is kept. */
const isValue = (cell: string): boolean => !/^[\s-]*$/.test(cell) && !looksLikePointer(cell.trim());

/** The name of a column of ours; else its place, since a heading may itself be a secret. */
const columnName = (column: ColumnId | null, place: number): string =>
  column === null ? `column ${place + 1}` : headerOf(column);

function tableIn(text: string): { header: readonly (ColumnId | null)[]; lines: string[][] } {
  try {
    const lines = linesOf(text);
    return { header: readHeader(lines[0] ?? []), lines };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { header: [], lines: text.split(/\r?\n|\r/).map((line) => [line]) };
  }
}

/** Shorter than any secret of any provider. */
const SHORTEST = 7;

/** Cells of a file repeat, so each is searched once for each meaning it can have. */
function makeSearch(): (cell: string, column: ColumnId | null, provider: Provider | undefined) => boolean {
  const searched = new Map<string, boolean>();
  return (cell, column, provider) => {
    if (cell.length < SHORTEST) return false;
    const expects = column === 'keyId' ? 'publicId' : 'passphrase-free-text';
    const meaning = `${expects} ${provider?.id} ${cell}`;
    const before = searched.get(meaning);
    if (before !== undefined) return before;
    const found =
      looksSecret(plainCell(cell), { providers, expects, ...(provider ? { provider } : {}) }) !== null;
    searched.set(meaning, found);
    return found;
  };
}

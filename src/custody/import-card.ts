import type { Problem } from '../domain/import.ts';
import type { Counts, ImportState, RefusedFile } from '../domain/import-file.ts';
import { Refusal } from '../domain/refusal.ts';
import type { PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { importById, type StoredImport } from '../store/imports.ts';

export interface ImportCard {
  readonly id: number;
  readonly state: ImportState;
  readonly fileName: string;
  readonly counts: Counts;
  /** Rows that are, or were, to be written. */
  readonly toWrite: number;
  readonly written: number;
  /** Of these, how many could not be written after all. */
  readonly late: number;
  /** The first ones. */
  readonly problems: readonly Problem[];
  readonly moreProblems: boolean;
  readonly refused: RefusedFile | null;
}

const SHOWN = 5;
const PAGE = 30;

export async function importCard(scope: Scope, id: number): Promise<ImportCard | null> {
  const found = await importById(scope, id);
  return found === null ? null : cardOf(found);
}

function cardOf({ id, state, fileName, written, summary }: StoredImport): ImportCard {
  const { counts, problems, refused } = summary;
  return {
    id,
    state,
    fileName,
    counts,
    toWrite: counts.creates + counts.updates,
    written,
    late: rowsIn(problems) - counts.problems,
    problems: problems.slice(0, SHOWN),
    moreProblems: problems.length > SHOWN,
    refused,
  };
}

const rowsIn = (problems: readonly Problem[]): number => new Set(problems.map(({ row }) => row)).size;

export interface ImportProblems {
  readonly id: number;
  readonly page: number;
  readonly pages: number;
  /** How many rows there are in all. */
  readonly rows: number;
  readonly problems: readonly Problem[];
}

/** A page of an import's problems, for its bringer. @throws Refusal when it is not theirs. */
export async function importProblems(
  scope: Scope,
  id: number,
  me: PersonId,
  page: number,
): Promise<ImportProblems> {
  const found = await importById(scope, id);
  if (found === null || found.by !== me) {
    throw new Refusal('not_found', 'That file is not here, or not yours.', 'Bring your own.');
  }
  const { problems } = found.summary;
  const pages = Math.max(1, Math.ceil(problems.length / PAGE));
  const shown = Math.min(page, pages);
  return {
    id,
    page: shown,
    pages,
    rows: rowsIn(problems),
    problems: problems.slice((shown - 1) * PAGE, shown * PAGE),
  };
}

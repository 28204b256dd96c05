import type { Act } from '../domain/act.ts';
import type { WorkspaceId } from '../domain/words.ts';
import type { Database } from '../store/database.ts';
import { importsUnderWay } from '../store/imports.ts';
import type { LookUpPerson } from '../workspace/identify.ts';
import { type FetchFile, readFile } from './read-import.ts';
import { writeNextRows } from './write-import.ts';

/**
 * Reads files that were brought and writes on at those that were confirmed, a piece of each. One that fails does not
 * keep the others waiting.
 * @returns how much was done; zero means there is nothing to do now.
 * @throws the first failure, after everything was tried.
 */
export async function workImports(
  database: Database,
  acts: (workspace: WorkspaceId) => Act,
  ways: { readonly fetchFile: FetchFile; readonly lookUp: LookUpPerson },
): Promise<number> {
  let done = 0;
  const failures: unknown[] = [];
  for (const { workspace, id, state } of await importsUnderWay(database)) {
    try {
      if (state === 'reading') {
        await readFile(database, acts(workspace), id, ways);
        done += 1;
      } else done += await writeNextRows(database, acts(workspace), id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import { ImportRow, type Problem } from '../domain/import.ts';
import { type ImportFile, type ImportState, ImportSummary } from '../domain/import-file.ts';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import type { Person } from './people.ts';
import { imports, people } from './schema.ts';

const { workspace: _, rows: _rows, ...columns } = getTableColumns(imports);
/** Everything but the rows themselves, which may be megabytes. */
const summary = { ...columns, summary: sql<unknown>`${imports.rows} - 'rows'` };

export type StoredImport = Omit<typeof imports.$inferSelect, 'workspace' | 'rows'> & {
  readonly summary: ImportSummary;
};

const here = (scope: Scope, id: number) => and(eq(imports.workspace, scope.workspace), eq(imports.id, id));
const read = (row: Omit<StoredImport, 'summary'> & { summary: unknown }): StoredImport => ({
  ...row,
  summary: ImportSummary.parse(row.summary),
});

/** Records that somebody brought a file; it is read afterwards. */
export async function insertImport(
  tx: Tx,
  file: { by: PersonId; fileName: string; content: ImportFile },
): Promise<number> {
  const [row] = await tx.sql
    .insert(imports)
    .values({
      workspace: tx.workspace,
      by: file.by,
      fileName: file.fileName,
      readAt: tx.now,
      rows: file.content,
      state: 'reading',
    })
    .returning({ id: imports.id });
  if (!row) throw new Error('an import was not inserted');
  tx.record('import brought', `import:${row.id}`, { fileName: file.fileName });
  tx.promptWork('imports');
  return row.id;
}

export async function importById(scope: Scope, id: number): Promise<StoredImport | null> {
  const [row] = await scope.sql.select(summary).from(imports).where(here(scope, id));
  return row ? read(row) : null;
}

/** Locked until the transaction ends. */
export async function lockImport(tx: Tx, id: number): Promise<StoredImport | null> {
  const [row] = await tx.sql.select(summary).from(imports).where(here(tx, id)).for('update');
  return row ? read(row) : null;
}

/** Keeps what was read of the file, unless another replica was first. */
export async function importRead(
  tx: Tx,
  id: number,
  state: 'preview' | 'refused',
  content: ImportFile,
): Promise<boolean> {
  const changed = await tx.sql
    .update(imports)
    .set({ state, rows: content })
    .where(and(here(tx, id), eq(imports.state, 'reading')))
    .returning({ id: imports.id });
  if (changed.length === 0) return false;
  tx.record(state === 'preview' ? 'import read' : 'import refused', `import:${id}`, { ...content.counts });
  return true;
}

/** Moves a locked import on. What has ended keeps its counts and problems, not its rows. */
export async function moveImport(
  tx: Tx,
  id: number,
  state: 'running' | 'done' | 'dropped',
  deed: string,
): Promise<void> {
  const ended = state !== 'running';
  await tx.sql
    .update(imports)
    .set({ state, ...(ended ? { rows: sql`${imports.rows} || '{"rows": []}'::jsonb` } : {}) })
    .where(here(tx, id));
  tx.record(deed, `import:${id}`);
  if (!ended) tx.promptWork('imports');
}

/** What is to be read or written, in every workspace, the oldest first. */
export function importsUnderWay(
  database: Database,
): Promise<{ workspace: WorkspaceId; id: number; state: ImportState }[]> {
  return guarded(() =>
    database.sql
      .select({ workspace: imports.workspace, id: imports.id, state: imports.state })
      .from(imports)
      .where(inArray(imports.state, ['reading', 'running']))
      .orderBy(asc(imports.id))
      .limit(20),
  );
}

export interface Chunk {
  readonly import: StoredImport;
  readonly rows: readonly ImportRow[];
}

/** The next rows of an import, which stays locked; `null` when it is not running or somebody else writes it now. */
export async function nextRows(tx: Tx, id: number, size: number): Promise<Chunk | null> {
  const slice = sql<unknown>`jsonb_path_query_array(${imports.rows},
    ('$.rows[' || ${imports.written} || ' to ' || ${imports.written} + ${size - 1}::int || ']')::jsonpath)`;
  const [row] = await tx.sql
    .select({ ...summary, slice })
    .from(imports)
    .where(and(here(tx, id), eq(imports.state, 'running')))
    .for('update', { skipLocked: true });
  return row ? { import: read(row), rows: ImportRow.array().parse(row.slice) } : null;
}

/** Counts rows of a locked import as worked, with what could not be written after all. */
export async function rowsWorked(
  tx: Tx,
  id: number,
  worked: number,
  problems: readonly Problem[],
): Promise<void> {
  const added = JSON.stringify(problems);
  await tx.sql
    .update(imports)
    .set({
      written: sql`${imports.written} + ${worked}`,
      ...(problems.length === 0
        ? {}
        : {
            rows: sql`jsonb_set(${imports.rows}, '{problems}', (${imports.rows}->'problems') || ${added}::jsonb)`,
          }),
    })
    .where(here(tx, id));
}

/** Keeps who got which keys by a locked import, or steps in for which. */
export async function keysGiven(
  tx: Tx,
  id: number,
  given: Pick<ImportSummary, 'given' | 'stepsIn'>,
): Promise<void> {
  await tx.sql
    .update(imports)
    .set({ rows: sql`${imports.rows} || ${JSON.stringify(given)}::jsonb` })
    .where(here(tx, id));
}

/** Everybody we know here, so that a file may name them. */
export function everybody(scope: Scope): Promise<Pick<Person, 'id' | 'name' | 'standing'>[]> {
  return scope.sql
    .select({ id: people.id, name: people.name, standing: people.standing })
    .from(people)
    .where(eq(people.workspace, scope.workspace));
}

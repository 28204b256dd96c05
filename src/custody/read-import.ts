import { setImmediate as otherWork } from 'node:timers/promises';
import type { Act } from '../domain/act.ts';
import { dayIn } from '../domain/days.ts';
import { type ImportRow, type Problem, readImportRow } from '../domain/import.ts';
import { type ColumnId, cellsOf, headerFault, readHeader } from '../domain/import-columns.ts';
import { type ImportFile, MOST_ROWS, NO_COUNTS, type RefusedFile } from '../domain/import-file.ts';
import { Refusal } from '../domain/refusal.ts';
import type { PersonId } from '../domain/words.ts';
import { providerOf } from '../providers/index.ts';
import { type Database, inWorkspace, lookingInto } from '../store/database.ts';
import { everybody, importById, importRead, type StoredImport } from '../store/imports.ts';
import { rememberPerson } from '../store/people.ts';
import type { LookUpPerson } from '../workspace/identify.ts';
import { policiesHere } from '../workspace/policies.ts';
import { linesOf, textOf } from './csv.ts';
import { importMessage } from './import-keys.ts';
import { namer } from './import-people.ts';
import { secretsIn } from './import-secrets.ts';
import { makePlanner, problemsOf } from './plan-rows.ts';

/** Fetches a file by Slack's id. @throws Refusal when it can never be fetched. */
export type FetchFile = (id: string) => Promise<Uint8Array>;

/** When Slack did not give the file for so long, it is given up. */
const PATIENCE_MS = 5 * 60_000;
/** Rows worked before others get a turn: a visit must not wait for a file. */
const AT_ONCE = 200;
/** People of a file whom we have not met and ask Slack about. */
const MOST_STRANGERS = 200;

/** Fetches and checks a file that was brought, and keeps what would come of it. Nothing is written to the keys. */
export async function readFile(
  database: Database,
  act: Act,
  id: number,
  ways: { readonly fetchFile: FetchFile; readonly lookUp: LookUpPerson },
): Promise<void> {
  const found = await lookingInto(database, act, (scope) => importById(scope, id));
  if (found === null || found.state !== 'reading') return;
  const content = await contentOf(database, act, found, ways);
  await inWorkspace(database, act, async (tx) => {
    const kept = await importRead(tx, id, content.refused === null ? 'preview' : 'refused', content);
    if (kept) tx.redraw(importMessage(id));
  });
}

async function contentOf(
  database: Database,
  act: Act,
  found: StoredImport,
  { fetchFile, lookUp }: { readonly fetchFile: FetchFile; readonly lookUp: LookUpPerson },
): Promise<ImportFile> {
  const { summary } = found;
  const empty = { file: summary.file, role: summary.role, rows: [], counts: NO_COUNTS, problems: [] };
  const refuse = (refused: RefusedFile): ImportFile => ({ ...empty, refused, given: {}, stepsIn: {} });
  try {
    const text = textOf(await fetchFile(summary.file));
    const secrets = await secretsIn(text);
    if (secrets !== null) return refuse(secrets);
    const { header, lines } = tableOf(text);
    const checked = await readRows(database, act, header, lines, lookUp);
    return {
      ...empty,
      ...(await planRows(database, act, found, checked)),
      refused: null,
      given: {},
      stepsIn: {},
    };
  } catch (error) {
    if (error instanceof Refusal) {
      return refuse({ happened: error.message, next: error.next, secrets: [], more: 0 });
    }
    if (act.now.getTime() - found.readAt.getTime() < PATIENCE_MS) throw error;
    return refuse({
      happened: 'Slack did not give the file. Nothing was recorded.',
      next: 'Bring it again; if that does not help, the status command says what is wrong.',
      secrets: [],
      more: 0,
    });
  }
}

/** @throws Refusal when the file has no usable header, no rows or too many. */
function tableOf(text: string): { header: readonly (ColumnId | null)[]; lines: string[][] } {
  const [first = [], ...lines] = linesOf(text);
  const header = readHeader(first);
  const fault = headerFault(header);
  const next = 'The command import template sends an empty file with all columns.';
  if (fault !== null) throw new Refusal('bad_input', `${fault} Nothing was recorded.`, next);
  if (lines.every(isBlank)) {
    throw new Refusal('bad_input', 'The file has no rows below its header. Nothing was recorded.', next);
  }
  if (lines.length > MOST_ROWS + 1) {
    throw new Refusal(
      'bad_input',
      `The file has ${lines.length} rows; one file may have ${MOST_ROWS}. Nothing was recorded.`,
      'Split it, keeping the header, and bring the parts one after the other.',
    );
  }
  return { header, lines };
}

const isBlank = (line: readonly string[]): boolean => line.every((cell) => cell.trim() === '');

interface Checked {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly Problem[];
  readonly isMember: (person: PersonId) => boolean;
}

async function readRows(
  database: Database,
  act: Act,
  header: readonly (ColumnId | null)[],
  lines: readonly (readonly string[])[],
  lookUp: LookUpPerson,
): Promise<Checked> {
  const known = await lookingInto(database, act, everybody);
  const personOf = namer(known);
  const rows: ImportRow[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % AT_ONCE === 0) await otherWork();
    if (isBlank(line)) continue;
    // A spreadsheet counts the header as row 1.
    const read = readImportRow(index + 2, cellsOf(header, line), { providerOf, personOf });
    if (read.ok) rows.push(read.row);
    else problems.push(...read.says.map((says) => ({ row: index + 2, says })));
  }
  const members = new Set(known.filter(({ standing }) => standing === 'member').map(({ id }) => id));
  for (const met of await meet(database, act, strangers(rows, known), lookUp)) members.add(met);
  return { rows, problems, isMember: (person) => members.has(person) };
}

function strangers(rows: readonly ImportRow[], known: readonly { readonly id: PersonId }[]): PersonId[] {
  const named = new Set(
    rows.flatMap(({ custodian, deputy, holders }) => [custodian, deputy, ...(holders ?? [])]),
  );
  for (const { id } of known) named.delete(id);
  return [...named].filter((id) => id !== undefined && id !== null).slice(0, MOST_STRANGERS);
}

/** Asks Slack about people we have not met. @returns those who are active full members. */
async function meet(
  database: Database,
  act: Act,
  ids: readonly PersonId[],
  lookUp: LookUpPerson,
): Promise<PersonId[]> {
  const members: PersonId[] = [];
  for (const id of ids) {
    const said = await lookUp(act.workspace, id);
    if (typeof said === 'string') continue;
    await rememberPerson(database, act.workspace, { ...said, checkedAt: act.now });
    if (said.standing === 'member') members.push(id);
  }
  return members;
}

async function planRows(
  database: Database,
  act: Act,
  { by, summary }: StoredImport,
  checked: Checked,
): Promise<Pick<ImportFile, 'rows' | 'counts' | 'problems'>> {
  const { rotationDays } = await lookingInto(database, act, policiesHere);
  const defaults = { today: dayIn(act.now, 'UTC'), rotationDays };
  const planner = makePlanner({ id: by, role: summary.role }, defaults, checked.isMember);
  const rows: ImportRow[] = [];
  const problems = [...checked.problems];
  const counts = { ...NO_COUNTS };
  for (let from = 0; from < checked.rows.length; from += AT_ONCE) {
    const some = checked.rows.slice(from, from + AT_ONCE);
    const planned = await lookingInto(database, act, (scope) => planner.plan(scope, some));
    problems.push(...problemsOf(planned));
    for (const { row, decision } of planned) {
      if (decision.do === 'create') counts.creates += 1;
      if (decision.do === 'update') counts.updates += 1;
      if (decision.do === 'unchanged') counts.unchanged += 1;
      if (decision.do === 'create' || decision.do === 'update') rows.push(row);
    }
  }
  counts.problems = new Set(problems.map(({ row }) => row)).size;
  return { rows, counts, problems: problems.sort((one, other) => one.row - other.row) };
}

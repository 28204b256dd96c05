/** Checking and exporting audit logs from a terminal, beside a running bot or without any. */
import { parseArgs } from 'node:util';
import { readExport, toExport } from '../audit/export.ts';
import { type ChainReport, checkChain, storedRows, verifyStored } from '../audit/verify.ts';
import { headFrom, headText } from '../domain/audit-chain.ts';
import { type WorkspaceId, workspaceId } from '../domain/words.ts';
import { readSettings } from '../settings.ts';
import { chainsHere } from '../store/audit-heads.ts';
import { type Database, databaseNow, openDatabase } from '../store/database.ts';
import { clockAct } from '../workspace/clock-act.ts';

const USAGE = `Use: npm run audit -- verify [file.ndjson] [--head sha256:…]
     npm run --silent audit -- export <workspace> > file.ndjson`;

/** Something that the person at the terminal can mend; said as it stands. */
class Mistake extends Error {}

/** What comes from outside. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  readonly complain: (text: string) => Promise<void>;
}

/** Runs one command. @returns the exit code: 0 whole or written, 1 broken or not possible, 2 not understood. */
export async function auditTool(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    return (await perform(args, terminal)) ? 0 : 1;
  } catch (error) {
    await terminal.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof Mistake ? 2 : 1;
  }
}

async function perform(args: readonly string[], terminal: Terminal): Promise<boolean> {
  const { deed, subject, head } = readArguments(args);
  if (deed === 'verify' && subject !== undefined) return verifyFile(terminal, subject, head);
  return withDatabase(terminal, (database) =>
    subject === undefined
      ? verifyDatabase(terminal, database, head)
      : exportLog(terminal, database, workspaceId(subject)),
  );
}

function readArguments(args: readonly string[]): { deed: string; subject?: string; head: string | null } {
  const { positionals, values } = parse(args);
  const [deed, subject, ...more] = positionals;
  const complete = deed === 'verify' || (deed === 'export' && subject !== undefined);
  if (deed === undefined || !complete || more.length > 0) throw new Mistake(USAGE);
  const head = values.head === undefined ? null : headFrom(values.head);
  if (values.head !== undefined && (head === null || deed === 'export')) throw new Mistake(USAGE);
  return { deed, head, ...(subject === undefined ? {} : { subject }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { head: { type: 'string' } } });
  } catch {
    throw new Mistake(USAGE);
  }
}

async function withDatabase<Result>(
  { env }: Terminal,
  run: (database: Database) => Promise<Result>,
): Promise<Result> {
  // Only the database's address is needed: Slack's settings may be absent where this runs.
  const settings = readSettings({ DATABASE_URL: env['DATABASE_URL'] }).database;
  if (settings.kind === 'embedded') {
    throw new Mistake('DATABASE_URL is not set: say which database, or which exported file to verify.');
  }
  const database = openDatabase(settings.url, { connections: 1 });
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

async function verifyFile(terminal: Terminal, path: string, head: string | null): Promise<boolean> {
  const report = await checkChain(readExport(path), head);
  await say(terminal, `${path}: ${verdictOf(report)}`);
  return isWhole(report) && (await headFound(terminal, [report], head));
}

async function verifyDatabase(terminal: Terminal, database: Database, head: string | null): Promise<boolean> {
  const now = await databaseNow(database);
  const reports: ChainReport[] = [];
  for (const workspace of await chainsHere(database)) {
    const report = await verifyStored(database, clockAct(workspace, now, 'audit'), head);
    reports.push(report);
    await say(terminal, `${workspace}: ${verdictOf(report)}`);
  }
  if (reports.length === 0) await say(terminal, 'No audit log is recorded in this database.');
  return reports.every(isWhole) && (await headFound(terminal, reports, head));
}

const isWhole = ({ broken }: ChainReport): boolean => broken === null;

/** Says whether a posted head is in one of the logs: without it, a cut or rewritten log looks whole. */
async function headFound(
  terminal: Terminal,
  reports: readonly ChainReport[],
  head: string | null,
): Promise<boolean> {
  if (head === null) return true;
  const found = reports.map(({ posted }) => posted).find((posted) => typeof posted === 'object');
  if (typeof found === 'object')
    await say(terminal, `The posted head is entry ${found.seq}: up to there nothing was changed since.`);
  else await say(terminal, `The posted head is not there: entries were cut off, or all was written anew.`);
  return typeof found === 'object';
}

const verdictOf = ({ broken, end }: ChainReport): string =>
  broken === null
    ? `whole. ${end.seq} entries, head ${headText(end.hash)}`
    : `BROKEN. ${broken.why} What holds before that: ${end.seq} entries, head ${headText(end.hash)}`;

async function exportLog(terminal: Terminal, database: Database, workspace: WorkspaceId): Promise<boolean> {
  const known = await chainsHere(database);
  if (!known.includes(workspace)) {
    throw new Mistake(`No audit log of ${workspace} is here. There are: ${known.join(', ') || 'none'}.`);
  }
  const act = clockAct(workspace, await databaseNow(database), 'audit');
  for await (const lines of toExport(storedRows(database, act))) await terminal.write(lines);
  return true;
}

const say = (terminal: Terminal, line: string): Promise<void> => terminal.write(`${line}\n`);

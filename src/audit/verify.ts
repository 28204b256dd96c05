/** Checking a workspace's audit chain, from the database or from an export, in pages. */
import type { Act } from '../domain/act.ts';
import {
  type BrokenLink,
  CHAIN_START,
  type ChainEnd,
  type Chained,
  followChain,
} from '../domain/audit-chain.ts';
import { type AuditRow, chainAfter } from '../store/audit.ts';
import { recordedHead } from '../store/audit-heads.ts';
import { type Database, lookingInto } from '../store/database.ts';

export interface ChainReport {
  /** How far the chain holds. */
  readonly end: ChainEnd;
  /** The first place at which it does not. */
  readonly broken: BrokenLink | null;
  /** Where the posted head that was asked for stands; `missing` when it is not in what holds. */
  readonly posted: 'not asked' | 'missing' | { readonly seq: number };
}

const PAGE = 2000;

/** Reads a chain from its beginning. @param posted hash of a head that was posted once, to be found in it. */
export async function checkChain(
  pages: AsyncIterable<readonly Chained[]>,
  posted: string | null,
): Promise<ChainReport> {
  let end = CHAIN_START;
  let found: ChainReport['posted'] = posted === null ? 'not asked' : 'missing';
  for await (const page of pages) {
    const check = followChain(end, page);
    if (!check.ok) {
      const kept = page.slice(0, check.broken.seq - end.seq - 1);
      return { end: endOf(kept, end), broken: check.broken, posted: placeOf(posted, kept) ?? found };
    }
    found = placeOf(posted, page) ?? found;
    end = check.end;
  }
  return { end, broken: null, posted: found };
}

function endOf(entries: readonly Chained[], before: ChainEnd): ChainEnd {
  const last = entries.at(-1);
  return last === undefined ? before : { seq: last.entry.seq, hash: last.hash };
}

function placeOf(posted: string | null, entries: readonly Chained[]): { seq: number } | null {
  const found = posted === null ? undefined : entries.find(({ hash }) => hash === posted);
  return found === undefined ? null : { seq: found.entry.seq };
}

/** Checks the chain of the act's workspace, and that it ends where its end is recorded. */
export async function verifyStored(
  database: Database,
  act: Act,
  posted: string | null = null,
): Promise<ChainReport> {
  const headNow = () => lookingInto(database, act, recordedHead);
  const before = await headNow();
  const report = await checkChain(storedChain(database, act), posted);
  // Others write meanwhile: what was read ends between the two.
  return report.broken === null ? againstHead(report, before, await headNow()) : report;
}

function againstHead(report: ChainReport, before: ChainEnd | null, after: ChainEnd | null): ChainReport {
  const { end } = report;
  const broken = (seq: number, why: string): ChainReport => ({ ...report, broken: { seq, why } });
  if (after === null) {
    return end.seq === 0 ? report : broken(end.seq, 'The record of where the log ends is missing.');
  }
  if (before !== null && end.seq < before.seq) {
    return broken(
      end.seq + 1,
      `The log ends after entry ${end.seq}, but was written up to entry ${before.seq}: the rest was cut off.`,
    );
  }
  if (end.seq > after.seq) {
    return broken(after.seq + 1, `Entries from ${after.seq + 1} on were put in behind the recorded end.`);
  }
  if (end.seq === after.seq && end.hash !== after.hash) {
    return broken(end.seq, `The recorded end has another hash than entry ${end.seq}.`);
  }
  return report;
}

async function* storedChain(database: Database, act: Act): AsyncGenerator<Chained[]> {
  for await (const rows of storedRows(database, act)) yield rows.map(chained);
}

const chained = ({ hash, ...entry }: AuditRow): Chained => ({ entry, hash });

/** The rows of the act's workspace in order, in pages. */
export async function* storedRows(database: Database, act: Act): AsyncGenerator<AuditRow[]> {
  // Also what somebody put in before the first row has to be seen.
  let seq = Number.MIN_SAFE_INTEGER;
  while (true) {
    const rows = await lookingInto(database, act, (scope) => chainAfter(scope, seq, PAGE));
    if (rows.length === 0) return;
    yield rows;
    seq = rows.at(-1)?.seq ?? seq;
  }
}

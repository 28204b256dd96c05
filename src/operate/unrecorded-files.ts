/**
 * Reports of leaks that could not be recorded, one small file each, so that a restart forgets none. They hold who reported,
 * where and when; nothing that was typed. Replicas may share the folder.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { personId, workspaceId } from '../domain/words.ts';
import type { KeptReports, Report } from '../incident/unrecorded.ts';

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const Written = z.object({ workspace: Id, person: Id, at: z.iso.datetime() });

const NOT_KEPT = 'a report made while the database is away could not be kept in a file: a restart forgets it';

/** @param folder made when the first report is written. Where it cannot be written, the log says so once. */
export function keepInFiles(folder: string, log: Logger): KeptReports {
  let told = false;
  const orSayOnce = (deed: () => void): void => {
    try {
      deed();
    } catch (err) {
      if (!told) log.warn({ err, folder }, NOT_KEPT);
      told = true;
    }
  };
  return {
    all: () => namesIn(folder).flatMap((name) => readOne(join(folder, name), log)),
    put: (report) => orSayOnce(() => write(folder, report)),
    drop: (report) => orSayOnce(() => rmSync(join(folder, nameOf(report)), { force: true })),
  };
}

const nameOf = ({ workspace, person }: Report): string => `${Id.parse(workspace)}.${Id.parse(person)}.json`;

/** On the disk before it returns: the reporter is answered after that. Read whole, or not at all. */
function write(folder: string, report: Report): void {
  const name = nameOf(report);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify({ ...report, at: report.at.toISOString() }));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const entries = openSync(folder, 'r');
  try {
    fsyncSync(entries);
  } finally {
    closeSync(entries);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    // Nobody reported anything while the database was away.
    return [];
  }
}

function readOne(path: string, log: Logger): Report[] {
  try {
    const { workspace, person, at } = Written.parse(JSON.parse(readFileSync(path, 'utf8')));
    return [{ workspace: workspaceId(workspace), person: personId(person), at: new Date(at) }];
  } catch {
    log.warn({ path }, 'a kept report cannot be read; it is left there');
    return [];
  }
}

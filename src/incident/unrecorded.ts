/**
 * Leaks that somebody reported while the database could not be reached. They are kept in this replica's memory and where
 * a restart finds them, without anything that was typed, until their reporters can be asked to declare them.
 */
import type { Act } from '../domain/act.ts';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { want } from '../store/outbox.ts';

export interface Report {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
  readonly at: Date;
}

/** Where reports outlive the process. Never throws: what cannot be kept stays in memory alone. */
export interface KeptReports {
  all(): readonly Report[];
  /** The newest of each reporter. */
  put(report: Report): void;
  drop(report: Report): void;
}

export interface Unrecorded {
  note(report: Report): void;
  /** Asks each reporter once. @throws StoreFault while the database is still away; nobody is forgotten then. */
  ask(database: Database, actIn: (workspace: WorkspaceId) => Act): Promise<void>;
}

/** More people than report leaks during one outage; the newest are kept. */
const MOST = 500;

export function keepUnrecorded(kept: KeptReports): Unrecorded {
  const waiting = new Map<string, Report>();
  const remember = (report: Report): void => {
    const name = `${report.workspace}:${report.person}`;
    waiting.delete(name);
    waiting.set(name, report);
    const [oldest] = waiting.values();
    if (waiting.size > MOST && oldest !== undefined) forget(oldest);
  };
  const forget = (report: Report): void => {
    waiting.delete(`${report.workspace}:${report.person}`);
    kept.drop(report);
  };
  for (const report of kept.all().toSorted((a, b) => a.at.getTime() - b.at.getTime())) remember(report);
  return {
    note: (report) => {
      remember(report);
      kept.put(report);
    },
    ask: async (database, actIn) => {
      for (const report of [...waiting.values()]) {
        const { workspace, person, at } = report;
        await inWorkspace(database, actIn(workspace), (tx) =>
          want(tx, {
            // By the moment of the report: another replica may have read the same one.
            name: `unrecorded:${person}:${at.getTime()}`,
            effect: { do: 'message', kind: 'unrecorded', subject: person, to: { person } },
            lane: 'incident',
          }),
        );
        // Who reported again meanwhile is asked again.
        if (waiting.get(`${workspace}:${person}`) === report) forget(report);
      }
    },
  };
}

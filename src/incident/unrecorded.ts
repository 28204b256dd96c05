/**
 * Leaks that somebody reported while the database could not be reached. They are kept in this replica's memory, without
 * anything that was typed, until their reporters can be asked to declare them.
 */
import type { Act } from '../domain/act.ts';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { want } from '../store/outbox.ts';

interface Report {
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
}

export interface Unrecorded {
  note(report: Report): void;
  /** Asks each reporter once. @throws StoreFault while the database is still away; nobody is forgotten then. */
  ask(database: Database, actIn: (workspace: WorkspaceId) => Act): Promise<void>;
}

/** More people than report leaks during one outage; the newest are kept. */
const MOST = 500;

export function keepUnrecorded(): Unrecorded {
  const waiting = new Map<string, Report>();
  return {
    note: (report) => {
      const name = `${report.workspace}:${report.person}`;
      waiting.delete(name);
      waiting.set(name, report);
      if (waiting.size > MOST) waiting.delete([...waiting.keys()][0] ?? '');
    },
    ask: async (database, actIn) => {
      for (const [name, { workspace, person }] of waiting) {
        const act = actIn(workspace);
        await inWorkspace(database, act, (tx) =>
          want(tx, {
            name: `unrecorded:${person}:${act.now.getTime()}`,
            effect: { do: 'message', kind: 'unrecorded', subject: person, to: { person } },
            lane: 'incident',
          }),
        );
        waiting.delete(name);
      }
    },
  };
}

import { keyOf } from '../custody/find-keys.ts';
import { may } from '../domain/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef } from '../domain/words.ts';
import type { AuditRow } from '../store/audit.ts';
import type { Scope } from '../store/database.ts';
import { type From, historyRows, namesOf } from '../store/history.ts';

export type HistoryLine = Pick<AuditRow, 'seq' | 'at' | 'actor' | 'deed' | 'subject' | 'detail'>;

/** One page of what was done, newest first. */
export interface History {
  /** `null`: everything in the workspace. */
  readonly key: { readonly id: KeyRef; readonly label: string } | null;
  readonly lines: readonly HistoryLine[];
  /** What people call the subjects: `key:12` to its label. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether there are rows before and after this page. */
  readonly older: boolean;
  readonly newer: boolean;
}

export const HISTORY_PAGE = 10;

/**
 * A page of a key's history (its own rows, those of its incidents and rotations), which any member may read, or of
 * all that was done in the workspace, which leads and admins may.
 * @throws Refusal `not_allowed`, `not_found`.
 */
export async function historyPage(scope: Scope, about: KeyRef | null, from: From = {}): Promise<History> {
  if (about === null && !may(scope.act.role, 'lead')) throw notAll();
  const key = about === null ? null : await keyOf(scope, about);
  const found = await historyRows(scope, about, from, HISTORY_PAGE + 1);
  const more = found.length > HISTORY_PAGE;
  const forward = from.after !== undefined;
  const lines = forward ? found.slice(more ? 1 : 0) : found.slice(0, HISTORY_PAGE);
  return {
    key: key === null ? null : { id: key.id, label: key.label },
    lines,
    names: await namesOf(scope, lines.flatMap(subjectsOf)),
    older: forward || more,
    newer: forward ? more : from.before !== undefined,
  };
}

/** A row's own subject, and a service that it speaks of. */
function subjectsOf({ subject, detail }: HistoryLine): string[] {
  const { service } = detail;
  return typeof service === 'number' ? [subject, `service:${service}`] : [subject];
}

const notAll = (): Refusal =>
  new Refusal(
    'not_allowed',
    'The history of everything is for leads and admins. Nothing was shown.',
    'Say which key: any member may read the history of one.',
  );

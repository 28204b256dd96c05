import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import type { Workspace } from './people.ts';
import { workspaces } from './schema.ts';

/** What an admin may change of a workspace. */
export type WorkspaceSettings = Pick<
  Workspace,
  | 'teamChannel'
  | 'adminGroup'
  | 'leadGroup'
  | 'timezone'
  | 'workFrom'
  | 'workTo'
  | 'workDays'
  | 'holidays'
  | 'policies'
>;

/** The workspace of a transaction, held until its end. */
export async function lockedWorkspace(tx: Tx): Promise<Workspace> {
  const [row] = await tx.sql.select().from(workspaces).where(eq(workspaces.id, tx.workspace)).for('update');
  if (!row) throw new Error('an act in a workspace that is not recorded');
  return row;
}

/** Changes settings. `from` is what the changed ones were, for the audit log. */
export async function changeSettingsRow(
  tx: Tx,
  from: Partial<WorkspaceSettings>,
  to: Partial<WorkspaceSettings>,
): Promise<void> {
  await tx.sql.update(workspaces).set(to).where(eq(workspaces.id, tx.workspace));
  tx.record('settings changed', 'workspace', { before: from, after: to });
}

/** A comparison with Slack's list of people that is under way. */
export interface Comparison {
  readonly since: Date;
  /** Where in the list it goes on; `null`: at its start. */
  readonly cursor: string | null;
  /** Members found so far. */
  readonly members: number;
}

/** Begins this day's comparison; false when another replica has begun or ended it. */
export async function beginComparison(
  database: Database,
  workspace: WorkspaceId,
  day: Day,
  now: Date,
): Promise<boolean> {
  const begun = await guarded(() =>
    database.sql
      .update(workspaces)
      .set({ reconcileSince: now, reconcileCursor: null, reconcileMembers: 0 })
      .where(
        and(
          eq(workspaces.id, workspace),
          isNull(workspaces.lostAt),
          isNull(workspaces.reconcileSince),
          or(isNull(workspaces.reconciledOn), lt(workspaces.reconciledOn, day)),
        ),
      )
      .returning({ id: workspaces.id }),
  );
  return begun.length > 0;
}

/** Keeps where it is, so that any replica can go on. @returns false when another one has gone on already. */
export const advanceComparison = (
  database: Database,
  workspace: WorkspaceId,
  at: Comparison,
  next: Pick<Comparison, 'cursor' | 'members'>,
): Promise<boolean> =>
  moved(database, workspace, at, { reconcileCursor: next.cursor, reconcileMembers: next.members });

/** @param day the one that it was for; `null` when it has to be made anew. @returns as the above. */
export const endComparison = (
  database: Database,
  workspace: WorkspaceId,
  at: Comparison,
  day: Day | null,
): Promise<boolean> =>
  moved(database, workspace, at, {
    reconcileSince: null,
    reconcileCursor: null,
    ...(day === null ? {} : { reconciledOn: day }),
  });

async function moved(
  database: Database,
  workspace: WorkspaceId,
  { since, cursor }: Comparison,
  change: Partial<
    Pick<Workspace, 'reconcileSince' | 'reconcileCursor' | 'reconcileMembers' | 'reconciledOn'>
  >,
): Promise<boolean> {
  const rows = await guarded(() =>
    database.sql
      .update(workspaces)
      .set(change)
      .where(
        and(
          eq(workspaces.id, workspace),
          eq(workspaces.reconcileSince, since),
          cursor === null ? isNull(workspaces.reconcileCursor) : eq(workspaces.reconcileCursor, cursor),
        ),
      )
      .returning({ id: workspaces.id }),
  );
  return rows.length > 0;
}

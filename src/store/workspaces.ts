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

/** Takes this day's comparison with Slack's list of people; false when another replica or an earlier tick has it. */
export async function takeComparison(database: Database, workspace: WorkspaceId, day: Day): Promise<boolean> {
  const taken = await guarded(() =>
    database.sql
      .update(workspaces)
      .set({ reconciledOn: day })
      .where(
        and(
          eq(workspaces.id, workspace),
          isNull(workspaces.lostAt),
          or(isNull(workspaces.reconciledOn), lt(workspaces.reconciledOn, day)),
        ),
      )
      .returning({ id: workspaces.id }),
  );
  return taken.length > 0;
}

/** Gives it back, since Slack could not be asked: the next tick takes it again. */
export async function giveBackComparison(
  database: Database,
  workspace: WorkspaceId,
  before: Day | null,
): Promise<void> {
  await guarded(() =>
    database.sql.update(workspaces).set({ reconciledOn: before }).where(eq(workspaces.id, workspace)),
  );
}

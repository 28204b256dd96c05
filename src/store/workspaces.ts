import { eq } from 'drizzle-orm';
import type { Tx } from './database.ts';
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

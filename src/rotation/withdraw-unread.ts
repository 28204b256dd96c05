/** A reminder whose reader left before it was posted is taken back, so that whoever stands in is told at once. */
import type { Act } from '../domain/act.ts';
import type { NudgeRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { type NudgeRow, nudgesAddedWith, nudgesIn } from '../store/nudges.ts';
import { takeUnread, type Unread, unreadReminders, withdrawNudges } from '../store/unread.ts';

/**
 * Takes back, in every workspace, what waits for somebody who is no member any more. The delivery holds it back until
 * then. The planner finds those stages unsaid and tells each key's own stand-in, in their working time.
 * @param actIn the clock's act in a workspace.
 * @returns how many messages were taken back.
 * @throws the first fault, after the other workspaces had their turn.
 */
export async function withdrawUnread(
  database: Database,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = Map.groupBy(await unreadReminders(database), ({ workspace }) => workspace);
  const faults: unknown[] = [];
  let taken = 0;
  for (const [workspace, rows] of waiting) {
    try {
      taken += await withdrawIn(
        database,
        actIn(workspace),
        rows.map(({ id }) => id),
      );
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return taken;
}

const withdrawIn = (database: Database, act: Act, ids: readonly number[]): Promise<number> =>
  inWorkspace(database, act, async (tx) => {
    const messages = await takeUnread(tx, ids);
    const planned: NudgeRow[] = [];
    for (const message of messages) planned.push(...(await nudgesOf(tx, message)));
    await withdrawNudges(tx, planned);
    return messages.length;
  });

const nudgesOf = (scope: Scope, { kind, subject }: Unread): Promise<NudgeRow[]> =>
  kind === 'nudge' ? nudgesIn(scope, subject) : nudgesAddedWith(scope, Number(subject) as NudgeRef);

/** The newest link of each workspace's audit chain, and when it was last posted. */
import { and, eq, isNull, lt, or } from 'drizzle-orm';
import type { ChainEnd } from '../domain/audit-chain.ts';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { audit, auditHeads, workspaces } from './schema.ts';

/** The recorded end of the chain; `null` when none is recorded. */
export async function recordedHead(scope: Scope): Promise<ChainEnd | null> {
  const [head] = await scope.sql
    .select({ seq: auditHeads.seq, hash: auditHeads.hash })
    .from(auditHeads)
    .where(eq(auditHeads.workspace, scope.workspace));
  return head ?? null;
}

/** Every workspace that has a chain, or a recorded end of one. */
export async function chainsHere(database: Database): Promise<WorkspaceId[]> {
  const rows = await guarded(() =>
    database.sql
      .select({ workspace: audit.workspace })
      .from(audit)
      .union(database.sql.select({ workspace: auditHeads.workspace }).from(auditHeads)),
  );
  return rows.map(({ workspace }) => workspace).sort();
}

/** Takes the posting of this day's head; false when another replica or an earlier tick has it. */
export async function takeHeadPost(tx: Tx, day: Day, head: ChainEnd): Promise<boolean> {
  const taken = await tx.sql
    .update(workspaces)
    .set({ headPostedOn: day })
    .where(
      and(
        eq(workspaces.id, tx.workspace),
        or(isNull(workspaces.headPostedOn), lt(workspaces.headPostedOn, day)),
      ),
    )
    .returning({ id: workspaces.id });
  if (taken.length === 0) return false;
  tx.record('audit head posted', 'workspace', { day, seq: head.seq, hash: head.hash });
  return true;
}

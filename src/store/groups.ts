/** Who is in the user groups that give roles, as Slack last said. Memory, not the team's state: it is not audited. */
import { and, eq, sql } from 'drizzle-orm';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded } from './database.ts';
import { groupMembers } from './schema.ts';

/**
 * Stands in a group for nobody: its row says when Slack was last asked, also about a group without members.
 * No Slack id is empty.
 */
export const NOBODY = '' as PersonId;

/** Keeps what Slack just said. One statement, so that a visit never meets a group that is half there. */
export async function rememberGroup(
  database: Database,
  workspace: WorkspaceId,
  group: string,
  members: readonly PersonId[],
  at: Date,
): Promise<void> {
  const people = [NOBODY, ...new Set(members)].sort();
  const list = sql.join(
    people.map((person) => sql`${person}`),
    sql`, `,
  );
  await guarded(() =>
    database.sql.execute(sql`
      with gone as (
        delete from group_members
        where workspace = ${workspace} and group_id = ${group} and person not in (${list})
      )
      insert into group_members (workspace, group_id, person, checked_at)
      select ${workspace}, ${group}, person, ${at.toISOString()}::timestamptz
      from unnest(array[${list}]::text[]) as person order by person
      on conflict (workspace, group_id, person) do update set checked_at = excluded.checked_at`),
  );
}

/** Slack could not be asked: what is known holds, and counts as checked at `at`. */
export async function groupNotTold(
  database: Database,
  workspace: WorkspaceId,
  group: string,
  at: Date,
): Promise<void> {
  await guarded(() =>
    database.sql
      .insert(groupMembers)
      .values({ workspace, group, person: NOBODY, checkedAt: at })
      .onConflictDoUpdate({
        target: [groupMembers.workspace, groupMembers.group, groupMembers.person],
        set: { checkedAt: at },
      }),
  );
}

/** Slack said that a group changed: it is asked again before anybody's role is said. */
export async function groupChanged(database: Database, workspace: WorkspaceId, group: string): Promise<void> {
  await guarded(() =>
    database.sql
      .delete(groupMembers)
      .where(
        and(
          eq(groupMembers.workspace, workspace),
          eq(groupMembers.group, group),
          eq(groupMembers.person, NOBODY),
        ),
      ),
  );
}

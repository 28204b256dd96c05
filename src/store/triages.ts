/** Leaks of keys that are not known yet: their rows, and what changes them. */
import { and, asc, count, eq, type SQL, sql } from 'drizzle-orm';
import { LIMITS } from '../domain/chase.ts';
import {
  type IncidentRef,
  type PersonId,
  type TriageRef,
  type WorkspaceId,
  workspaceId,
} from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { nextNumber } from './incident-number.ts';
import { groupMembers, people, triages, workspaces } from './schema.ts';

export type TriageRow = Omit<typeof triages.$inferSelect, 'workspace'>;
export type NewTriage = Pick<
  TriageRow,
  'provider' | 'keyId' | 'says' | 'abuseSeen' | 'reportedBy' | 'originChannel'
>;

const here = (scope: Scope, id: TriageRef) => and(eq(triages.workspace, scope.workspace), eq(triages.id, id));

/**
 * Records it under the workspace's next number, which it shares with incidents; or finds the open one in which the same
 * was said, or the same person said nothing of it.
 */
export async function insertTriage(
  tx: Tx,
  facts: NewTriage,
): Promise<{ id: TriageRef; number: number; joined: boolean }> {
  // Counting locks the workspace, so that of two reports at once the second finds the first.
  const number = await nextNumber(tx);
  const [same] = await tx.sql
    .select({ id: triages.id, number: triages.number, abuseSeen: triages.abuseSeen })
    .from(triages)
    .where(and(eq(triages.workspace, tx.workspace), eq(triages.state, 'open'), saysTheSame(facts)))
    .limit(1);
  if (same !== undefined) {
    tx.record('reported again', `triage:${same.id}`);
    if (facts.abuseSeen && !same.abuseSeen)
      await changeTriage(tx, same.id, { abuseSeen: true }, 'abuse seen');
    return { id: same.id, number: same.number, joined: true };
  }
  const [row] = await tx.sql
    .insert(triages)
    .values({ ...facts, workspace: tx.workspace, number, reportedAt: tx.now })
    .returning({ id: triages.id });
  if (!row) throw new Error('a triage was not inserted');
  const { provider, keyId, says, abuseSeen } = facts;
  tx.record('triage opened', `triage:${row.id}`, { number, provider, keyId, says, abuseSeen });
  return { id: row.id, number, joined: false };
}

const saysTheSame = ({ says, provider, reportedBy }: NewTriage): SQL =>
  says === null
    ? sql`${triages.says} is null and ${triages.provider} is not distinct from ${provider}
        and ${triages.reportedBy} = ${reportedBy}`
    : sql`lower(${triages.says}) = lower(${says})
        and (${triages.provider} is not distinct from ${provider} or ${provider}::text is null)`;

export async function triageById(scope: Scope, id: TriageRef): Promise<TriageRow | null> {
  const [row] = await scope.sql.select().from(triages).where(here(scope, id));
  return row ?? null;
}

export async function triageNumbered(scope: Scope, number: number): Promise<TriageRow | null> {
  const [row] = await scope.sql
    .select()
    .from(triages)
    .where(and(eq(triages.workspace, scope.workspace), eq(triages.number, number)));
  return row ?? null;
}

/** Locked until the transaction ends. */
export async function lockTriage(tx: Tx, id: TriageRef): Promise<TriageRow | null> {
  const [row] = await tx.sql.select().from(triages).where(here(tx, id)).for('update');
  return row ?? null;
}

/** Those that nobody has matched or closed, the oldest first; `total` counts also those past the limit. */
export async function openTriages(
  scope: Scope,
  limit: number,
): Promise<{ rows: TriageRow[]; total: number }> {
  const open = and(eq(triages.workspace, scope.workspace), eq(triages.state, 'open'));
  const [[counted], rows] = await Promise.all([
    scope.sql.select({ total: count() }).from(triages).where(open),
    scope.sql.select().from(triages).where(open).orderBy(asc(triages.number)).limit(limit),
  ]);
  return { rows, total: counted?.total ?? 0 };
}

type Changing = 'provider' | 'abuseSeen' | 'claimedBy' | 'claimedAt' | 'calls' | 'calledAt';
type Ending = 'state' | 'incident' | 'endedBy' | 'endedAt' | 'endedBecause';

/**
 * Changes one that the transaction has locked.
 * @param deed what happened, in the past tense, for the audit log.
 */
export async function changeTriage(
  tx: Tx,
  id: TriageRef,
  change: Partial<Pick<TriageRow, Changing | Ending>>,
  deed: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx.sql.update(triages).set(change).where(here(tx, id));
  tx.record(deed, `triage:${id}`, detail);
}

/** Minutes until a call, as `silentMinutes` says. */
const silence = (severity: 1 | 2): SQL =>
  sql`case when t.claimed_by is null then ${LIMITS[severity].silence}::int else ${LIMITS[severity].work}::int end`;

/** Open ones, in any workspace, of which nothing was heard for a while: nobody took them up, or who did is silent. */
export async function silentTriages(
  database: Database,
  now: Date,
): Promise<{ workspace: WorkspaceId; triage: TriageRef }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select t.workspace, t.id from triages t
      join workspaces w on w.id = t.workspace and w.lost_at is null
      where t.state = 'open' and greatest(t.reported_at, t.claimed_at, t.called_at)
        <= ${now.toISOString()}::timestamptz - make_interval(mins =>
          case when t.abuse_seen then ${silence(1)} else ${silence(2)} end)
      order by t.id limit 500`),
  );
  return rows.map((row) => ({
    workspace: workspaceId(String(row['workspace'])),
    triage: Number(row['id']) as TriageRef,
  }));
}

/** The leads of a workspace who are there: members of the leads' group, and Slack's own admins when it has none. */
export async function leadsHere(scope: Scope, limit: number): Promise<PersonId[]> {
  const inGroup = await scope.sql
    .select({ id: groupMembers.person })
    .from(groupMembers)
    .innerJoin(
      workspaces,
      and(eq(workspaces.id, groupMembers.workspace), eq(workspaces.leadGroup, groupMembers.group)),
    )
    .leftJoin(people, and(eq(people.workspace, groupMembers.workspace), eq(people.id, groupMembers.person)))
    .where(
      and(
        eq(groupMembers.workspace, scope.workspace),
        sql`${groupMembers.person} <> ''`,
        sql`coalesce(${people.standing}, 'member') = 'member'`,
      ),
    )
    .orderBy(asc(groupMembers.person))
    .limit(limit);
  if (inGroup.length > 0) return inGroup.map(({ id }) => id);
  const admins = await scope.sql
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.workspace, scope.workspace), people.isAdmin, eq(people.standing, 'member')))
    .orderBy(asc(people.id))
    .limit(limit);
  return admins.map(({ id }) => id);
}

/** The triage that an incident came from, if there was one: its row, whose deeds belong to the incident too. */
export async function triagesOf(scope: Scope, incident: IncidentRef): Promise<TriageRef[]> {
  const rows = await scope.sql
    .select({ id: triages.id })
    .from(triages)
    .where(and(eq(triages.workspace, scope.workspace), eq(triages.incident, incident)));
  return rows.map(({ id }) => id);
}

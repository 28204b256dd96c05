import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { WorkDays } from '../domain/days.ts';
import type { NudgedKey } from '../domain/nudge.ts';
import { OVERDUE_EVERY, STAGES, type Stage } from '../domain/rotation.ts';
import type { Day, KeyRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { nudges } from './schema.ts';

export type NudgeRow = Omit<typeof nudges.$inferSelect, 'workspace'>;

/** A key about which somebody may have to be nudged, and who that is. */
export interface DueKey extends NudgedKey, WorkDays {
  readonly workspace: WorkspaceId;
  readonly key: KeyRef;
  /** The current round: counts the snoozes. */
  readonly round: number;
  /** The custodian; the deputy when the custodian is deactivated. */
  readonly recipient: PersonId;
  /** Where the recipient is, as Slack said; `null` when we have not met them. */
  readonly timezone: string | null;
  readonly workspaceTimezone: string;
}

/**
 * Keys of any workspace that have a stage left to send.
 * @param lastDay the latest day that it is anywhere now; whose day it is decides later.
 */
export async function dueKeys(database: Database, lastDay: Day): Promise<DueKey[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(dueQuery(lastDay, sql`true`)),
  );
  return rows.map(dueKey);
}

/** The same for some keys of one workspace, locked first, so that nothing changes between deciding and planning. */
export async function lockDueKeys(tx: Tx, ids: readonly KeyRef[], lastDay: Day): Promise<DueKey[]> {
  const chosen = sql`k.workspace = ${tx.workspace} and k.id in ${[...ids]}`;
  // A statement of its own: one that waits for a lock would still see the nudges as they were before.
  await tx.sql.execute(sql`select from keys k where ${chosen} order by k.id for update`);
  const { rows } = await tx.sql.execute<Record<string, unknown>>(dueQuery(lastDay, chosen));
  return rows.map(dueKey);
}

/**
 * The stage that a key can have reached by a day at most: where no day is free, working days are all days. What is left
 * out by it has nothing to be sent; whether the rest has is decided by the domain.
 */
const reachable = (lastDay: Day): SQL => sql`case
  when k.due_on < ${lastDay}::date then -((${lastDay}::date - k.due_on) / ${OVERDUE_EVERY}::int)
  else (select min(s.stage) from unnest(${sql.raw(`array[${STAGES.join(', ')}]`)}) as s (stage)
    where k.due_on - ${lastDay}::date <= s.stage) end`;

function dueQuery(lastDay: Day, chosen: SQL): SQL {
  return sql`
    select k.workspace, k.id, k.due_on::text, k.snoozed_until::text, k.snoozes, sent.stage as last_stage,
      r.id as recipient, p.timezone, w.timezone as workspace_timezone, w.work_days, w.holidays::text[] as holidays
    from keys k
    join workspaces w on w.id = k.workspace and w.lost_at is null
    left join people c on c.workspace = k.workspace and c.id = k.custodian
    cross join lateral (select case when c.standing = 'deactivated' then k.deputy else k.custodian end as id) r
    left join people p on p.workspace = k.workspace and p.id = r.id
    cross join lateral (
      select min(n.stage) as stage from nudges n
      where n.workspace = k.workspace and n.key = k.id and n.due_on = k.due_on and n.round = k.snoozes) sent
    where ${chosen}
      and k.state = 'active' and k.due_on <= ${lastDay}::date + ${Math.max(...STAGES)}::int
      and (k.snoozed_until is null or k.snoozed_until <= ${lastDay}::date)
      and r.id is not null and p.standing is distinct from 'deactivated'
      and (sent.stage is null or sent.stage > ${reachable(lastDay)})
      and not exists (
        select from rotations o where o.workspace = k.workspace and o.key = k.id and o.ended_at is null)`;
}

function dueKey(row: Record<string, unknown>): DueKey {
  return {
    workspace: String(row['workspace']) as WorkspaceId,
    key: Number(row['id']) as KeyRef,
    dueOn: String(row['due_on']) as Day,
    snoozedUntil: row['snoozed_until'] === null ? null : (String(row['snoozed_until']) as Day),
    lastStage: row['last_stage'] === null ? null : Number(row['last_stage']),
    round: Number(row['snoozes']),
    recipient: String(row['recipient']) as PersonId,
    timezone: row['timezone'] === null ? null : String(row['timezone']),
    workspaceTimezone: String(row['workspace_timezone']),
    workDays: row['work_days'] as number[],
    holidays: row['holidays'] as Day[],
  };
}

export interface NewNudge {
  readonly key: KeyRef;
  readonly dueOn: Day;
  readonly stage: Stage;
  readonly round: number;
  readonly recipient: PersonId;
  /** Name of the message in the outbox. */
  readonly message: string;
}

/** Records what will be nudged about. What was planned before is left out of the answer. */
export async function insertNudges(tx: Tx, planned: readonly NewNudge[]): Promise<NewNudge[]> {
  if (planned.length === 0) return [];
  const rows = await tx.sql
    .insert(nudges)
    .values(planned.map((nudge) => ({ ...nudge, workspace: tx.workspace, plannedAt: tx.now })))
    .onConflictDoNothing()
    .returning({ key: nudges.key });
  const made = planned.filter(({ key }) => rows.some((row) => row.key === key));
  for (const { key, ...nudge } of made) tx.record('nudge planned', `key:${key}`, nudge);
  return made;
}

/** Answers every open nudge about a key at once: one answer is enough, whichever message it was given in. */
export async function answerNudges(
  tx: Tx,
  key: KeyRef,
  answer: NonNullable<NudgeRow['answer']>,
): Promise<void> {
  await tx.sql
    .update(nudges)
    .set({ answer, answeredBy: tx.act.person, answeredAt: tx.now })
    .where(and(eq(nudges.workspace, tx.workspace), eq(nudges.key, key), isNull(nudges.answer)));
}

/** The messages in which a key was nudged about. */
export async function messagesAbout(scope: Scope, key: KeyRef): Promise<string[]> {
  const rows = await scope.sql
    .selectDistinct({ message: nudges.message })
    .from(nudges)
    .where(and(eq(nudges.workspace, scope.workspace), eq(nudges.key, key)));
  return rows.map(({ message }) => message);
}

/** What one message is about, in the order in which it was planned. */
export function nudgesIn(scope: Scope, message: string): Promise<NudgeRow[]> {
  return scope.sql
    .select()
    .from(nudges)
    .where(and(eq(nudges.workspace, scope.workspace), eq(nudges.message, message)))
    .orderBy(asc(nudges.dueOn), asc(nudges.id));
}

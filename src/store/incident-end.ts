/** The review of an incident and what it left to do. */
import { and, asc, count, eq, isNull, placeholder, sql } from 'drizzle-orm';
import type { Cause } from '../domain/review.ts';
import { type Day, type IncidentRef, type PersonId, type WorkspaceId, workspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { incidentFollowUps, incidents, keys } from './schema.ts';
import { statement } from './statement.ts';

export type FollowUp = Omit<typeof incidentFollowUps.$inferSelect, 'workspace'>;

/**
 * Records the review in the place of the one that its writer had read.
 * @param over when that one was recorded; `null` when there was none.
 * @returns false when another one stands there by now: nothing was changed.
 */
export async function saveReview(
  tx: Tx,
  incident: IncidentRef,
  { cause, says, over }: { cause: Cause; says: string; over: Date | null },
): Promise<boolean> {
  const [saved] = await tx.sql
    .update(incidents)
    .set({ cause, causeSays: says, reviewedBy: tx.act.person, reviewedAt: tx.now })
    .where(
      and(
        eq(incidents.workspace, tx.workspace),
        eq(incidents.id, incident),
        sql`${incidents.reviewedAt} is not distinct from ${over?.toISOString() ?? null}::timestamptz`,
      ),
    )
    .returning({ id: incidents.id });
  if (saved === undefined) return false;
  tx.record('incident reviewed', `incident:${incident}`, { cause, note: says });
  return true;
}

export async function insertFollowUp(
  tx: Tx,
  facts: Pick<FollowUp, 'incident' | 'what' | 'owner' | 'dueOn' | 'addedBy'>,
): Promise<number> {
  const [row] = await tx.sql
    .insert(incidentFollowUps)
    .values({ ...facts, workspace: tx.workspace, addedAt: tx.now })
    .returning({ id: incidentFollowUps.id });
  if (!row) throw new Error('a follow-up was not inserted');
  tx.record('follow-up added', `incident:${facts.incident}`, {
    title: facts.what,
    owner: facts.owner,
    dueOn: facts.dueOn,
  });
  return row.id;
}

/** Records that it is done; `null` when there is no such, else as it was before: somebody may have been first. */
export async function closeFollowUp(tx: Tx, id: number): Promise<FollowUp | null> {
  const here = and(eq(incidentFollowUps.workspace, tx.workspace), eq(incidentFollowUps.id, id));
  const [before] = await tx.sql.select().from(incidentFollowUps).where(here).for('update');
  if (before === undefined || before.doneAt !== null) return before ?? null;
  await tx.sql.update(incidentFollowUps).set({ doneBy: tx.act.person, doneAt: tx.now }).where(here);
  tx.record('follow-up done', `incident:${before.incident}`, { title: before.what });
  return before;
}

export function followUpsOf({ sql, workspace }: Scope, incident: IncidentRef): Promise<FollowUp[]> {
  return selectFollowUps(sql).execute({ workspace, incident });
}

const selectFollowUps = statement((db: Scope['sql']) =>
  db
    .select()
    .from(incidentFollowUps)
    .where(
      and(
        eq(incidentFollowUps.workspace, placeholder('workspace')),
        eq(incidentFollowUps.incident, placeholder('incident')),
      ),
    )
    .orderBy(asc(incidentFollowUps.id))
    .prepare('follow_ups_of'),
);

export interface FollowUpLine extends FollowUp {
  readonly number: number;
  readonly drill: boolean;
  readonly label: string;
}

const line = {
  followUp: incidentFollowUps,
  number: incidents.number,
  drill: incidents.drill,
  label: keys.label,
};

const lines = (scope: Scope) =>
  scope.sql
    .select(line)
    .from(incidentFollowUps)
    .innerJoin(
      incidents,
      and(eq(incidents.workspace, incidentFollowUps.workspace), eq(incidents.id, incidentFollowUps.incident)),
    )
    .innerJoin(keys, and(eq(keys.workspace, incidents.workspace), eq(keys.id, incidents.key)));

const flat = (row: { followUp: FollowUp; number: number; drill: boolean; label: string }): FollowUpLine => {
  const { followUp, ...of } = row;
  return { ...followUp, ...of };
};

export async function followUpById(scope: Scope, id: number): Promise<FollowUpLine | null> {
  const [row] = await lines(scope).where(
    and(eq(incidentFollowUps.workspace, scope.workspace), eq(incidentFollowUps.id, id)),
  );
  return row === undefined ? null : flat(row);
}

/** Those that are not done, the most overdue first; `total` counts also those past the limit. */
export async function openFollowUps(
  scope: Scope,
  limit: number,
): Promise<{ rows: FollowUpLine[]; total: number }> {
  const open = and(eq(incidentFollowUps.workspace, scope.workspace), isNull(incidentFollowUps.doneAt));
  const [counted] = await scope.sql.select({ total: count() }).from(incidentFollowUps).where(open);
  const rows = await lines(scope)
    .where(open)
    .orderBy(asc(incidentFollowUps.dueOn), asc(incidentFollowUps.id))
    .limit(limit);
  return { rows: rows.map(flat), total: counted?.total ?? 0 };
}

export interface DueFollowUp {
  readonly workspace: WorkspaceId;
  readonly id: number;
  readonly owner: PersonId;
  readonly today: Day;
}

/** Open ones, in any workspace, whose day has come there and who were not reminded of for a week. In its morning or later. */
export async function dueFollowUps(database: Database, now: Date, everyDays: number): Promise<DueFollowUp[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select f.workspace, f.id, f.owner, here.today::text as today
      from incident_follow_ups f
      join workspaces w on w.id = f.workspace and w.lost_at is null
      cross join lateral (select (${now.toISOString()}::timestamptz at time zone w.timezone) as clock) local
      cross join lateral (select local.clock::date as today) here
      where f.done_at is null and f.due_on <= ${now.toISOString()}::timestamptz::date + 1
        and f.due_on <= here.today and extract(hour from local.clock) >= w.work_from
        and (f.reminded_on is null or f.reminded_on <= here.today - ${everyDays}::int)
      order by f.workspace, f.id
      limit 500`),
  );
  return rows.map((row) => ({
    workspace: workspaceId(String(row['workspace'])),
    id: Number(row['id']),
    owner: String(row['owner']) as PersonId,
    today: String(row['today']) as Day,
  }));
}

/** Takes the reminder of this day; false when another replica has it, or it is done meanwhile. */
export async function takeReminder(tx: Tx, { id, today }: DueFollowUp): Promise<boolean> {
  const [taken] = await tx.sql
    .update(incidentFollowUps)
    .set({ remindedOn: today })
    .where(
      and(
        eq(incidentFollowUps.workspace, tx.workspace),
        eq(incidentFollowUps.id, id),
        isNull(incidentFollowUps.doneAt),
        sql`${incidentFollowUps.remindedOn} is distinct from ${today}::date`,
      ),
    )
    .returning({ incident: incidentFollowUps.incident, what: incidentFollowUps.what });
  if (taken === undefined) return false;
  tx.record('follow-up reminded', `incident:${taken.incident}`, { title: taken.what });
  return true;
}

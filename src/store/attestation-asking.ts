/** Who is to be asked whether keys are still theirs and still needed, or reminded of it, and that they were. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { WorkDays } from '../domain/days.ts';
import { askedBy } from '../domain/quarter.ts';
import type { Day, PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import { attestations } from './schema.ts';

/** Somebody whom we may have to write to, with what decides when. */
export interface AskedPerson extends WorkDays {
  readonly workFrom: number;
  readonly workTo: number;
  readonly workspace: WorkspaceId;
  readonly person: PersonId;
  readonly quarter: Day;
  /** `null` when we have not met them. */
  readonly timezone: string | null;
  readonly workspaceTimezone: string;
}

/** What decides when, of workspace `w` and person `p`. */
export const asked = sql`w.timezone as workspace_timezone, w.work_from, w.work_to, w.work_days, w.holidays::text[] as holidays, p.timezone`;

/** Custodians of active keys that are older than the quarter and were not asked about in it, in all workspaces. */
export async function custodiansToAsk(database: Database, quarter: Day): Promise<AskedPerson[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select k.workspace, k.person, ${quarter} as quarter, ${asked}
      from (select distinct k.workspace, k.custodian as person from keys k
        where k.state = 'active' and k.disowned_at is null and k.recorded_at < ${quarter}::date
          and not exists (select from attestations a
            where a.workspace = k.workspace and a.quarter = ${quarter}::date and a.key = k.id)) k
      join workspaces w on w.id = k.workspace and w.lost_at is null
      left join people p on p.workspace = k.workspace and p.id = k.person
      where p.id is null or p.standing = 'member'`),
  );
  return rows.map(personIn);
}

/** Who was asked up to a day, has not answered all and was not reminded. */
export async function custodiansToRemind(database: Database, askedBy: Day): Promise<AskedPerson[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select a.workspace, a.person, a.quarter::text, ${asked}
      from (select distinct workspace, person, quarter from attestations
        where answer is null and reminded_on is null and asked_at < ${askedBy}::date + 1) a
      join workspaces w on w.id = a.workspace and w.lost_at is null
      left join people p on p.workspace = a.workspace and p.id = a.person
      where p.id is null or p.standing = 'member'`),
  );
  return rows.map(personIn);
}

export const personIn = (row: Record<string, unknown>): AskedPerson => ({
  workspace: String(row['workspace']) as WorkspaceId,
  person: String(row['person']) as PersonId,
  quarter: String(row['quarter']) as Day,
  timezone: row['timezone'] === null ? null : String(row['timezone']),
  workspaceTimezone: String(row['workspace_timezone']),
  workFrom: Number(row['work_from']),
  workTo: Number(row['work_to']),
  workDays: row['work_days'] as number[],
  holidays: row['holidays'] as Day[],
});

/** Whether somebody was asked in a quarter; `null` when not, else since when last. */
export async function lastAsked(tx: Tx, quarter: Day, person: PersonId): Promise<Date | null> {
  const { rows } = await tx.sql.execute<{ at: string | null }>(sql`
    select extract(epoch from max(asked_at))::text as at from attestations
    where workspace = ${tx.workspace} and quarter = ${quarter}::date and person = ${person}`);
  const [row] = rows;
  return row?.at == null ? null : new Date(Number(row.at) * 1000);
}

/** Asks somebody about all keys of theirs that were not asked about in this quarter. @returns how many. */
export async function insertAttestations(tx: Tx, quarter: Day, person: PersonId): Promise<number> {
  const { rows } = await tx.sql.execute<{ key: string }>(sql`
    insert into attestations (workspace, quarter, key, person, asked_at)
    select k.workspace, ${quarter}::date, k.id, ${person}, ${tx.now.toISOString()}::timestamptz
    from keys k
    where k.workspace = ${tx.workspace} and k.custodian = ${person} and k.state = 'active'
      and k.disowned_at is null and k.recorded_at < ${quarter}::date
    order by k.id
    on conflict do nothing returning key`);
  for (const { key } of rows) tx.record('asked whether still needed', `key:${key}`, { person, quarter });
  return rows.length;
}

/** Marks that somebody was reminded. @returns how many open questions it is about. */
export async function attestationsReminded(
  tx: Tx,
  quarter: Day,
  person: PersonId,
  day: Day,
): Promise<number> {
  const rows = await tx.sql
    .update(attestations)
    .set({ remindedOn: day })
    .where(
      and(
        eq(attestations.workspace, tx.workspace),
        eq(attestations.quarter, quarter),
        eq(attestations.person, person),
        isNull(attestations.answer),
        isNull(attestations.remindedOn),
        sql`${attestations.askedAt} < ${askedBy(day)}::date + 1`,
      ),
    )
    .returning({ key: attestations.key });
  for (const { key } of rows) tx.record('reminded whether still needed', `key:${key}`, { person, quarter });
  return rows.length;
}

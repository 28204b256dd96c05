/** "Still yours, still needed?": one row for each key in each quarter. */
import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { AttestationAnswer } from '../domain/custody-checks.ts';
import type { WorkDays } from '../domain/days.ts';
import type { KeyState } from '../domain/key-state.ts';
import { askedBy } from '../domain/quarter.ts';
import type { Day, KeyRef, PersonId, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { accounts, attestations, keys } from './schema.ts';

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

/** Questions that are over without an answer: the key ended, changed hands, is asked about anew. By workspace. */
export async function staleAttestations(
  database: Database,
): Promise<{ readonly workspace: WorkspaceId; readonly id: number }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ workspace: string; id: string }>(sql`
      select a.workspace, a.id from attestations a
      join workspaces w on w.id = a.workspace and w.lost_at is null
      join keys k on k.workspace = a.workspace and k.id = a.key
      where a.answer is null and (k.state in ('gone', 'retired') or k.custodian <> a.person
        or k.disowned_at is not null or exists (select from attestations n
          where n.workspace = a.workspace and n.key = a.key and n.quarter > a.quarter))`),
  );
  return rows.map(({ workspace, id }) => ({ workspace: workspace as WorkspaceId, id: Number(id) }));
}

export interface AnsweredRow {
  readonly id: number;
  readonly key: KeyRef;
  readonly person: PersonId;
  /** Who steps in and was asked as well; `null` while nobody was. */
  readonly deputy: PersonId | null;
  readonly quarter: Day;
}

/**
 * Answers open questions; one answer is enough, and the first one stays.
 * @param only the person who was asked, or steps in and was asked as well; `null` when it is settled without them.
 * @returns those that were open.
 */
export async function answerAttestations(
  tx: Tx,
  ids: readonly number[],
  only: PersonId | null,
  answer: AttestationAnswer,
  note: string | null,
): Promise<AnsweredRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.sql
    .update(attestations)
    .set({ answer, answeredBy: tx.act.person, answeredAt: tx.now, note })
    .where(
      and(
        eq(attestations.workspace, tx.workspace),
        inArray(attestations.id, [...ids]),
        only === null ? undefined : or(eq(attestations.person, only), eq(attestations.deputy, only)),
        isNull(attestations.answer),
      ),
    )
    .returning(answeredColumns);
  return recorded(tx, rows, answer, note);
}

/** Answers the open questions about one key, by a deed that says as much. @returns those that were open. */
export async function answerAboutKey(
  tx: Tx,
  key: KeyRef,
  answer: AttestationAnswer,
  note: string | null,
): Promise<AnsweredRow[]> {
  const rows = await tx.sql
    .update(attestations)
    .set({ answer, answeredBy: tx.act.person, answeredAt: tx.now, note })
    .where(
      and(eq(attestations.workspace, tx.workspace), eq(attestations.key, key), isNull(attestations.answer)),
    )
    .returning(answeredColumns);
  return recorded(tx, rows, answer, note);
}

const answeredColumns = {
  id: attestations.id,
  key: attestations.key,
  person: attestations.person,
  deputy: attestations.deputy,
  quarter: attestations.quarter,
};

function recorded(
  tx: Tx,
  rows: readonly AnsweredRow[],
  answer: AttestationAnswer,
  note: string | null,
): AnsweredRow[] {
  for (const { key, quarter } of rows)
    tx.record(deeds[answer], `key:${key}`, { quarter, ...(note === null ? {} : { because: note }) });
  return [...rows];
}

const deeds: Readonly<Record<AttestationAnswer, string>> = {
  still_mine: 'attested as still needed',
  not_mine: 'attested as not theirs',
  not_needed: 'attested as not needed',
  settled: 'attestation over',
};

export interface AttestationRow extends AnsweredRow {
  readonly label: string;
  readonly provider: string;
  readonly accountName: string;
  readonly tier: Tier;
  readonly dueOn: Day;
  readonly answer: AttestationAnswer | null;
  readonly note: string | null;
  /** Who answers for the key now, and how it stands: a question about somebody else's key is over. */
  readonly custodian: PersonId;
  readonly stepsIn: PersonId | null;
  readonly state: KeyState;
  readonly disowned: boolean;
  readonly answeredBy: PersonId | null;
}

const columns = {
  id: attestations.id,
  key: attestations.key,
  person: attestations.person,
  deputy: attestations.deputy,
  quarter: attestations.quarter,
  label: keys.label,
  provider: keys.provider,
  accountName: accounts.name,
  tier: keys.tier,
  dueOn: keys.dueOn,
  answer: attestations.answer,
  note: attestations.note,
  custodian: keys.custodian,
  stepsIn: keys.deputy,
  state: keys.state,
  disowned: sql<boolean>`${keys.disownedAt} is not null`,
  answeredBy: attestations.answeredBy,
};

/** To whom the questions of a quarter were put: their custodian, who steps in, a lead. */
export type AttestationReader =
  | { readonly custodian: PersonId }
  /** `on`: of the day on which they heard of them; `null`: of all days. */
  | { readonly deputy: PersonId; readonly on: Day | null }
  | { readonly lead: true; readonly on: Day | null };

function putTo(reader: AttestationReader) {
  if ('custodian' in reader) return eq(attestations.person, reader.custodian);
  const { on } = reader;
  if ('deputy' in reader)
    return and(
      eq(attestations.deputy, reader.deputy),
      on === null ? undefined : eq(attestations.deputyAskedOn, on),
    );
  return on === null ? isNotNull(attestations.leadToldOn) : eq(attestations.leadToldOn, on);
}

/** What was asked in a quarter, in the order in which it is listed. */
export function attestationsOf(
  scope: Scope,
  quarter: Day,
  reader: AttestationReader,
): Promise<AttestationRow[]> {
  return scope.sql
    .select(columns)
    .from(attestations)
    .innerJoin(keys, and(eq(keys.workspace, attestations.workspace), eq(keys.id, attestations.key)))
    .innerJoin(accounts, and(eq(accounts.workspace, keys.workspace), eq(accounts.id, keys.account)))
    .where(and(eq(attestations.workspace, scope.workspace), eq(attestations.quarter, quarter), putTo(reader)))
    .orderBy(asc(keys.tier), asc(keys.labelKey));
}

/** Some questions, whoever was asked. */
export function attestationsWithIds(scope: Scope, ids: readonly number[]): Promise<AttestationRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return scope.sql
    .select(columns)
    .from(attestations)
    .innerJoin(keys, and(eq(keys.workspace, attestations.workspace), eq(keys.id, attestations.key)))
    .innerJoin(accounts, and(eq(accounts.workspace, keys.workspace), eq(accounts.id, keys.account)))
    .where(and(eq(attestations.workspace, scope.workspace), inArray(attestations.id, [...ids])));
}

export interface PastAnswer {
  readonly quarter: Day;
  readonly answer: AttestationAnswer;
  readonly person: PersonId;
  readonly at: Date;
}

/** What was answered about a key, the newest first. Questions that were settled without an answer are left out. */
export async function answersAbout(scope: Scope, key: KeyRef, limit: number): Promise<PastAnswer[]> {
  const { rows } = await scope.sql.execute<Record<string, string>>(sql`
    select quarter::text, answer, answered_by as person, extract(epoch from answered_at)::text as at
    from attestations
    where workspace = ${scope.workspace} and key = ${key} and answer <> 'settled' and answered_by is not null
    order by quarter desc limit ${limit}`);
  return rows.map((row) => ({
    quarter: row['quarter'] as Day,
    answer: row['answer'] as AttestationAnswer,
    person: row['person'] as PersonId,
    at: new Date(Number(row['at']) * 1000),
  }));
}

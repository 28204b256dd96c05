/** "Still yours, still needed?": one row for each key in each quarter. */
import { and, asc, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { AttestationAnswer } from '../domain/custody-checks.ts';
import type { KeyState } from '../domain/key-state.ts';
import type { Day, KeyRef, PersonId, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { accounts, attestations, keys } from './schema.ts';

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

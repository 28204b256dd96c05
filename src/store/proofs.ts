import { and, asc, eq, gte, isNull, placeholder, sql } from 'drizzle-orm';
import type { Classified, Observation } from '../domain/proof.ts';
import {
  type IncidentRef,
  type KeyRef,
  type PersonId,
  type WorkspaceId,
  workspaceId,
} from '../domain/words.ts';
import { type Database, guarded, type Scope, type Tx } from './database.ts';
import { incidents, observations, proofQuestions } from './schema.ts';
import { statement } from './statement.ts';

export type Purpose = Observation['purpose'];

/** A question to a provider: planned, and answered once `answeredAt` is set. */
export interface Question {
  readonly id: number;
  readonly key: KeyRef;
  readonly incident: IncidentRef | null;
  readonly purpose: Purpose;
  readonly dueAt: Date;
  readonly answeredAt: Date | null;
}

const question = {
  id: proofQuestions.id,
  key: proofQuestions.key,
  incident: proofQuestions.incident,
  purpose: proofQuestions.purpose,
  dueAt: proofQuestions.dueAt,
  answeredAt: proofQuestions.answeredAt,
};

/** Plans one question for each moment. The worker asks those that are due. */
export async function insertQuestions(
  tx: Tx,
  plan: {
    key: KeyRef;
    incident: IncidentRef | null;
    purpose: Purpose;
    askedBy: PersonId;
    at: readonly Date[];
  },
): Promise<void> {
  if (plan.at.length === 0) return;
  const { at, key, incident, purpose, askedBy } = plan;
  const common = { key, incident, purpose, askedBy };
  await tx.sql
    .insert(proofQuestions)
    .values(at.map((dueAt) => ({ ...common, workspace: tx.workspace, dueAt })));
  tx.record('proof question planned', `key:${plan.key}`, {
    incident: plan.incident,
    purpose: plan.purpose,
    at: at.map((dueAt) => dueAt.toISOString()),
  });
  tx.promptWork('proofs');
}

/** Questions about a key that are still to be asked or were asked since a moment, the earliest first. */
export function questionsOf({ sql, workspace }: Scope, key: KeyRef): Promise<Question[]> {
  return selectQuestions(sql).execute({ workspace, key });
}

const selectQuestions = statement((db: Scope['sql']) =>
  db
    .select(question)
    .from(proofQuestions)
    .where(
      and(eq(proofQuestions.workspace, placeholder('workspace')), eq(proofQuestions.key, placeholder('key'))),
    )
    .orderBy(asc(proofQuestions.dueAt), asc(proofQuestions.id))
    .prepare('proof_questions_of'),
);

/** Takes back what was planned for an incident and not asked yet. */
export async function dropQuestions(tx: Tx, incident: IncidentRef): Promise<void> {
  const dropped = await tx.sql
    .delete(proofQuestions)
    .where(
      and(
        eq(proofQuestions.workspace, tx.workspace),
        eq(proofQuestions.incident, incident),
        isNull(proofQuestions.answeredAt),
      ),
    )
    .returning({ id: proofQuestions.id });
  if (dropped.length > 0) {
    tx.record('proof questions dropped', `incident:${incident}`, { count: dropped.length });
  }
}

/** Has questions about a key asked later than they were planned for. */
export async function postponeQuestions(
  tx: Tx,
  key: KeyRef,
  moves: readonly { readonly id: number; readonly to: Date }[],
): Promise<void> {
  for (const { id, to: dueAt } of moves) {
    await tx.sql
      .update(proofQuestions)
      .set({ dueAt })
      .where(and(eq(proofQuestions.workspace, tx.workspace), eq(proofQuestions.id, id)));
  }
  if (moves.length === 0) return;
  tx.record('proof questions postponed', `key:${key}`, { to: moves.map(({ to }) => to.toISOString()) });
}

/** A claimed question: ours to ask until the lease ends. */
export interface ClaimedQuestion {
  readonly workspace: WorkspaceId;
  readonly id: number;
  readonly key: KeyRef;
  readonly incident: IncidentRef | null;
  readonly purpose: Purpose;
  readonly askedBy: PersonId;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
}

/**
 * Claims questions that are due, in any workspace, the earliest of each key. Replicas never claim the same one, or
 * another one about its key, while a lease lasts.
 */
export async function claimQuestions(
  database: Database,
  options: { limit: number; leaseSeconds: number },
): Promise<ClaimedQuestion[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      with due as (
        select workspace, id from proof_questions one
        where answered_at is null and due_at <= steward_now()
          and (lease_until is null or lease_until < clock_timestamp())
          and not exists (
            select from proof_questions other
            where other.workspace = one.workspace and other.key = one.key and other.id <> one.id
              and other.answered_at is null
              and ((other.due_at, other.id) < (one.due_at, one.id) or other.lease_until >= clock_timestamp())
          )
        order by due_at
        limit ${options.limit}
        for update skip locked
      )
      update proof_questions q
      set lease_until = clock_timestamp() + make_interval(secs => ${options.leaseSeconds}), attempts = attempts + 1
      from due where q.workspace = due.workspace and q.id = due.id
      returning q.workspace, q.id, q.key, q.incident, q.purpose, q.asked_by, q.attempts`),
  );
  return rows.map((row) => ({
    workspace: workspaceId(String(row['workspace'])),
    id: Number(row['id']),
    key: Number(row['key']) as KeyRef,
    incident: row['incident'] === null ? null : (Number(row['incident']) as IncidentRef),
    purpose: row['purpose'] === 'baseline' ? 'baseline' : 'confirm',
    askedBy: String(row['asked_by']) as PersonId,
    attempts: Number(row['attempts']),
  }));
}

/** What one host answered. */
export type Answer = Classified & { readonly host: string; readonly environment: string };

/** Closes a question; false when somebody else has closed or dropped it meanwhile, and its answers do not count. */
export async function closeQuestion(tx: Tx, id: number, answeredAt: Date): Promise<boolean> {
  const closed = await tx.sql
    .update(proofQuestions)
    .set({ answeredAt, leaseUntil: null })
    .where(
      and(
        eq(proofQuestions.workspace, tx.workspace),
        eq(proofQuestions.id, id),
        isNull(proofQuestions.answeredAt),
      ),
    )
    .returning({ id: proofQuestions.id });
  return closed.length > 0;
}

/**
 * Keeps what was answered, with its audit rows.
 * @param at when it was asked, by the database's clock.
 */
export async function insertObservations(
  tx: Tx,
  asked: Pick<ClaimedQuestion, 'key' | 'incident' | 'purpose'>,
  at: Date,
  answers: readonly Answer[],
): Promise<void> {
  if (answers.length === 0) return;
  const { key, incident, purpose } = asked;
  await tx.sql
    .insert(observations)
    .values(answers.map((answer) => ({ ...answer, key, incident, purpose, at, workspace: tx.workspace })));
  for (const { host, environment, result, code, reason } of answers) {
    const detail = { host, environment, result, code, reason, purpose };
    tx.record('provider answered', `key:${key}`, { ...detail, incident });
    if (incident !== null) tx.record('provider answered', `incident:${incident}`, detail);
  }
}

/** Everything a provider answered about a key, oldest first. */
export function observationsOf(
  scope: Scope,
  key: KeyRef,
  from?: Date,
): Promise<(Observation & { incident: IncidentRef | null })[]> {
  const { workspace } = scope;
  return selectObservations(scope.sql).execute({ workspace, key, from: from ?? new Date(0) });
}

/** The same of the key of an incident. */
export function observationsOfIncident({ sql, workspace }: Scope, id: IncidentRef): Promise<Observation[]> {
  return selectOfIncident(sql).execute({ workspace, id });
}

const answered = {
  at: observations.at,
  host: observations.host,
  environment: observations.environment,
  result: observations.result,
  code: observations.code,
  reason: observations.reason,
  purpose: observations.purpose,
  incident: observations.incident,
};

const selectOfIncident = statement((db: Scope['sql']) =>
  db
    .select(answered)
    .from(incidents)
    .innerJoin(
      observations,
      and(eq(observations.workspace, incidents.workspace), eq(observations.key, incidents.key)),
    )
    .where(and(eq(incidents.workspace, placeholder('workspace')), eq(incidents.id, placeholder('id'))))
    .orderBy(asc(observations.at), asc(observations.id))
    .prepare('observations_of_incident'),
);

const selectObservations = statement((db: Scope['sql']) =>
  db
    .select(answered)
    .from(observations)
    .where(
      and(
        eq(observations.workspace, placeholder('workspace')),
        eq(observations.key, placeholder('key')),
        gte(observations.at, placeholder('from')),
      ),
    )
    .orderBy(asc(observations.at), asc(observations.id))
    .prepare('observations_of'),
);

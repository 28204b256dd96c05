import { and, asc, eq, placeholder, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Attestation } from '../domain/attestation.ts';
import type { FrozenStep } from '../domain/playbook.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { accountOfKey, type KeyWithAccount, withAccount } from './keys.ts';
import {
  accounts,
  incidentAttestations,
  incidentLogins,
  incidentResponders,
  incidentServices,
  incidentSteps,
  incidents,
  keys,
  services,
} from './schema.ts';
import { statement } from './statement.ts';

export type IncidentRow = Omit<typeof incidents.$inferSelect, 'workspace'>;
export type LoginRow = Omit<typeof incidentLogins.$inferSelect, 'workspace' | 'incident'>;
export type NoticeRow = Omit<typeof incidentServices.$inferSelect, 'workspace' | 'incident'> & {
  readonly name: string;
};
export type StepRow = Omit<typeof incidentSteps.$inferSelect, 'workspace' | 'incident' | 'frozen'> & {
  readonly frozen: FrozenStep;
};

/** An incident with all that belongs to it: steps in their order, people asked to log in, services told. */
export interface StoredIncident extends IncidentRow {
  readonly steps: readonly StepRow[];
  readonly logins: readonly LoginRow[];
  readonly notices: readonly NoticeRow[];
  readonly attestations: readonly Attestation[];
  /** Who works on it, in the order in which they came. */
  readonly responders: readonly PersonId[];
}

const Frozen = z.object({
  id: z.string(),
  kind: z.enum(['disable', 'contain', 'delete', 'prove', 'replace', 'tell', 'hunt', 'review']),
  role: z.enum(['lasting', 'spare', 'detour']).optional(),
  title: z.string(),
  how: z.array(z.string()),
  details: z.array(z.string()).optional(),
  page: z.object({ label: z.string(), url: z.string() }).nullable(),
  by: z.enum(['console_holder', 'service_owner', 'anyone']),
  evidence: z.string().nullable(),
});

const here = (scope: Scope, ...conditions: (SQL | undefined)[]) =>
  and(eq(incidents.workspace, scope.workspace), ...conditions);

/** The open incident of a key, if there is one: declaring again joins it. */
export async function openIncidentOf(scope: Scope, key: KeyRef, drill = false): Promise<IncidentRow | null> {
  const [row] = await scope.sql
    .select()
    .from(incidents)
    .where(here(scope, eq(incidents.key, key), eq(incidents.drill, drill), eq(incidents.state, 'open')));
  return row ?? null;
}

export async function incidentNumbered(scope: Scope, number: number): Promise<IncidentRow | null> {
  const [row] = await scope.sql
    .select()
    .from(incidents)
    .where(here(scope, eq(incidents.number, number)));
  return row ?? null;
}

export interface IncidentLine extends IncidentRow {
  readonly label: string;
  readonly provider: string;
}

/** Open incidents, the worst and oldest first; `total` counts also those past the limit. */
export async function openIncidents(
  scope: Scope,
  limit: number,
): Promise<{ rows: IncidentLine[]; total: number }> {
  const rows = await scope.sql
    .select({
      incident: incidents,
      label: keys.label,
      provider: keys.provider,
      total: sql<string>`count(*) over ()`,
    })
    .from(incidents)
    .innerJoin(keys, and(eq(keys.workspace, incidents.workspace), eq(keys.id, incidents.key)))
    .where(here(scope, eq(incidents.state, 'open')))
    .orderBy(asc(incidents.drill), asc(incidents.tier), asc(incidents.number))
    .limit(limit);
  return {
    rows: rows.map(({ incident, label, provider }) => ({ ...incident, label, provider })),
    total: Number(rows[0]?.total ?? 0),
  };
}

/** A few statements that are built once; within a transaction they travel together. */
export async function incidentById(
  { sql, workspace }: Scope,
  id: IncidentRef,
): Promise<StoredIncident | null> {
  const here = { workspace, id };
  const [[row], steps, logins, notices, attestations, responders] = await Promise.all([
    selectIncident(sql).execute(here),
    selectSteps(sql).execute(here),
    selectLogins(sql).execute(here),
    selectNotices(sql).execute(here),
    selectAttestations(sql).execute(here),
    selectResponders(sql).execute(here),
  ]);
  if (row === undefined) return null;
  return {
    ...row,
    attestations,
    responders: responders.map(({ person }) => person),
    steps: steps.map((step) => ({ ...step, frozen: Frozen.parse(step.frozen) })),
    logins,
    notices: notices.map(({ notice, name }) => ({ ...notice, name })),
  };
}

type Parts =
  | typeof incidentSteps
  | typeof incidentLogins
  | typeof incidentServices
  | typeof incidentResponders
  | typeof incidentAttestations;
const ofIncident = (parts: Parts) =>
  and(eq(parts.workspace, placeholder('workspace')), eq(parts.incident, placeholder('id')));

const thisIncident = and(
  eq(incidents.workspace, placeholder('workspace')),
  eq(incidents.id, placeholder('id')),
);

const selectIncident = statement((db: Scope['sql']) =>
  db.select().from(incidents).where(thisIncident).prepare('incident'),
);
const selectSteps = statement((db: Scope['sql']) =>
  db
    .select()
    .from(incidentSteps)
    .where(ofIncident(incidentSteps))
    .orderBy(asc(incidentSteps.position))
    .prepare('incident_steps'),
);
const selectLogins = statement((db: Scope['sql']) =>
  db
    .select()
    .from(incidentLogins)
    .where(ofIncident(incidentLogins))
    .orderBy(asc(incidentLogins.position))
    .prepare('incident_logins'),
);
const selectNotices = statement((db: Scope['sql']) =>
  db
    .select({ notice: incidentServices, name: services.name })
    .from(incidentServices)
    .innerJoin(
      services,
      and(eq(services.workspace, incidentServices.workspace), eq(services.id, incidentServices.service)),
    )
    .where(ofIncident(incidentServices))
    .orderBy(asc(services.nameKey))
    .prepare('incident_notices'),
);
const selectResponders = statement((db: Scope['sql']) =>
  db
    .select({ person: incidentResponders.person })
    .from(incidentResponders)
    .where(ofIncident(incidentResponders))
    .orderBy(asc(incidentResponders.joinedAt), asc(incidentResponders.person))
    .prepare('incident_responders_of'),
);
const selectAttestations = statement((db: Scope['sql']) =>
  db
    .select({
      person: incidentAttestations.person,
      rung: incidentAttestations.rung,
      saw: incidentAttestations.saw,
      looked: incidentAttestations.looked,
      at: incidentAttestations.at,
    })
    .from(incidentAttestations)
    .where(ofIncident(incidentAttestations))
    .orderBy(asc(incidentAttestations.id))
    .prepare('incident_attestations_of'),
);

/** The key of an incident. */
export async function keyOfIncident(
  { sql, workspace }: Scope,
  id: IncidentRef,
): Promise<KeyWithAccount | null> {
  const [row] = await selectKeyOf(sql).execute({ workspace, id });
  return row ?? null;
}

const keyOf = (db: Scope['sql']) =>
  db
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(
      and(
        eq(keys.workspace, placeholder('workspace')),
        eq(keys.id, db.select({ key: incidents.key }).from(incidents).where(thisIncident)),
      ),
    );

const selectKeyOf = statement((db: Scope['sql']) => keyOf(db).prepare('key_of_incident'));

/**
 * The incident and its key, both rows locked until the transaction ends. The key comes first here and everywhere, so
 * that two deeds never wait for each other.
 */
export async function lockIncident(
  tx: Tx,
  id: IncidentRef,
): Promise<{ stored: StoredIncident; key: KeyWithAccount } | null> {
  const here = { workspace: tx.workspace, id };
  // They travel together and are worked one after the other: the reads see what whoever held the locks did.
  const [[key], , stored] = await Promise.all([
    lockKeyOf(tx.sql).execute(here),
    lockRow(tx.sql).execute(here),
    incidentById(tx, id),
  ]);
  return stored === null || key === undefined ? null : { stored, key };
}

const lockKeyOf = statement((db: Tx['sql']) =>
  keyOf(db).for('update', { of: keys }).prepare('lock_key_of_incident'),
);
const lockRow = statement((db: Tx['sql']) =>
  db.select({ id: incidents.id }).from(incidents).where(thisIncident).for('update').prepare('lock_incident'),
);

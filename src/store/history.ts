/** Reading the audit log for people: pages, newest first, and the names of what its rows are about. */
import { and, asc, desc, eq, gt, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { AccountRef, IncidentRef, KeyRef, ServiceRef, TriageRef } from '../domain/words.ts';
import type { AuditRow } from './audit.ts';
import type { Scope } from './database.ts';
import { accounts, audit, incidents, keys, services, triages } from './schema.ts';

/** Rows older than `before`, or newer than `after`, or the newest. */
export interface From {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/** Rows next to `from`, newest first. With a key: its own, those of its incidents and of its rotations. */
export async function historyRows(
  scope: Scope,
  key: KeyRef | null,
  from: From,
  limit: number,
): Promise<AuditRow[]> {
  const { before, after } = from;
  const rows = await scope.sql
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.workspace, scope.workspace),
        key === null ? undefined : aboutKey(scope, key),
        before === undefined ? undefined : lt(audit.seq, before),
        after === undefined ? undefined : gt(audit.seq, after),
      ),
    )
    .orderBy(after === undefined ? desc(audit.seq) : asc(audit.seq))
    .limit(limit);
  return after === undefined ? rows : rows.reverse();
}

/** An array rather than a join, so that the index by subject is used. */
const aboutKey = (scope: Scope, key: KeyRef): SQL => sql`${audit.subject} = any(array(
  select 'key:' || ${key}::bigint
  union all select 'incident:' || id from incidents where workspace = ${scope.workspace} and key = ${key}
  union all select 'triage:' || t.id from triages t
    join incidents i on i.workspace = t.workspace and i.id = t.incident
    where t.workspace = ${scope.workspace} and i.key = ${key}
  union all select 'rotation:' || id from rotations where workspace = ${scope.workspace} and key = ${key}))`;

/** What people call the subjects of rows (`key:12`): label, `#7 of prop-desk`, name. Unknown ones are left out. */
export async function namesOf(scope: Scope, subjects: readonly string[]): Promise<Map<string, string>> {
  const idsOf = (kind: string): number[] =>
    subjects.flatMap((subject) => {
      const id = subject.startsWith(`${kind}:`) ? Number(subject.slice(kind.length + 1)) : Number.NaN;
      return Number.isSafeInteger(id) ? [id] : [];
    });
  const named = await Promise.all([
    keyNames(scope, idsOf('key') as KeyRef[]),
    incidentNames(scope, idsOf('incident') as IncidentRef[]),
    serviceNames(scope, idsOf('service') as ServiceRef[]),
    accountNames(scope, idsOf('account') as AccountRef[]),
    triageNames(scope, idsOf('triage') as TriageRef[]),
  ]);
  return new Map(named.flat());
}

type Names = readonly (readonly [string, string])[];

async function keyNames(scope: Scope, ids: readonly KeyRef[]): Promise<Names> {
  if (ids.length === 0) return [];
  const rows = await scope.sql
    .select({ id: keys.id, label: keys.label })
    .from(keys)
    .where(and(eq(keys.workspace, scope.workspace), inArray(keys.id, [...ids])));
  return rows.map(({ id, label }) => [`key:${id}`, label]);
}

async function incidentNames(scope: Scope, ids: readonly IncidentRef[]): Promise<Names> {
  if (ids.length === 0) return [];
  const rows = await scope.sql
    .select({ id: incidents.id, number: incidents.number, label: keys.label })
    .from(incidents)
    .innerJoin(keys, and(eq(keys.workspace, incidents.workspace), eq(keys.id, incidents.key)))
    .where(and(eq(incidents.workspace, scope.workspace), inArray(incidents.id, [...ids])));
  return rows.map(({ id, number, label }) => [`incident:${id}`, `#${number} of ${label}`]);
}

async function triageNames(scope: Scope, ids: readonly TriageRef[]): Promise<Names> {
  if (ids.length === 0) return [];
  const rows = await scope.sql
    .select({ id: triages.id, number: triages.number })
    .from(triages)
    .where(and(eq(triages.workspace, scope.workspace), inArray(triages.id, [...ids])));
  return rows.map(({ id, number }) => [`triage:${id}`, `leak #${number}`]);
}

async function serviceNames(scope: Scope, ids: readonly ServiceRef[]): Promise<Names> {
  if (ids.length === 0) return [];
  const rows = await scope.sql
    .select({ id: services.id, name: services.name })
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), inArray(services.id, [...ids])));
  return rows.map(({ id, name }) => [`service:${id}`, name]);
}

async function accountNames(scope: Scope, ids: readonly AccountRef[]): Promise<Names> {
  if (ids.length === 0) return [];
  const rows = await scope.sql
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .where(and(eq(accounts.workspace, scope.workspace), inArray(accounts.id, [...ids])));
  return rows.map(({ id, name }) => [`account:${id}`, name]);
}

import { and, asc, eq, getTableColumns, ilike, inArray, sql } from 'drizzle-orm';
import type { KeyRef, PersonId, ServiceRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { keyServices, services } from './schema.ts';

export type ServiceRow = Omit<typeof services.$inferSelect, 'workspace'>;
/** What is said of a service; left out: as it was, or the default. */
export type ServiceFacts = Omit<typeof services.$inferInsert, 'workspace'>;

const { workspace: _, ...columns } = getTableColumns(services);

/** `null` when a service of this name exists. */
export async function insertService(tx: Tx, service: ServiceFacts): Promise<ServiceRow | null> {
  const [row] = await tx.sql
    .insert(services)
    .values({ ...service, workspace: tx.workspace })
    .onConflictDoNothing()
    .returning(columns);
  if (!row) return null;
  tx.record('service added', `service:${row.id}`, { name: row.name, owner: row.owner, channel: row.channel });
  return row;
}

export async function serviceById(scope: Scope, id: ServiceRef): Promise<ServiceRow | null> {
  const [row] = await scope.sql
    .select(columns)
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), eq(services.id, id)));
  return row ?? null;
}

/** The service of exactly this name, or those that begin so. */
export async function servicesNamed(scope: Scope, nameKey: string, limit: number): Promise<ServiceRow[]> {
  const rows = await scope.sql
    .select(columns)
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), sql`starts_with(${services.nameKey}, ${nameKey})`))
    .orderBy(asc(sql`length(${services.nameKey})`), asc(services.nameKey))
    .limit(limit);
  const exact = rows.filter((row) => row.nameKey === nameKey);
  return exact.length > 0 ? exact : rows;
}

/** Services whose name contains what was typed. */
export function servicesLike(scope: Scope, typed: string, limit: number, offset = 0): Promise<ServiceRow[]> {
  return scope.sql
    .select(columns)
    .from(services)
    .where(
      and(
        eq(services.workspace, scope.workspace),
        typed === '' ? undefined : ilike(services.name, `%${typed.replace(/[\\%_]/g, '\\$&')}%`),
      ),
    )
    .orderBy(asc(services.nameKey))
    .limit(limit)
    .offset(offset);
}

export async function servicesOfKey(scope: Scope, key: KeyRef): Promise<ServiceRow[]> {
  return scope.sql
    .select(columns)
    .from(keyServices)
    .innerJoin(
      services,
      and(eq(services.workspace, keyServices.workspace), eq(services.id, keyServices.service)),
    )
    .where(and(eq(keyServices.workspace, scope.workspace), eq(keyServices.key, key)))
    .orderBy(asc(services.nameKey));
}

export function servicesAmong(scope: Scope, ids: readonly ServiceRef[]): Promise<ServiceRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return scope.sql
    .select(columns)
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), inArray(services.id, [...ids])));
}

/** Services of one owner. */
export function servicesOwnedBy(scope: Scope, owner: PersonId): Promise<ServiceRow[]> {
  return scope.sql
    .select(columns)
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), eq(services.owner, owner)))
    .orderBy(asc(services.nameKey));
}

/** `null` when there is no such service. */
export async function changeService(tx: Tx, id: ServiceRef, facts: ServiceFacts): Promise<ServiceRow | null> {
  const [row] = await tx.sql
    .update(services)
    .set(facts)
    .where(and(eq(services.workspace, tx.workspace), eq(services.id, id)))
    .returning(columns);
  if (!row) return null;
  tx.record('service changed', `service:${row.id}`, { ...facts });
  return row;
}

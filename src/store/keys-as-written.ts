/** Keys as files say them, many at once. */
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { KeyAsWritten } from '../domain/import-plan.ts';
import type { AccountRef, Day, KeyRef, PersonId, ServiceRef, Tier } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { accounts, consoleHolders, keyServices, keys, services } from './schema.ts';

export type StoredKey = KeyAsWritten & {
  readonly id: KeyRef;
  readonly state: string;
  readonly tier: Tier;
  readonly dueOn: Day;
  readonly rotateBy: Day | null;
};

/** Spelt out: a column put into a query of one table alone loses its table's name. */
const holders = sql<PersonId[]>`array(select h.person from ${consoleHolders} h
  where h.workspace = accounts.workspace and h.account = accounts.id order by h.position)`;

const columns = {
  id: keys.id,
  provider: keys.provider,
  keyId: keys.keyId,
  label: keys.label,
  account: accounts.name,
  region: accounts.region,
  environment: keys.environment,
  permissions: keys.permissions,
  allowlist: keys.allowlist,
  custodian: keys.custodian,
  deputy: keys.deputy,
  breakGlass: accounts.breakGlass,
  keptAt: keys.keptAt,
  createdOn: keys.createdOn,
  expiresOn: keys.expiresOn,
  rotationDays: keys.rotationDays,
  state: keys.state,
  tier: keys.tier,
  dueOn: keys.dueOn,
  rotateBy: keys.rotateBy,
  services: sql<string[]>`array(select s.name from ${keyServices} ks
    join ${services} s on s.workspace = ks.workspace and s.id = ks.service
    where ks.workspace = keys.workspace and ks.key = keys.id order by s.name_key)`,
  holders,
};

const accountOfKey = and(eq(accounts.workspace, keys.workspace), eq(accounts.id, keys.account));

/** The next keys in the order in which they were recorded. */
export function keysAfter(scope: Scope, id: KeyRef, limit: number): Promise<StoredKey[]> {
  return scope.sql
    .select(columns)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(and(eq(keys.workspace, scope.workspace), gt(keys.id, id)))
    .orderBy(asc(keys.id))
    .limit(limit);
}

/** The recorded ones among these public ids. */
export async function keysWithIds(
  scope: Scope,
  ids: readonly { readonly provider: string; readonly keyId: string }[],
): Promise<StoredKey[]> {
  const wanted = sql`(${keys.provider}, ${keys.keyId}) in (select * from unnest(
    ${sql.param(ids.map(({ provider }) => provider))}::text[], ${sql.param(ids.map(({ keyId }) => keyId))}::text[]))`;
  return scope.sql
    .select(columns)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(and(eq(keys.workspace, scope.workspace), wanted));
}

/** Locks the recorded ones among these public ids until the transaction ends, in an order that is always the same. */
export async function lockKeysWithIds(
  tx: Tx,
  ids: readonly { readonly provider: string; readonly keyId: string }[],
): Promise<void> {
  await tx.sql.execute(sql`
    select from ${keys} where ${keys.workspace} = ${tx.workspace} and (${keys.provider}, ${keys.keyId}) in
      (select * from unnest(${sql.param(ids.map(({ provider }) => provider))}::text[],
        ${sql.param(ids.map(({ keyId }) => keyId))}::text[]))
    order by ${keys.id} for update`);
}

/** Which keys have these labels. @param labelKeys as `labelKey()` makes them. */
export function keysLabelled(
  scope: Scope,
  labelKeys: readonly string[],
): Promise<{ label: string; labelKey: string; provider: string; keyId: string }[]> {
  if (labelKeys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select({ label: keys.label, labelKey: keys.labelKey, provider: keys.provider, keyId: keys.keyId })
    .from(keys)
    .where(
      and(
        eq(keys.workspace, scope.workspace),
        sql`${keys.labelKey} = any(${sql.param([...labelKeys])}::text[])`,
      ),
    );
}

export interface StoredAccount {
  readonly id: AccountRef;
  readonly provider: string;
  readonly region: string;
  readonly nameKey: string;
  readonly breakGlass: string | null;
  readonly holders: PersonId[];
}

/** Accounts of these names, at any provider and in any region. */
export function accountsCalled(scope: Scope, nameKeys: readonly string[]): Promise<StoredAccount[]> {
  if (nameKeys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select({
      id: accounts.id,
      provider: accounts.provider,
      region: accounts.region,
      nameKey: accounts.nameKey,
      breakGlass: accounts.breakGlass,
      holders,
    })
    .from(accounts)
    .where(
      and(
        eq(accounts.workspace, scope.workspace),
        sql`${accounts.nameKey} = any(${sql.param([...nameKeys])}::text[])`,
      ),
    );
}

export function servicesCalled(
  scope: Scope,
  nameKeys: readonly string[],
): Promise<{ id: ServiceRef; nameKey: string }[]> {
  if (nameKeys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select({ id: services.id, nameKey: services.nameKey })
    .from(services)
    .where(and(eq(services.workspace, scope.workspace), inArray(services.nameKey, [...nameKeys])));
}

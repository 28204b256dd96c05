import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  inArray,
  notInArray,
  placeholder,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { AccountRef, KeyRef, ServiceRef } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { type KeyFilter, matching } from './key-filter.ts';
import type { NewKey } from './new-key.ts';
import { accounts, keyServices, keys } from './schema.ts';
import { statement } from './statement.ts';

export type KeyRow = Omit<typeof keys.$inferSelect, 'workspace'>;
/** A key with what a line about it says: its account. */
export type KeyWithAccount = KeyRow & { readonly accountName: string; readonly region: string };

const { workspace: _, ...ownColumns } = getTableColumns(keys);
/** What a key is read with. */
export const withAccount = { ...ownColumns, accountName: accounts.name, region: accounts.region };

export const accountOfKey = and(eq(accounts.workspace, keys.workspace), eq(accounts.id, keys.account));
const here = (scope: Scope, ...conditions: (SQL | undefined)[]) =>
  and(eq(keys.workspace, scope.workspace), ...conditions);

/** Records a key and the services that use it. `null` when the label or the public id is taken already. */
export async function insertKey(tx: Tx, key: NewKey, uses: readonly ServiceRef[]): Promise<KeyRow | null> {
  const [row] = await tx.sql
    .insert(keys)
    .values({
      ...key,
      workspace: tx.workspace,
      recordedBy: tx.act.person ?? key.custodian,
      recordedAt: tx.now,
    })
    .onConflictDoNothing()
    .returning();
  if (!row) return null;
  if (uses.length > 0) {
    await tx.sql
      .insert(keyServices)
      .values(uses.map((service) => ({ workspace: tx.workspace, key: row.id, service })));
  }
  tx.record('key added', `key:${row.id}`, {
    label: row.label,
    provider: row.provider,
    keyId: row.keyId,
    tier: row.tier,
    custodian: row.custodian,
    deputy: row.deputy,
    permissions: row.permissions,
    dueOn: row.dueOn,
    services: uses,
  });
  return row;
}

/** Which of two unique facts is taken, and by which key. */
export async function keyHolding(
  scope: Scope,
  taken: { labelKey: string } | { provider: string; keyId: string },
): Promise<{ id: KeyRef; label: string } | null> {
  const condition =
    'labelKey' in taken
      ? eq(keys.labelKey, taken.labelKey)
      : and(eq(keys.provider, taken.provider), eq(keys.keyId, taken.keyId));
  const [row] = await scope.sql
    .select({ id: keys.id, label: keys.label })
    .from(keys)
    .where(here(scope, condition));
  return row ?? null;
}

const selectById = statement((db: Scope['sql']) =>
  db
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(and(eq(keys.workspace, placeholder('workspace')), eq(keys.id, placeholder('id'))))
    .prepare('key_by_id'),
);

export async function keyById({ sql, workspace }: Scope, id: KeyRef): Promise<KeyWithAccount | null> {
  const [row] = await selectById(sql).execute({ workspace, id });
  return row ?? null;
}

/** The key itself, locked until the transaction ends, so that decisions about it are made one after the other. */
export async function lockKey(tx: Tx, id: KeyRef): Promise<KeyRow | null> {
  const [row] = await tx.sql
    .select()
    .from(keys)
    .where(here(tx, eq(keys.id, id)))
    .for('update');
  return row ?? null;
}

/**
 * Keys that somebody may mean by a label: the one of exactly this name, or those that begin so.
 * @param labelKey as `labelKey()` of domain/labels.ts makes it.
 */
export async function keysNamed(scope: Scope, labelKey: string, limit: number): Promise<KeyWithAccount[]> {
  const { workspace } = scope;
  const exact = await selectNamed(scope.sql).execute({ workspace, labelKey });
  if (exact.length > 0) return exact;
  return scope.sql
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(here(scope, sql`starts_with(${keys.labelKey}, ${labelKey})`))
    .orderBy(asc(sql`length(${keys.labelKey})`), asc(keys.labelKey))
    .limit(limit);
}

const selectNamed = statement((db: Scope['sql']) =>
  db
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(and(eq(keys.workspace, placeholder('workspace')), eq(keys.labelKey, placeholder('labelKey'))))
    .prepare('key_named'),
);

/** Labels for suggestions after a typing mistake. */
export async function someLabels(scope: Scope, limit: number): Promise<string[]> {
  const rows = await scope.sql
    .select({ label: keys.label })
    .from(keys)
    .where(here(scope))
    .orderBy(asc(keys.labelKey))
    .limit(limit);
  return rows.map(({ label }) => label);
}

/** One page of a list, soonest due first, and how many there are in all. */
export async function findKeys(
  scope: Scope,
  filter: KeyFilter,
  page: { size: number; number: number },
): Promise<{ rows: KeyWithAccount[]; total: number }> {
  const where = here(scope, matching(filter));
  const [total] = await scope.sql
    .select({ count: count() })
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(where);
  const rows = await scope.sql
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(where)
    .orderBy(asc(sql`${keys.state} in ('gone', 'retired')`), asc(keys.dueOn), asc(keys.labelKey))
    .limit(page.size)
    .offset(page.size * (page.number - 1));
  return { rows, total: total?.count ?? 0 };
}

/** Keys that contain what was typed into a picker. */
export function keysLike(scope: Scope, typed: string, limit: number): Promise<KeyWithAccount[]> {
  return scope.sql
    .select(withAccount)
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .where(here(scope, typed === '' ? undefined : matching({ text: typed })))
    .orderBy(asc(keys.labelKey))
    .limit(limit);
}

/** Keys that a service uses. */
export function keysOfServices(
  scope: Scope,
  ids: readonly ServiceRef[],
): Promise<(KeyWithAccount & { service: ServiceRef })[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return scope.sql
    .select({ ...withAccount, service: keyServices.service })
    .from(keyServices)
    .innerJoin(keys, and(eq(keys.workspace, keyServices.workspace), eq(keys.id, keyServices.key)))
    .innerJoin(accounts, accountOfKey)
    .where(and(eq(keyServices.workspace, scope.workspace), inArray(keyServices.service, [...ids])))
    .orderBy(asc(keys.labelKey));
}

export type KeyChange = Partial<Omit<KeyRow, 'id' | 'provider' | 'keyId' | 'recordedBy' | 'recordedAt'>>;

/** Whoever is custodian now has not refused it. */
const owned = { disownedBy: null, disownedBecause: null, disownedAt: null };

/**
 * Changes a key that the transaction has locked. With a custodian it has an owner again.
 * @param deed what happened, in the past tense, for the audit log.
 */
export async function changeKey(
  tx: Tx,
  id: KeyRef,
  change: KeyChange,
  deed: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx.sql
    .update(keys)
    .set(change.custodian === undefined ? change : { ...change, ...owned })
    .where(here(tx, eq(keys.id, id)));
  tx.record(deed, `key:${id}`, { ...change, ...detail });
}

/** Sets which services use a key that the transaction has locked. */
export async function setServicesOfKey(
  tx: Tx,
  key: KeyRef,
  before: readonly ServiceRef[],
  uses: readonly ServiceRef[],
): Promise<void> {
  await tx.sql
    .delete(keyServices)
    .where(and(eq(keyServices.workspace, tx.workspace), eq(keyServices.key, key)));
  if (uses.length > 0) {
    await tx.sql
      .insert(keyServices)
      .values(uses.map((service) => ({ workspace: tx.workspace, key, service })));
  }
  tx.record('services of key set', `key:${key}`, { before, services: uses });
}

/** Labels of the keys that still exist in an account, as far as is known here, in order: the first `limit`. */
export async function labelsInAccount(scope: Scope, account: AccountRef, limit: number): Promise<string[]> {
  const rows = await scope.sql
    .select({ label: keys.label })
    .from(keys)
    .where(here(scope, eq(keys.account, account), notInArray(keys.state, ['retired', 'gone'])))
    .orderBy(asc(keys.label))
    .limit(limit);
  return rows.map(({ label }) => label);
}

/** How many keys there are in all and by account, for defaults and status. */
export async function countKeys(scope: Scope, account?: AccountRef): Promise<number> {
  const [row] = await scope.sql
    .select({ count: count() })
    .from(keys)
    .where(here(scope, account === undefined ? undefined : eq(keys.account, account)));
  return row?.count ?? 0;
}

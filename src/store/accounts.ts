import { and, asc, eq, getTableColumns, ilike, placeholder, sql } from 'drizzle-orm';
import type { AccountRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { accounts, consoleHolders } from './schema.ts';
import { statement } from './statement.ts';

export type AccountRow = Omit<typeof accounts.$inferSelect, 'workspace'>;

const { workspace: _, ...columns } = getTableColumns(accounts);

export async function accountNamed(
  scope: Scope,
  provider: string,
  region: string,
  nameKey: string,
): Promise<AccountRow | null> {
  const [row] = await scope.sql
    .select(columns)
    .from(accounts)
    .where(
      and(
        eq(accounts.workspace, scope.workspace),
        eq(accounts.provider, provider),
        eq(accounts.region, region),
        eq(accounts.nameKey, nameKey),
      ),
    );
  return row ?? null;
}

export async function accountById({ sql, workspace }: Scope, id: AccountRef): Promise<AccountRow | null> {
  const [row] = await selectById(sql).execute({ workspace, id });
  return row ?? null;
}

const selectById = statement((db: Scope['sql']) =>
  db
    .select(columns)
    .from(accounts)
    .where(and(eq(accounts.workspace, placeholder('workspace')), eq(accounts.id, placeholder('id'))))
    .prepare('account_by_id'),
);

/** Records an account; the existing one when another act recorded it meanwhile. */
export async function insertAccount(tx: Tx, account: Omit<AccountRow, 'id'>): Promise<AccountRow> {
  const [row] = await tx.sql
    .insert(accounts)
    .values({ ...account, workspace: tx.workspace })
    .onConflictDoNothing()
    .returning(columns);
  if (row) {
    tx.record('account added', `account:${row.id}`, {
      provider: row.provider,
      region: row.region,
      name: row.name,
    });
    return row;
  }
  const existing = await accountNamed(tx, account.provider, account.region, account.nameKey);
  if (!existing) throw new Error('an account is taken and not there');
  return existing;
}

/** Sets who can log in there, in the order in which they will be asked. */
export async function setConsoleHolders(
  tx: Tx,
  account: AccountRef,
  holders: readonly PersonId[],
): Promise<void> {
  const before = await holdersOf(tx, account);
  await tx.sql
    .delete(consoleHolders)
    .where(and(eq(consoleHolders.workspace, tx.workspace), eq(consoleHolders.account, account)));
  if (holders.length > 0) {
    await tx.sql
      .insert(consoleHolders)
      .values(holders.map((person, position) => ({ workspace: tx.workspace, account, person, position })));
  }
  tx.record('console holders set', `account:${account}`, { before, holders });
}

/** Sets how to get in when no holder can. */
export async function setBreakGlass(tx: Tx, account: AccountRef, breakGlass: string | null): Promise<void> {
  await tx.sql
    .update(accounts)
    .set({ breakGlass })
    .where(and(eq(accounts.workspace, tx.workspace), eq(accounts.id, account)));
  tx.record('break-glass pointer set', `account:${account}`, { breakGlass });
}

export async function holdersOf({ sql, workspace }: Scope, account: AccountRef): Promise<PersonId[]> {
  const rows = await selectHolders(sql).execute({ workspace, account });
  return rows.map(({ person }) => person);
}

const selectHolders = statement((db: Scope['sql']) =>
  db
    .select({ person: consoleHolders.person })
    .from(consoleHolders)
    .where(
      and(
        eq(consoleHolders.workspace, placeholder('workspace')),
        eq(consoleHolders.account, placeholder('account')),
      ),
    )
    .orderBy(asc(consoleHolders.position))
    .prepare('console_holders_of'),
);

/** Gives an account another name. False when the provider has one of that name in the region already. */
export async function renameAccount(
  tx: Tx,
  account: AccountRow,
  name: Pick<AccountRow, 'name' | 'nameKey'>,
): Promise<boolean> {
  const same = await accountNamed(tx, account.provider, account.region, name.nameKey);
  if (same !== null && same.id !== account.id) return false;
  await tx.sql
    .update(accounts)
    .set(name)
    .where(and(eq(accounts.workspace, tx.workspace), eq(accounts.id, account.id)));
  tx.record('account renamed', `account:${account.id}`, { before: account.name, name: name.name });
  return true;
}

/** Locked until the transaction ends, so that changes of its holders are made one after the other. */
export async function lockAccount(tx: Tx, id: AccountRef): Promise<AccountRow | null> {
  const [row] = await tx.sql
    .select(columns)
    .from(accounts)
    .where(and(eq(accounts.workspace, tx.workspace), eq(accounts.id, id)))
    .for('update');
  return row ?? null;
}

/**
 * Accounts that somebody may mean: those of exactly this name, or those that begin so.
 * @param provider `null` for any.
 */
export async function accountsNamed(
  scope: Scope,
  provider: string | null,
  nameKey: string,
  limit: number,
): Promise<AccountRow[]> {
  const rows = await scope.sql
    .select(columns)
    .from(accounts)
    .where(
      and(
        eq(accounts.workspace, scope.workspace),
        provider === null ? undefined : eq(accounts.provider, provider),
        sql`starts_with(${accounts.nameKey}, ${nameKey})`,
      ),
    )
    .orderBy(asc(sql`length(${accounts.nameKey})`), asc(accounts.nameKey), asc(accounts.id))
    .limit(limit);
  const exact = rows.filter((row) => row.nameKey === nameKey);
  return exact.length > 0 ? exact : rows;
}

/** Accounts of a provider whose name contains what was typed. */
export function accountsLike(
  scope: Scope,
  provider: string,
  typed: string,
  limit: number,
): Promise<AccountRow[]> {
  return scope.sql
    .select(columns)
    .from(accounts)
    .where(
      and(
        eq(accounts.workspace, scope.workspace),
        eq(accounts.provider, provider),
        typed === '' ? undefined : ilike(accounts.name, `%${typed.replace(/[\\%_]/g, '\\$&')}%`),
      ),
    )
    .orderBy(asc(accounts.nameKey))
    .limit(limit);
}

import { and, asc, eq, getTableColumns, ilike } from 'drizzle-orm';
import type { AccountRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { accounts, consoleHolders } from './schema.ts';

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

export async function accountById(scope: Scope, id: AccountRef): Promise<AccountRow | null> {
  const [row] = await scope.sql
    .select(columns)
    .from(accounts)
    .where(and(eq(accounts.workspace, scope.workspace), eq(accounts.id, id)));
  return row ?? null;
}

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
  await tx.sql
    .delete(consoleHolders)
    .where(and(eq(consoleHolders.workspace, tx.workspace), eq(consoleHolders.account, account)));
  if (holders.length > 0) {
    await tx.sql
      .insert(consoleHolders)
      .values(holders.map((person, position) => ({ workspace: tx.workspace, account, person, position })));
  }
  tx.record('console holders set', `account:${account}`, { holders });
}

/** Sets how to get in when no holder can. */
export async function setBreakGlass(tx: Tx, account: AccountRef, breakGlass: string): Promise<void> {
  await tx.sql
    .update(accounts)
    .set({ breakGlass })
    .where(and(eq(accounts.workspace, tx.workspace), eq(accounts.id, account)));
  tx.record('break-glass pointer set', `account:${account}`, { breakGlass });
}

export async function holdersOf(scope: Scope, account: AccountRef): Promise<PersonId[]> {
  const rows = await scope.sql
    .select({ person: consoleHolders.person })
    .from(consoleHolders)
    .where(and(eq(consoleHolders.workspace, scope.workspace), eq(consoleHolders.account, account)))
    .orderBy(asc(consoleHolders.position));
  return rows.map(({ person }) => person);
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

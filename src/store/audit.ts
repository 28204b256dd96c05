import { and, asc, desc, eq, gt, placeholder, sql } from 'drizzle-orm';
import { aroundNumber } from '../domain/audit-chain.ts';
import { type PersonId, personId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { audit } from './schema.ts';
import { sqlStatement } from './statement.ts';

export interface AuditEntry {
  /** What was done, in the past tense: `key added`. */
  readonly deed: string;
  /** What it was done to: `key:12`. */
  readonly subject: string;
  readonly detail: Record<string, unknown>;
}

export type AuditRow = typeof audit.$inferSelect;

/** Who did this to it last, and when; `by` is `null` when the clock did. `null` when nobody ever did. */
export async function lastDone(
  scope: Scope,
  subject: string,
  deed: string,
): Promise<{ readonly by: PersonId | null; readonly at: Date } | null> {
  const [row] = await scope.sql
    .select({ actor: audit.actor, at: audit.at })
    .from(audit)
    .where(and(eq(audit.workspace, scope.workspace), eq(audit.subject, subject), eq(audit.deed, deed)))
    .orderBy(desc(audit.seq))
    .limit(1);
  return row === undefined ? null : { by: row.actor === 'clock' ? null : personId(row.actor), at: row.at };
}

/**
 * Appends entries to the workspace's chain, which others cannot from then on until the commit: so this is the last thing
 * that a transaction does. The database numbers and hashes them, so that it takes no journey to ask where the chain ends.
 * @throws TypeError for a detail that cannot be hashed.
 */
export function appendAudit(tx: Tx, entries: readonly AuditEntry[]): void {
  if (entries.length === 0) return;
  const { workspace, now: at } = tx;
  const common = { workspace, at, actor: tx.act.person ?? 'clock', door: tx.act.door };
  const links = entries.map((entry) => ({ ...entry, ...aroundNumber({ ...common, ...entry }) }));
  tx.write(append(tx.sql).execute({ ...common, rows: JSON.stringify(links) }));
}

const append = sqlStatement(
  'append_audit',
  sql`select append_audit(${placeholder('workspace')}, ${placeholder('at')}, ${placeholder('actor')},
    ${placeholder('door')}, ${placeholder('rows')})`,
);

/** The newest rows about a subject, newest first. */
export function historyOf(scope: Scope, subject: string, limit: number): Promise<AuditRow[]> {
  return scope.sql
    .select()
    .from(audit)
    .where(and(eq(audit.workspace, scope.workspace), eq(audit.subject, subject)))
    .orderBy(desc(audit.seq))
    .limit(limit);
}

/** The rows about a subject that say something under this name in their detail, newest first. */
export function historySaying(
  scope: Scope,
  subject: string,
  name: string,
  limit: number,
): Promise<AuditRow[]> {
  return scope.sql
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.workspace, scope.workspace),
        eq(audit.subject, subject),
        sql`jsonb_exists(${audit.detail}, ${name})`,
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(limit);
}

/** The chain in order, in pages: rows after `seq`. */
export function chainAfter(scope: Scope, seq: number, limit: number): Promise<AuditRow[]> {
  return scope.sql
    .select()
    .from(audit)
    .where(and(eq(audit.workspace, scope.workspace), gt(audit.seq, seq)))
    .orderBy(asc(audit.seq))
    .limit(limit);
}

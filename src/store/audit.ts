import { and, asc, desc, eq, gt, placeholder, sql } from 'drizzle-orm';
import { GENESIS, link } from '../domain/audit-chain.ts';
import { type PersonId, personId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { audit, auditHeads } from './schema.ts';
import { statement } from './statement.ts';

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
 * Appends entries to the workspace's chain. The head row is locked from here to the commit, which is why this is the
 * last thing a transaction does.
 * @returns the writing itself, under way: the commit need not wait for it, since PostgreSQL commits nothing after a
 * statement that failed.
 */
export async function appendAudit(
  tx: Tx,
  entries: readonly AuditEntry[],
): Promise<{ readonly written: Promise<unknown> }> {
  if (entries.length === 0) return { written: Promise.resolve() };
  let { seq, hash } = await lockHead(tx);
  const { workspace, now: at } = tx;
  const common = { workspace, at, actor: tx.act.person ?? 'clock', door: tx.act.door };
  const rows = entries.map((entry) => {
    seq += 1;
    hash = link(hash, { ...common, seq, ...entry });
    return { ...entry, seq, hash };
  });
  return { written: append(tx.sql).execute({ ...common, seq, hash, rows: JSON.stringify(rows) }) };
}

/** Moves the head and appends all rows, which travel as one value: the statement is the same however many they are. */
const append = statement((db: Tx['sql']) => {
  const moveHead = db
    .update(auditHeads)
    .set({ seq: sql`${placeholder('seq')}`, hash: sql`${placeholder('hash')}` })
    .where(eq(auditHeads.workspace, placeholder('workspace')))
    .returning();
  // In the order of the table's columns.
  const rows = sql`select ${placeholder('workspace')}::text, row.seq, ${placeholder('at')}::timestamptz,
      ${placeholder('actor')}::text, ${placeholder('door')}::text, row.deed, row.subject, row.detail, row.hash
    from jsonb_to_recordset(${placeholder('rows')}::jsonb)
      as row(seq bigint, deed text, subject text, detail jsonb, hash text)`;
  return db.with(db.$with('head').as(moveHead)).insert(audit).select(rows).prepare('append_audit');
});

const selectHead = statement((sql: Tx['sql']) =>
  sql
    .select()
    .from(auditHeads)
    .where(eq(auditHeads.workspace, placeholder('workspace')))
    .for('update')
    .prepare('lock_audit_head'),
);

async function lockHead(tx: Tx): Promise<{ seq: number; hash: string }> {
  const locked = () => selectHead(tx.sql).execute({ workspace: tx.workspace });
  const [head] = await locked();
  if (head) return head;
  await tx.sql
    .insert(auditHeads)
    .values({ workspace: tx.workspace, seq: 0, hash: GENESIS })
    .onConflictDoNothing();
  const [made] = await locked();
  if (!made) throw new Error('the audit head vanished');
  return made;
}

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

import { and, asc, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { HandoverRef, KeyRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { handovers } from './schema.ts';

export type HandoverRow = Omit<typeof handovers.$inferSelect, 'workspace'>;

/** Offers custody of a key that the transaction has locked. */
export async function insertHandover(
  tx: Tx,
  offer: { key: KeyRef; from: PersonId; to: PersonId; note: string | null },
): Promise<HandoverRow> {
  const [row] = await tx.sql
    .insert(handovers)
    .values({ ...offer, workspace: tx.workspace, askedAt: tx.now })
    .returning();
  if (!row) throw new Error('a hand-over was not inserted');
  const { key, ...detail } = offer;
  tx.record('hand-over offered', `key:${key}`, { handover: row.id, ...detail });
  return row;
}

export async function pendingHandover(scope: Scope, key: KeyRef): Promise<HandoverRow | null> {
  const [row] = await scope.sql
    .select()
    .from(handovers)
    .where(and(eq(handovers.workspace, scope.workspace), eq(handovers.key, key), isNull(handovers.answer)));
  return row ?? null;
}

/** The offers to or from somebody that nobody has answered, by key. */
export function pendingHandoversOf(scope: Scope, person: PersonId): Promise<HandoverRow[]> {
  return scope.sql
    .select()
    .from(handovers)
    .where(
      and(
        eq(handovers.workspace, scope.workspace),
        or(eq(handovers.to, person), eq(handovers.from, person)),
        isNull(handovers.answer),
      ),
    )
    .orderBy(asc(handovers.key));
}

export async function handoverById(scope: Scope, id: HandoverRef): Promise<HandoverRow | null> {
  const [row] = await scope.sql
    .select()
    .from(handovers)
    .where(and(eq(handovers.workspace, scope.workspace), eq(handovers.id, id)));
  return row ?? null;
}

/** The hand-overs of these keys, the newest first. */
export function handoversOf(scope: Scope, keys: readonly KeyRef[]): Promise<HandoverRow[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return scope.sql
    .select()
    .from(handovers)
    .where(and(eq(handovers.workspace, scope.workspace), inArray(handovers.key, [...keys])))
    .orderBy(desc(handovers.id));
}

/** Settles an offer whose key is locked. */
export async function answerHandover(
  tx: Tx,
  handover: HandoverRow,
  answer: NonNullable<HandoverRow['answer']>,
  words: string | null = null,
): Promise<void> {
  await tx.sql
    .update(handovers)
    .set({ answer, answeredAt: tx.now, answerNote: words })
    .where(and(eq(handovers.workspace, tx.workspace), eq(handovers.id, handover.id)));
  tx.record(`hand-over ${answer}`, `key:${handover.key}`, { handover: handover.id, words });
}

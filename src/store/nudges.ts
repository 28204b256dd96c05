import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { endsBy, type NudgeAnswer, type NudgeAudience, type NudgeKind } from '../domain/nudge.ts';
import type { Stage } from '../domain/rotation.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { nudges } from './schema.ts';

export type NudgeRow = Omit<typeof nudges.$inferSelect, 'workspace'>;

export interface NewNudge {
  readonly key: KeyRef;
  readonly kind: NudgeKind;
  readonly audience: NudgeAudience;
  readonly dueOn: Day;
  readonly stage: Stage;
  readonly round: number;
  /** `null`: the team channel. */
  readonly recipient: PersonId | null;
  /** Name of the message in the outbox. */
  readonly message: string;
}

/** Records what will be nudged about. What was planned before is left out of the answer. */
export async function insertNudges(tx: Tx, planned: readonly NewNudge[]): Promise<NewNudge[]> {
  if (planned.length === 0) return [];
  const rows = await tx.sql
    .insert(nudges)
    .values(planned.map((nudge) => ({ ...nudge, workspace: tx.workspace, plannedAt: tx.now })))
    .onConflictDoNothing()
    .returning({ key: nudges.key, kind: nudges.kind, audience: nudges.audience });
  const nameOf = ({ key, kind, audience }: Pick<NewNudge, 'key' | 'kind' | 'audience'>): string =>
    `${key} ${kind} ${audience}`;
  const inserted = new Set(rows.map(nameOf));
  const made = planned.filter((nudge) => inserted.has(nameOf(nudge)));
  for (const { key, ...nudge } of made) tx.record('nudge planned', `key:${key}`, nudge);
  return made;
}

/**
 * Answers the open nudges about a key that this answer ends, all at once: one is enough, whichever message it was given in.
 * @param note what was said with it.
 */
export async function answerNudges(
  tx: Tx,
  key: KeyRef,
  answer: NudgeAnswer,
  note: string | null = null,
): Promise<void> {
  await tx.sql
    .update(nudges)
    .set({ answer, answeredBy: tx.act.person, answeredAt: tx.now, answerNote: note })
    .where(
      and(
        eq(nudges.workspace, tx.workspace),
        eq(nudges.key, key),
        inArray(nudges.kind, [...endsBy[answer]]),
        isNull(nudges.answer),
      ),
    );
}

/** Ends the open nudges about what is over. @returns the messages in which they stand. */
export async function settleNudges(
  tx: Tx,
  over: readonly Pick<NewNudge, 'key' | 'kind' | 'dueOn' | 'round'>[],
): Promise<string[]> {
  const messages = new Set<string>();
  for (const { key, kind, dueOn, round } of over) {
    const rows = await tx.sql
      .update(nudges)
      .set({ answer: 'settled', answeredAt: tx.now })
      .where(
        and(
          eq(nudges.workspace, tx.workspace),
          eq(nudges.key, key),
          eq(nudges.kind, kind),
          eq(nudges.dueOn, dueOn),
          eq(nudges.round, round),
          isNull(nudges.answer),
        ),
      )
      .returning({ message: nudges.message });
    for (const { message } of rows) messages.add(message);
    if (rows.length > 0) tx.record('nudge settled', `key:${key}`, { kind, dueOn });
  }
  return [...messages];
}

/** Messages older than this are history: they are not drawn again. */
const DRAWN_DAYS = 90;

/** The messages in which a key was nudged about. */
export async function messagesAbout(scope: Scope, key: KeyRef): Promise<string[]> {
  const rows = await scope.sql
    .selectDistinct({ message: nudges.message })
    .from(nudges)
    .where(
      and(
        eq(nudges.workspace, scope.workspace),
        eq(nudges.key, key),
        sql`${nudges.plannedAt} > ${scope.now.toISOString()}::timestamptz - make_interval(days => ${DRAWN_DAYS})`,
      ),
    );
  return rows.map(({ message }) => message);
}

/** What one message is about, in the order in which it was planned. */
export function nudgesIn(scope: Scope, message: string): Promise<NudgeRow[]> {
  return scope.sql
    .select()
    .from(nudges)
    .where(and(eq(nudges.workspace, scope.workspace), eq(nudges.message, message)))
    .orderBy(asc(nudges.dueOn), asc(nudges.id));
}

/** Since when a nudge of this round about a key has had no answer; `null` when there is none. */
export async function unansweredSince(
  scope: Scope,
  { key, kind, dueOn, round }: Pick<NudgeRow, 'key' | 'kind' | 'dueOn' | 'round'>,
): Promise<Date | null> {
  const [row] = await scope.sql
    .select({ at: nudges.plannedAt })
    .from(nudges)
    .where(
      and(
        eq(nudges.workspace, scope.workspace),
        eq(nudges.key, key),
        eq(nudges.kind, kind),
        eq(nudges.dueOn, dueOn),
        eq(nudges.round, round),
        eq(nudges.audience, 'custodian'),
        isNull(nudges.answer),
      ),
    )
    .orderBy(asc(nudges.id))
    .limit(1);
  return row?.at ?? null;
}

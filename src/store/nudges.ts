import { and, asc, desc, eq, gt, inArray, isNull, placeholder, sql } from 'drizzle-orm';
import { cycleKinds, endsBy, type NudgeAnswer, type NudgeAudience, type NudgeKind } from '../domain/nudge.ts';
import type { Stage } from '../domain/rotation.ts';
import type { Day, KeyRef, NudgeRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { nudges } from './schema.ts';
import { sqlStatement } from './statement.ts';

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

export interface MadeNudge extends NewNudge {
  readonly id: NudgeRef;
}

/** Records what will be nudged about. What was planned before is left out of the answer. */
export async function insertNudges(tx: Tx, planned: readonly NewNudge[]): Promise<MadeNudge[]> {
  if (planned.length === 0) return [];
  const { workspace, now } = tx;
  const given = { workspace, now: now.toISOString(), planned: JSON.stringify(planned) };
  const rows = (await insertNew(tx.sql).execute(given)).rows.map((row) => ({
    ...row,
    id: Number(row.id) as NudgeRef,
    key: Number(row.key) as KeyRef,
  }));
  const nameOf = ({ key, kind, audience }: Pick<NewNudge, 'key' | 'kind' | 'audience'>): string =>
    `${key} ${kind} ${audience}`;
  const inserted = new Map(rows.map((row) => [nameOf(row), row.id]));
  const made = planned.flatMap((nudge) => {
    const id = inserted.get(nameOf(nudge));
    return id === undefined ? [] : [{ ...nudge, id }];
  });
  for (const { key, id: _, ...nudge } of made) tx.record('nudge planned', `key:${key}`, nudge);
  return made;
}

const insertNew = sqlStatement<Pick<NewNudge, 'kind' | 'audience'> & { id: string; key: string }>(
  'insert_nudges',
  sql`insert into nudges (workspace, key, kind, audience, due_on, stage, round, recipient, message, planned_at)
    select ${placeholder('workspace')}, key, kind, audience, "dueOn", stage, round, recipient, message,
      ${placeholder('now')}::timestamptz
    from jsonb_to_recordset(${placeholder('planned')}::jsonb) as nudge (key bigint, kind text, audience text, "dueOn" date,
      stage smallint, round smallint, recipient text, message text)
    on conflict do nothing returning id, key, kind, audience`,
);

/**
 * Answers the open nudges about a key that this answer ends, all at once: one is enough, whichever message it was given in.
 * @param note what was said with it.
 * @param by whose answer it is; of custody that moved, who answers for the key now.
 * @returns whether there were any; the deed that brings the answer records it.
 */
export async function answerNudges(
  tx: Tx,
  key: KeyRef,
  answer: NudgeAnswer,
  note: string | null = null,
  by: PersonId | null = tx.act.person,
): Promise<boolean> {
  const rows = await tx.sql
    .update(nudges)
    .set({ answer, answeredBy: by, answeredAt: tx.now, answerNote: note })
    .where(
      and(
        eq(nudges.workspace, tx.workspace),
        eq(nudges.key, key),
        inArray(nudges.kind, [...endsBy[answer]]),
        isNull(nudges.answer),
      ),
    )
    .returning({ id: nudges.id });
  return rows.length > 0;
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
      .where(and(about(tx, { key, kind, dueOn, round }), isNull(nudges.answer)))
      .returning({ message: nudges.message });
    for (const { message } of rows) messages.add(message);
    if (rows.length > 0) tx.record('nudge settled', `key:${key}`, { kind, dueOn });
  }
  return [...messages];
}

/** Has nudges wait for an answer again that were settled, for those to whom they were said. @returns the messages in which they stand. */
export async function reopenNudges(
  tx: Tx,
  again: readonly (Pick<NewNudge, 'key' | 'kind' | 'dueOn' | 'round' | 'audience'> & {
    readonly to: PersonId | null;
  })[],
): Promise<string[]> {
  const messages = new Set<string>();
  for (const { key, kind, dueOn, round, audience, to } of again) {
    const rows = await tx.sql
      .update(nudges)
      .set({ answer: null, answeredAt: null })
      .where(
        and(
          about(tx, { key, kind, dueOn, round }),
          eq(nudges.audience, audience),
          sql`${nudges.recipient} is not distinct from ${to}`,
          eq(nudges.answer, 'settled'),
        ),
      )
      .returning({ message: nudges.message });
    for (const { message } of rows) messages.add(message);
    if (rows.length > 0) tx.record('nudge reopened', `key:${key}`, { kind, dueOn, audience, recipient: to });
  }
  return [...messages];
}

const about = (scope: Scope, of: Pick<NewNudge, 'key' | 'kind' | 'dueOn' | 'round'>) =>
  and(
    eq(nudges.workspace, scope.workspace),
    eq(nudges.key, of.key),
    eq(nudges.kind, of.kind),
    eq(nudges.dueOn, of.dueOn),
    eq(nudges.round, of.round),
  );

/** Nudges that were answered longer ago than this are history: their messages are not drawn again. */
const DRAWN_DAYS = 90;

/** The messages in which a key was nudged about: those that wait for an answer, however old, or got one lately. */
export async function messagesAbout(scope: Scope, key: KeyRef): Promise<string[]> {
  const rows = await scope.sql
    .selectDistinct({ message: nudges.message })
    .from(nudges)
    .where(
      and(
        eq(nudges.workspace, scope.workspace),
        eq(nudges.key, key),
        sql`(${nudges.answeredAt} is null
          or ${nudges.answeredAt} > ${scope.now.toISOString()}::timestamptz - make_interval(days => ${DRAWN_DAYS}))`,
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

/** What was planned together with a nudge for the same message, of which it is the first: what one plan added to it. */
export async function nudgesAddedWith(scope: Scope, id: NudgeRef): Promise<NudgeRow[]> {
  const [first] = await scope.sql
    .select({ message: nudges.message, plannedAt: nudges.plannedAt })
    .from(nudges)
    .where(and(eq(nudges.workspace, scope.workspace), eq(nudges.id, id)));
  if (first === undefined) return [];
  const rows = await nudgesIn(scope, first.message);
  return rows.filter((row) => row.id >= id && row.plannedAt.getTime() === first.plannedAt.getTime());
}

const sharing = (kind: NudgeKind): readonly NudgeKind[] =>
  cycleKinds.some((each) => each === kind) ? cycleKinds : [kind];

/** When somebody was told again of the same matter in another message, which waits; `null` when this is the last one. */
export async function toldAgainAt(scope: Scope, row: NudgeRow): Promise<Date | null> {
  const [later] = await scope.sql
    .select({ at: nudges.plannedAt })
    .from(nudges)
    .where(
      and(
        eq(nudges.workspace, scope.workspace),
        eq(nudges.key, row.key),
        inArray(nudges.kind, [...sharing(row.kind)]),
        sql`${nudges.recipient} is not distinct from ${row.recipient}`,
        sql`${nudges.message} <> ${row.message}`,
        gt(nudges.id, row.id),
        eq(nudges.dueOn, row.dueOn),
        eq(nudges.round, row.round),
        isNull(nudges.answer),
      ),
    )
    .orderBy(desc(nudges.id))
    .limit(1);
  return later?.at ?? null;
}

/** The messages in which the same people were told of the same matters last before, and have not answered. */
export async function toldBefore(tx: Tx, made: readonly MadeNudge[]): Promise<string[]> {
  if (made.length === 0) return [];
  const news = made.map((nudge) => ({ ...nudge, kinds: sharing(nudge.kind) }));
  const given = { workspace: tx.workspace, news: JSON.stringify(news) };
  const { rows } = await selectToldBefore(tx.sql).execute(given);
  return rows.map(({ message }) => message);
}

const selectToldBefore = sqlStatement<{ message: string }>(
  'told_before',
  sql`select distinct message from (
      select distinct on (m.id) o.message
      from jsonb_to_recordset(${placeholder('news')}::jsonb)
        as m (id bigint, key bigint, kinds text[], "dueOn" date, round smallint, recipient text, message text)
      join nudges o on o.workspace = ${placeholder('workspace')} and o.key = m.key and o.kind = any (m.kinds)
        and o.due_on = m."dueOn" and o.round = m.round
        and o.recipient is not distinct from m.recipient and o.message <> m.message and o.id < m.id
        and o.answer is null
      order by m.id, o.id desc) earlier`,
);

/** The nudge of this round about a key that has had no answer for longest: who was asked when; `null` when there is none. */
export async function longestUnanswered(
  scope: Scope,
  { key, kind, dueOn, round }: Pick<NudgeRow, 'key' | 'kind' | 'dueOn' | 'round'>,
): Promise<{ at: Date; asked: PersonId | null } | null> {
  const [row] = await scope.sql
    .select({ at: nudges.plannedAt, asked: nudges.recipient })
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
  return row ?? null;
}

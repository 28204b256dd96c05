/** Reminders that wait for somebody who is no member any more. */
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { lanes } from '../domain/effects.ts';
import { type TakenBack, takenBack, takenBackLane } from '../domain/posting.ts';
import { type NudgeRef, type PersonId, personId, type WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import type { NudgeRow } from './nudges.ts';
import { nudges } from './schema.ts';

/** A reminder that was never posted. `nudge-more` is what one plan added to a message that was. */
export interface Unread {
  readonly kind: TakenBack;
  readonly subject: string;
  readonly reader: PersonId;
}

/** Messages at most that are looked at together; the rest comes with the next tick. */
const AT_ONCE = 1_000;

const unread = sql`
  from people p
  join outbox o on o.workspace = p.workspace and o.gate = 'person:' || p.id
  where p.standing <> 'member' and o.wanted > o.done and o.gave_up_at is null and o.ts is null
    and o.lane = ${lanes[takenBackLane]}::smallint and o.effect ->> 'do' = 'message'
    and o.effect ->> 'kind' = any(${sql.param([...takenBack])}::text[])
    and (o.lease_until is null or o.lease_until < clock_timestamp())`;

/** In every workspace that has us. What is being sent just now is left out. */
export async function unreadReminders(
  database: Database,
): Promise<{ readonly workspace: WorkspaceId; readonly id: number }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ workspace: string; id: string }>(sql`
      select o.workspace, o.id ${unread}
        and exists (select from workspaces w where w.id = o.workspace and w.lost_at is null)
      order by o.workspace, o.id limit ${AT_ONCE}`),
  );
  return rows.map(({ workspace, id }) => ({ workspace: workspace as WorkspaceId, id: Number(id) }));
}

/** Takes those that are still so out of the outbox: nobody sends them any more, or draws them again. */
export async function takeUnread(tx: Tx, ids: readonly number[]): Promise<Unread[]> {
  const { rows } = await tx.sql.execute<Record<keyof Unread, string>>(sql`
    with mine as (
      select o.id, p.id as reader ${unread} and o.workspace = ${tx.workspace}
        and o.id = any(${sql.param([...ids])}::bigint[])
      order by o.id for update of o skip locked)
    delete from outbox o using mine where o.workspace = ${tx.workspace} and o.id = mine.id
    returning o.effect ->> 'kind' as kind, o.effect ->> 'subject' as subject, mine.reader`);
  return rows.flatMap(({ kind, subject, reader }) => {
    const known = takenBack.find((each) => each === kind);
    return known === undefined ? [] : [{ kind: known, subject, reader: personId(reader) }];
  });
}

/**
 * Takes back nudges that were planned and that nobody has seen, and has their keys looked at again. What was answered
 * in another message stays.
 */
export async function withdrawNudges(tx: Tx, planned: readonly Pick<NudgeRow, 'id'>[]): Promise<void> {
  if (planned.length === 0) return;
  const ids: NudgeRef[] = planned.map(({ id }) => id);
  const rows = await tx.sql
    .delete(nudges)
    .where(and(eq(nudges.workspace, tx.workspace), inArray(nudges.id, ids), isNull(nudges.answer)))
    .returning();
  for (const { key, kind, audience, dueOn, stage, round, recipient } of rows)
    tx.record('nudge withdrawn', `key:${key}`, {
      ...{ kind, audience, dueOn, stage, round, recipient },
      because: 'who was to read it is no member any more',
    });
  const keys = [...new Set(rows.map(({ key }) => key))];
  await tx.sql.execute(sql`
    update nudge_looks l set at = '-infinity' from (
      select key from nudge_looks
      where workspace = ${tx.workspace} and key = any(${sql.param(keys)}::bigint[]) order by key for update) again
    where l.workspace = ${tx.workspace} and l.key = again.key`);
}

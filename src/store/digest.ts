/** Figures of one moment, also of one that is over: told by the audit log and by when things began and ended. */
import { sql } from 'drizzle-orm';
import type { WeekFigures } from '../domain/digest.ts';
import { quarterOf } from '../domain/quarter.ts';
import type { Day } from '../domain/words.ts';
import type { Scope } from './database.ts';

/** When the first key was recorded; `null` without any. */
export async function firstKeyAt(scope: Scope): Promise<Date | null> {
  const { rows } = await scope.sql.execute<{ at: string | null }>(sql`
    select extract(epoch from min(recorded_at)) as at from keys where workspace = ${scope.workspace}`);
  const at = rows[0]?.at ?? null;
  return at === null ? null : new Date(Number(at) * 1000);
}

/** @param day which day it was then for the team. */
export async function figuresAt(scope: Scope, moment: Date, day: Day): Promise<WeekFigures> {
  const at = sql`${moment.toISOString()}::timestamptz`;
  const { workspace } = scope;
  // The newest word of the log about one thing; nudges speak of due days of their own.
  const newest = (what: ReturnType<typeof sql>, rows: ReturnType<typeof sql>) => sql`
    (select ${what} from audit a where a.workspace = k.workspace and a.subject = 'key:' || k.id and a.at <= ${at}
      and ${rows} order by a.seq desc limit 1)`;
  const { rows } = await scope.sql.execute<Record<keyof WeekFigures, string>>(sql`
    with past as (
      select
        coalesce(${newest(sql`a.detail ->> 'state'`, sql`jsonb_exists(a.detail, 'state')`)}, 'active') as state,
        coalesce(${newest(sql`a.detail ->> 'dueOn'`, sql`jsonb_exists(a.detail, 'dueOn') and a.deed not like 'nudge%'`)}::date, k.due_on) as due_on,
        coalesce(${newest(sql`a.detail ->> 'custodian'`, sql`jsonb_exists(a.detail, 'custodian')`)}, k.custodian) as custodian,
        coalesce(${newest(sql`a.deed = 'custody refused'`, sql`(a.deed = 'custody refused' or jsonb_exists(a.detail, 'custodian'))`)}, false) as refused
      from keys k where k.workspace = ${workspace} and k.recorded_at <= ${at}),
    living as (select * from past where state in ('active', 'compromised'))
    select
      (select count(*) from living) as keys,
      (select count(*) from living where state = 'active' and due_on < ${day}::date) as overdue,
      (select count(*) from living l where l.refused or ${leftAt(scope, at)}) as unowned,
      (select count(*) from incidents i where i.workspace = ${workspace} and not i.drill
        and i.reported_at <= ${at} and (i.ended_at is null or i.ended_at > ${at})) as incidents,
      (select count(*) from rotations r where r.workspace = ${workspace} and r.aborted_by is null
        and r.ended_at <= ${at} and r.ended_at > ${at} - interval '7 days') as rotated,
      (select count(*) from attestations q where q.workspace = ${workspace} and q.quarter = ${quarterOf(day)}::date
        and q.asked_at <= ${at} and (q.answered_at is null or q.answered_at > ${at})) as unanswered`);
  const count = (name: keyof WeekFigures): number => Number(rows[0]?.[name] ?? 0);
  return {
    keys: count('keys'),
    overdue: count('overdue'),
    unowned: count('unowned'),
    incidents: count('incidents'),
    rotated: count('rotated'),
    unanswered: count('unanswered'),
  };
}

/** Whether a custodian had left by then. Of whose leaving nobody knows when, it is taken as long ago. */
const leftAt = ({ workspace }: Scope, at: ReturnType<typeof sql>) => sql`(
  exists (select from departures d where d.workspace = ${workspace} and d.person = l.custodian and d.noticed_at <= ${at}
    and (d.ended_at is null or d.ended_at > ${at}
      or exists (select from people p where p.workspace = d.workspace and p.id = d.person and p.standing <> 'member')))
  or exists (select from people p where p.workspace = ${workspace} and p.id = l.custodian and p.standing <> 'member'
    and not exists (select from departures d where d.workspace = p.workspace and d.person = p.id)))`;

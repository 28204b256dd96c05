/** How fast real leaks were worked, month by month. Drills and false alarms are in no figure. */
import { sql } from 'drizzle-orm';
import type { MonthFigures, Spread } from '../domain/figures.ts';
import type { Scope } from './database.ts';

/** Months with a report, the newest first. */
export async function figuresByMonth(
  scope: Scope,
  timezone: string,
  months: number,
): Promise<MonthFigures[]> {
  const spread = (name: string) => sql`
    percentile_cont(0.5) within group (order by ${sql.raw(name)}) filter (where real) as ${sql.raw(`${name}_median`)},
    percentile_cont(0.9) within group (order by ${sql.raw(name)}) filter (where real) as ${sql.raw(`${name}_p90`)}`;
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    with one as (
      select to_char(i.reported_at at time zone ${timezone}, 'YYYY-MM') as month, i.state <> 'false_alarm' as real,
        extract(epoch from s.claimed - i.reported_at) as claimed,
        extract(epoch from s.contained - i.reported_at) as contained,
        extract(epoch from s.deleted - i.reported_at) as deleted,
        extract(epoch from s.proven - i.reported_at) as proven,
        extract(epoch from u.switched - i.reported_at) as switched
      from incidents i
      cross join lateral (
        select min(coalesce(claimed_at, at)) as claimed,
          min(at) filter (where state = 'done' and frozen ->> 'kind' in ('contain', 'disable', 'delete')) as contained,
          min(at) filter (where state = 'done' and frozen ->> 'kind' = 'delete') as deleted,
          min(at) filter (where state = 'done' and frozen ->> 'kind' = 'prove') as proven
        from incident_steps s where s.workspace = i.workspace and s.incident = i.id) s
      cross join lateral (
        select case when bool_and(switched_at is not null) then max(switched_at) end as switched
        from incident_services u where u.workspace = i.workspace and u.incident = i.id) u
      where i.workspace = ${scope.workspace} and not i.drill)
    select month, count(*) filter (where real) as leaks, count(*) filter (where not real) as false_alarms,
      ${spread('claimed')}, ${spread('contained')}, ${spread('deleted')}, ${spread('proven')},
      ${spread('switched')}
    from one group by month order by month desc limit ${months}`);
  return rows.map((row) => ({
    month: String(row['month']),
    leaks: Number(row['leaks']),
    falseAlarms: Number(row['false_alarms']),
    claimed: spreadIn(row, 'claimed'),
    contained: spreadIn(row, 'contained'),
    deleted: spreadIn(row, 'deleted'),
    proven: spreadIn(row, 'proven'),
    switched: spreadIn(row, 'switched'),
  }));
}

function spreadIn(row: Record<string, unknown>, name: string): Spread | null {
  const [median, p90] = [row[`${name}_median`], row[`${name}_p90`]];
  return median == null || p90 == null ? null : { median: Number(median), p90: Number(p90) };
}

/** What the calendar of rotations counts. */
import { sql } from 'drizzle-orm';
import type { CalendarSide, DueCount } from '../domain/calendar.ts';
import type { Day, Tier } from '../domain/words.ts';
import type { Scope } from './database.ts';

/** Active keys due before a day, counted by custodian or service, day and tier. */
export async function dueCounts(scope: Scope, side: CalendarSide, before: Day): Promise<DueCount[]> {
  const who = side === 'custodian' ? sql`coalesce(p.name, k.custodian)` : sql`s.name`;
  const joins =
    side === 'custodian'
      ? sql`left join people p on p.workspace = k.workspace and p.id = k.custodian`
      : sql`left join key_services ks on ks.workspace = k.workspace and ks.key = k.id
          left join services s on s.workspace = ks.workspace and s.id = ks.service`;
  const { rows } = await scope.sql.execute<{
    who: string | null;
    due: string;
    tier: number;
    keys: string;
  }>(sql`
    select ${who} as who, k.due_on::text as due, k.tier, count(*) as keys
    from keys k ${joins}
    where k.workspace = ${scope.workspace} and k.state = 'active' and k.due_on < ${before}::date
    group by 1, 2, 3`);
  return rows.map((row) => ({
    who: row.who,
    dueOn: row.due as Day,
    tier: row.tier as Tier,
    keys: Number(row.keys),
  }));
}

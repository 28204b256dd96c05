import { sql } from 'drizzle-orm';
import { type Database, guarded } from './database.ts';

/** When a job last ran somewhere, and on how many replicas it runs. */
export interface Beat {
  readonly job: string;
  readonly secondsAgo: number;
  readonly replicas: number;
}

/** Says that a job ran on this replica just now. Real time: a moved clock must not make a live replica look dead. */
export async function beat(database: Database, replica: string, job: string): Promise<void> {
  await guarded(() =>
    database.sql.execute(sql`
      insert into heartbeats (replica, job, at) values (${replica}, ${job}, clock_timestamp())
      on conflict (replica, job) do update set at = excluded.at`),
  );
}

/** The same for several jobs at once. */
export async function beatAll(database: Database, replica: string, jobs: readonly string[]): Promise<void> {
  if (jobs.length === 0) return;
  const values = sql.join(
    jobs.map((job) => sql`(${replica}, ${job}, clock_timestamp())`),
    sql`, `,
  );
  await guarded(() =>
    database.sql.execute(sql`
      insert into heartbeats (replica, job, at) values ${values}
      on conflict (replica, job) do update set at = excluded.at`),
  );
}

/** When each job last ran on each replica of the last day; `at` by the database's real clock. */
export async function beatsEach(
  database: Database,
): Promise<{ replica: string; job: string; ago: number; at: Date }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ replica: string; job: string; ago: string; at: string }>(sql`
      select replica, job, extract(epoch from clock_timestamp() - at) as ago, extract(epoch from at) as at
      from heartbeats where at > clock_timestamp() - interval '1 day'`),
  );
  return rows.map(({ replica, job, ago, at }) => ({
    replica,
    job,
    ago: Math.max(0, Number(ago)),
    at: new Date(Number(at) * 1_000),
  }));
}

/** The newest beat of each job, counting replicas seen in the last five minutes; forgets those silent for a day. */
export async function beats(database: { readonly sql: Pick<Database['sql'], 'execute'> }): Promise<Beat[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ job: string; ago: string; replicas: string }>(sql`
      select job, extract(epoch from clock_timestamp() - max(at)) as ago,
        count(*) filter (where at > clock_timestamp() - interval '5 minutes') as replicas
      from heartbeats group by job order by job`),
  );
  return rows.map((row) => ({
    job: row.job,
    secondsAgo: Math.max(0, Math.round(Number(row.ago))),
    replicas: Number(row.replicas),
  }));
}

/**
 * Rows that nobody needs any more: events and deliveries after 7 days, sent effects and files of keys after 30. What open
 * incidents, running rotations, pending hand-overs, departures and whatever waits for an answer still show stays, and for good
 * an incident's room and the card in it, since it can be opened again, and that the owner was welcomed. Names are never used again: each holds a row id or a day.
 */
export async function sweepOldRows(database: Database): Promise<void> {
  await guarded(async () => {
    await database.sql.execute(sql`delete from heartbeats where at < clock_timestamp() - interval '1 day'`);
    await database.sql.execute(sql`delete from troubles where over_at < steward_now() - interval '90 days'`);
    await database.sql.execute(sql`delete from gates where next_at < clock_timestamp() - interval '1 day'`);
    await database.sql.execute(sql`delete from inbox where received_at < steward_now() - interval '7 days'`);
    await database.sql.execute(sql`delete from deliveries where at < steward_now() - interval '7 days'`);
    await database.sql.execute(
      sql`delete from imports where read_at < steward_now() - interval '30 days' and state <> 'running'`,
    );
    await database.sql.execute(sql`
      delete from outbox o
      where ((o.wanted <= o.done and o.done_at < steward_now() - interval '30 days')
          or o.gave_up_at < steward_now() - interval '30 days')
        and o.name <> 'welcome'
        and not (o.channel is not null
          and (o.effect ->> 'do' in ('room', 'triage-room') or o.name ~ '^incident:\\d+:card$'))
        and not exists (select from incidents i where i.workspace = o.workspace and i.state = 'open'
          and i.id::text = substring(o.name from '^(?:room:)?incident:(\\d+)'))
        and not exists (select from rotations r where r.workspace = o.workspace and r.ended_at is null
          and r.id::text = substring(o.name from '^rotation:(\\d+)'))
        and not exists (select from handovers h where h.workspace = o.workspace and h.answer is null
          and h.id::text = substring(o.name from '^handover:(\\d+)'))
        and not exists (select from departures d where d.workspace = o.workspace and d.ended_at is null
          and d.id::text = substring(o.name from '^departure:(\\d+)'))
        and not exists (select from nudges n where n.workspace = o.workspace and n.message = o.name
          and n.answer is null)
        and not exists (select from attestations a where a.workspace = o.workspace and a.answer is null
          and o.name like 'attest:%'
          and split_part(o.name, ':', 3) in (a.person, 'deputy', 'lead') and a.quarter::text = split_part(o.name, ':', 2))`);
  });
}

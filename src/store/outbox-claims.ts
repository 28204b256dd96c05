/** Who performs what the outbox holds: claims, their leases, and what came of them. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { type WorkspaceId, workspaceId } from '../domain/words.ts';
import { type Database, guarded } from './database.ts';
import { outbox } from './schema.ts';

/** A claimed intent: ours until the lease ends. */
export interface Claimed {
  readonly workspace: WorkspaceId;
  readonly id: number;
  readonly name: string;
  /** As stored; a newer version may have written a kind that this one does not know. */
  readonly effect: unknown;
  readonly gate: string;
  readonly lane: number;
  readonly wanted: number;
  /** This one included. Grows with every claim, so an older claim is known by it. */
  readonly attempts: number;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly progress: string | null;
  readonly wantedAt: Date;
}

export interface ClaimWishes {
  readonly workspace: WorkspaceId;
  readonly limit: number;
  /** Only what belongs to an incident. */
  readonly urgentOnly: boolean;
  readonly leaseSeconds: number;
}

/** Which methods of Slack an effect in row `o` calls first, or calls at all, as far as the row tells. */
const calls: Readonly<Record<string, SQL>> = {
  'chat.postMessage': sql`o.effect ->> 'do' = 'message' and o.ts is null`,
  'chat.update': sql`o.effect ->> 'do' = 'message' and o.ts is not null`,
  'conversations.open': sql`o.effect #> '{to,person}' is not null and o.ts is null and o.attempts > 0`,
  'conversations.history': sql`o.effect ->> 'do' = 'message' and o.ts is null and o.attempts > 0`,
  'conversations.create': sql`o.effect ->> 'do' = 'room'`,
  'conversations.invite': sql`o.effect ->> 'do' = 'invite'`,
  'pins.add': sql`o.effect ->> 'do' = 'pin'`,
  'bookmarks.add': sql`o.effect ->> 'do' = 'bookmark'`,
  'conversations.canvases.create': sql`o.effect ->> 'do' = 'canvas'`,
  'files.getUploadURLExternal': sql`o.effect ->> 'do' = 'file' and o.progress is null`,
  'files.completeUploadExternal': sql`o.effect ->> 'do' = 'file'`,
  'views.publish': sql`o.effect ->> 'do' = 'home'`,
};
const callsShutMethod = sql.join(
  Object.entries(calls).map(([method, when]) => sql`(shut.method = ${method} and ${when})`),
  sql` or `,
);

/**
 * Slack takes some hundred posts a minute in a whole workspace. Reminders pass at this pace, after a burst, so that
 * thousands of them never make Slack shut the door to an incident's messages.
 */
const PACE = { seconds: 0.2, burst: 20 };

/**
 * Claims at most one pending intent of each free gate, incidents before nudges, and closes those gates until it is
 * settled or the lease ends. What would call a method that Slack shut waits. Only of the workspace that our token
 * belongs to. Works on any number of replicas at once: a row and a gate are taken by one of them.
 */
export async function claimEffects(database: Database, wishes: ClaimWishes): Promise<Claimed[]> {
  const { workspace, limit, leaseSeconds } = wishes;
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      with shut as materialized (
        select substr(gate, 8) as method from gates
        where workspace = ${workspace} and gate like 'method:%' and next_at > clock_timestamp()
      ), pace as materialized (
        select ${PACE.burst}::int - coalesce(ceil(greatest(0,
          extract(epoch from max(next_at) - clock_timestamp())) / ${PACE.seconds}::float8), 0) as allowed
        from gates where workspace = ${workspace} and gate = 'pace'
      ), ready as (
        select o.gate, o.id, o.lane, o.lane >= 2 and o.ts is null as paced
        from outbox o
        left join gates g on g.workspace = o.workspace and g.gate = o.gate
        where o.workspace = ${workspace} and o.lane <= ${wishes.urgentOnly ? 0 : 32_767}
          and o.wanted > o.done and o.gave_up_at is null and o.due_at <= (select steward_now())
          and (o.lease_until is null or o.lease_until < clock_timestamp())
          and (g.next_at is null or g.next_at <= clock_timestamp())
          and not exists (select from shut where ${callsShutMethod})
          and not exists (
            select from outbox first
            where first.workspace = o.workspace and first.name = o.after_name
              and first.done = 0 and first.gave_up_at is null)
        order by o.lane, o.id limit ${limit * 50}
      ), pending as (
        select distinct on (gate) gate, id, lane, paced from ready order by gate, lane, id
      ), ranked as (
        select *, count(*) filter (where paced) over (order by lane, id) as place from pending
      ), chosen as (
        select gate, id, paced from ranked, pace where not paced or place <= pace.allowed
        order by lane, id limit ${limit}
      ), locked as materialized (
        select o.id, o.gate, c.paced from outbox o
        join chosen c on c.id = o.id
        where o.workspace = ${workspace} and o.wanted > o.done and o.gave_up_at is null
          and (o.lease_until is null or o.lease_until < clock_timestamp())
        for update of o skip locked
      ), passed as (
        insert into gates as g (workspace, gate, next_at)
        select ${workspace}, gate, clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
        from locked order by gate
        on conflict (workspace, gate) do update set next_at = excluded.next_at
          where g.next_at <= clock_timestamp()
        returning g.gate
      ), taken as materialized (
        select l.id, l.paced from locked l join passed p on p.gate = l.gate
      ), paced as (
        insert into gates as g (workspace, gate, next_at)
        select ${workspace}, 'pace', statement_timestamp() + make_interval(secs => count(*) * ${PACE.seconds}::float8)
        from taken where paced having count(*) > 0
        on conflict (workspace, gate) do update
          set next_at = greatest(g.next_at, statement_timestamp()) + (excluded.next_at - statement_timestamp())
      )
      update outbox o
      set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8), attempts = attempts + 1
      from taken where o.workspace = ${workspace} and o.id = taken.id
      returning o.workspace, o.id, o.name, o.effect, o.gate, o.lane, o.wanted, o.attempts, o.channel, o.ts, o.progress,
        extract(epoch from o.wanted_at) as wanted_at`),
  );
  return rows.map(claimed);
}

function claimed(row: Record<string, unknown>): Claimed {
  return {
    workspace: workspaceId(String(row['workspace'])),
    id: Number(row['id']),
    name: String(row['name']),
    effect: row['effect'],
    gate: String(row['gate']),
    lane: Number(row['lane']),
    wanted: Number(row['wanted']),
    attempts: Number(row['attempts']),
    channel: textOrNull(row['channel']),
    ts: textOrNull(row['ts']),
    progress: textOrNull(row['progress']),
    wantedAt: new Date(Number(row['wanted_at']) * 1000),
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Makes leases last again from now on, with their gates. @returns the ids of those that are still ours. */
export async function renewLeases(
  database: Database,
  rows: readonly Claimed[],
  leaseSeconds: number,
): Promise<ReadonlySet<number>> {
  if (rows.length === 0) return new Set();
  const ours = sql.join(
    rows.map(({ workspace, id, attempts }) => sql`(${workspace}, ${id}::bigint, ${attempts}::int)`),
    sql`, `,
  );
  const until = sql`clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)`;
  const { rows: renewed } = await guarded(() =>
    database.sql.execute<{ id: string }>(sql`
      with renewed as (
        update outbox set lease_until = ${until}
        where (workspace, id, attempts) in (${ours}) and lease_until > clock_timestamp() and gave_up_at is null
        returning workspace, id, gate
      ), kept as (
        insert into gates as g (workspace, gate, next_at)
        select workspace, gate, ${until} from renewed order by workspace, gate
        on conflict (workspace, gate) do update set next_at = excluded.next_at
      )
      select id from renewed`),
  );
  return new Set(renewed.map(({ id }) => Number(id)));
}

/** Where an effect ended up, so that the next send updates it and what waits for it can go on. */
export interface Landed {
  readonly channel?: string | null;
  readonly ts?: string | null;
  /** Later sends pass this gate instead: an update in place does not count against the channel's posts. */
  readonly gate?: string;
}

/** What came of a claim. */
export type Ending =
  /** It showed the state as it was when claimed; if it was wanted again since, it stays pending. */
  | { readonly kind: 'done'; readonly landed: Landed }
  /**
   * Not now: again after `seconds`, by the real clock. What was tried may still be carried out for `landsWithin` seconds:
   * until then it is not repeated, and nothing else passes its gate.
   */
  | {
      readonly kind: 'postponed';
      readonly seconds: number;
      readonly landsWithin: number;
      readonly error: string;
    }
  /** Not before this moment, by the clock of the workspace. Nothing was tried. */
  | { readonly kind: 'put_off'; readonly until: Date }
  /** Slack takes no call of this method for `seconds`, in the whole workspace. It surely did not perform the effect. */
  | { readonly kind: 'shut'; readonly method: string | null; readonly seconds: number }
  /** It cannot work: kept with its error, shown in `/key status`, no longer tried. */
  | { readonly kind: 'gave_up'; readonly error: string };

/**
 * Settles a claim and opens its gate again after `gapSeconds`. Nothing but a success is written when somebody else has
 * claimed it meanwhile, and the gate is theirs then.
 */
export async function settleEffect(
  database: Database,
  row: Claimed,
  ending: Ending,
  gapSeconds: number,
): Promise<void> {
  const ours = eq(outbox.attempts, row.attempts);
  const settled = database.sql
    .update(outbox)
    .set(written(row, ending))
    .where(
      and(
        eq(outbox.workspace, row.workspace),
        eq(outbox.id, row.id),
        ending.kind === 'done' ? undefined : ours,
      ),
    )
    .returning({ workspace: outbox.workspace });
  const opens = [{ gate: row.gate, seconds: closedFor(ending, gapSeconds) }];
  if (ending.kind === 'shut' && ending.method !== null) {
    opens.push({ gate: `method:${ending.method}`, seconds: ending.seconds });
  }
  const values = sql.join(
    opens.map(({ gate, seconds }) => sql`(${gate}::text, ${seconds}::float8)`),
    sql`, `,
  );
  await guarded(() =>
    database.sql.execute(sql`
      with held as (
        select from outbox o where o.workspace = ${row.workspace} and o.id = ${row.id} and o.attempts = ${row.attempts}
      ), settled as (${settled.getSQL()})
      insert into gates as g (workspace, gate, next_at)
      select settled.workspace, opens.gate, clock_timestamp() + make_interval(secs => opens.seconds)
      from settled, held, (values ${values}) as opens (gate, seconds) order by opens.gate
      on conflict (workspace, gate) do update set next_at = case
        when excluded.gate like 'method:%' then greatest(g.next_at, excluded.next_at) else excluded.next_at end`),
  );
}

function closedFor(ending: Ending, gapSeconds: number): number {
  if (ending.kind === 'shut') return ending.seconds;
  return ending.kind === 'postponed' ? ending.landsWithin + gapSeconds : gapSeconds;
}

function written(row: Claimed, ending: Ending) {
  switch (ending.kind) {
    case 'done': {
      const { channel, ts, gate } = ending.landed;
      return {
        done: row.wanted,
        leaseUntil: null,
        attempts: 0,
        lastError: null,
        doneAt: sql`steward_now()`,
        ...(channel === undefined ? {} : { channel }),
        ...(ts === undefined ? {} : { ts }),
        ...(gate === undefined ? {} : { gate }),
      };
    }
    case 'postponed':
      return {
        leaseUntil: sql`clock_timestamp() + make_interval(secs => ${Math.max(ending.seconds, ending.landsWithin)}::float8)`,
        lastError: ending.error,
      };
    case 'put_off':
      return { leaseUntil: null, dueAt: ending.until, attempts: row.attempts - 1 };
    case 'shut':
      return { leaseUntil: null, attempts: row.attempts - 1, lastError: 'ratelimited' };
    case 'gave_up':
      return { gaveUpAt: sql`steward_now()`, leaseUntil: null, lastError: ending.error };
  }
}

/** Keeps what a retry must know before the next call is made. */
export async function effectProgress(database: Database, row: Claimed, progress: string): Promise<void> {
  await guarded(() =>
    database.sql
      .update(outbox)
      .set({ progress })
      .where(and(eq(outbox.workspace, row.workspace), eq(outbox.id, row.id))),
  );
}

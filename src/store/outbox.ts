import { and, eq, inArray, type Placeholder, placeholder, sql } from 'drizzle-orm';
import { type Effect, type Lane, lanes, type Place } from '../domain/effects.ts';
import { type WorkspaceId, workspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import { gates, outbox } from './schema.ts';
import { statement } from './statement.ts';

/** Something that Slack should come to show. `name` is unique for ever: wanting it again never doubles it. */
export interface Intent {
  readonly name: string;
  readonly effect: Effect;
  readonly lane: Lane;
  /** Name of an intent that must be done first. */
  readonly after?: string;
  readonly dueAt?: Date;
}

/**
 * Wants an effect. A message that is wanted again is drawn and sent again in place; if it is in flight at that
 * moment, once more afterwards. Other effects are done once.
 */
export async function want(tx: Tx, intent: Intent): Promise<void> {
  if (intent.effect.do === 'message' || intent.effect.do === 'home') return wantAll(tx, [intent]);
  const target = [outbox.workspace, outbox.name];
  await tx.sql.insert(outbox).values(rowOf(tx, intent)).onConflictDoNothing({ target });
  tx.promptWork('deliver');
}

/** Wants messages, each of another name, at once. */
export async function wantAll(tx: Tx, intents: readonly Intent[]): Promise<void> {
  if (intents.length === 0) return;
  await tx.sql
    .insert(outbox)
    .values(intents.map((intent) => rowOf(tx, intent)))
    .onConflictDoUpdate({ target: [outbox.workspace, outbox.name], set: onceMore(tx.now.toISOString()) });
  tx.promptWork('deliver');
}

const rowOf = (tx: Tx, intent: Intent) => ({
  workspace: tx.workspace,
  name: intent.name,
  effect: intent.effect,
  lane: lanes[intent.lane],
  gate: gateOf(intent.effect, intent.name),
  after: intent.after ?? null,
  dueAt: intent.dueAt ?? tx.now,
  wantedAt: tx.now,
});

/** Redraws a message that was wanted before; nothing happens when it never was. */
export async function redraw(tx: Tx, name: string): Promise<void> {
  await updateAgain(tx.sql).execute({ workspace: tx.workspace, name, now: tx.now.toISOString() });
  tx.promptWork('deliver');
}

/** Redraws those among these messages that were wanted before. */
export async function redrawAmong(tx: Tx, names: readonly string[]): Promise<void> {
  await tx.sql
    .update(outbox)
    .set(onceMore(tx.now.toISOString()))
    .where(and(eq(outbox.workspace, tx.workspace), inArray(outbox.name, [...names])));
  tx.promptWork('deliver');
}

/**
 * Redraws all messages whose name begins so: one thing may stand in several, as reminders of it do. Looks through the
 * workspace's own rows, of which the sweep leaves a month.
 */
export async function redrawAll(tx: Tx, prefix: string): Promise<void> {
  await tx.sql
    .update(outbox)
    .set(onceMore(tx.now.toISOString()))
    .where(
      and(
        eq(outbox.workspace, tx.workspace),
        sql`starts_with(${outbox.name}, ${prefix})`,
        sql`${outbox.effect}->>'do' = 'message'`,
      ),
    );
  tx.promptWork('deliver');
}

/**
 * One more send. What is pending stays wanted since then: a post of unclear outcome is looked for from there on. What was
 * given up is tried again, since its reason may be gone.
 */
const onceMore = (now: string | Placeholder) => ({
  gaveUpAt: null,
  attempts: sql`case when ${outbox.gaveUpAt} is null then ${outbox.attempts} else least(${outbox.attempts}, 1) end`,
  wanted: sql`${outbox.wanted} + 1`,
  wantedAt: sql`case when ${outbox.wanted} > ${outbox.done} then ${outbox.wantedAt}
    else ${now}::timestamptz end`,
});

const updateAgain = statement((db: Tx['sql']) =>
  db
    .update(outbox)
    .set(onceMore(placeholder('now')))
    .where(and(eq(outbox.workspace, placeholder('workspace')), eq(outbox.name, placeholder('name'))))
    .prepare('want_again'),
);

/** Posts of one conversation share a gate, because Slack allows about one a second there. */
function gateOf(effect: Effect, name: string): string {
  switch (effect.do) {
    case 'message':
    case 'file':
      return placeGate(effect.to);
    default:
      return `effect:${name}`;
  }
}

function placeGate(place: Place): string {
  if ('person' in place) return `person:${place.person}`;
  return 'channel' in place ? `channel:${place.channel}` : place.room;
}

/** A claimed intent: ours until the lease ends. */
export interface Claimed {
  readonly workspace: WorkspaceId;
  readonly id: number;
  readonly name: string;
  /** As stored; a newer version may have written a kind that this one does not know. */
  readonly effect: unknown;
  readonly gate: string;
  readonly wanted: number;
  readonly attempts: number;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly progress: string | null;
  readonly wantedAt: Date;
}

/**
 * Claims at most one pending intent of each free gate, incidents before nudges, and closes those gates for
 * a gap (a channel's posts, a card's updates). Only of the workspace that our token belongs to. Works on any number of
 * replicas at once: a row and a gate are taken by one of them.
 */
export async function claimEffects(
  database: Database,
  options: {
    workspace: WorkspaceId;
    limit: number;
    leaseSeconds: number;
    postGapSeconds: number;
    updateGapSeconds: number;
  },
): Promise<Claimed[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      with ready as (
        select o.workspace, o.gate, o.id, o.lane
        from outbox o
        left join gates g on g.workspace = o.workspace and g.gate = o.gate
        where o.workspace = ${options.workspace}
          and o.wanted > o.done and o.gave_up_at is null and o.due_at <= (select steward_now())
          and (o.lease_until is null or o.lease_until < clock_timestamp())
          and (g.next_at is null or g.next_at <= clock_timestamp())
          and not exists (
            select from outbox first
            where first.workspace = o.workspace and first.name = o.after_name
              and first.done = 0 and first.gave_up_at is null)
        order by o.lane, o.id limit ${options.limit * 50}
      ), pending as (
        select distinct on (workspace, gate) workspace, gate, id, lane
        from ready order by workspace, gate, lane, id
      ), chosen as (
        select workspace, gate, id from pending order by lane, id limit ${options.limit}
      ), passed as (
        insert into gates as g (workspace, gate, next_at)
        select workspace, gate, clock_timestamp() + make_interval(secs =>
          case when gate like 'card:%' then ${options.updateGapSeconds}::float8 else ${options.postGapSeconds}::float8 end)
        from chosen
        order by workspace, gate
        on conflict (workspace, gate) do update set next_at = excluded.next_at
          where g.next_at <= clock_timestamp()
        returning g.workspace, g.gate
      ), taken as (
        select o.workspace, o.id from outbox o
        join chosen c on c.workspace = o.workspace and c.id = o.id
        join passed p on p.workspace = c.workspace and p.gate = c.gate
        where o.wanted > o.done and o.gave_up_at is null
          and (o.lease_until is null or o.lease_until < clock_timestamp())
        for update of o skip locked
      )
      update outbox o
      set lease_until = clock_timestamp() + make_interval(secs => ${options.leaseSeconds}), attempts = attempts + 1
      from taken where o.workspace = taken.workspace and o.id = taken.id
      returning o.workspace, o.id, o.name, o.effect, o.gate, o.wanted, o.attempts, o.channel, o.ts, o.progress,
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
    wanted: Number(row['wanted']),
    attempts: Number(row['attempts']),
    channel: textOrNull(row['channel']),
    ts: textOrNull(row['ts']),
    progress: textOrNull(row['progress']),
    wantedAt: new Date(Number(row['wanted_at']) * 1000),
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Where an effect ended up, so that the next send updates it and what waits for it can go on. */
export interface Landed {
  readonly channel?: string | null;
  readonly ts?: string | null;
  /** Later sends pass this gate instead: an update in place does not count against the channel's posts. */
  readonly gate?: string;
}

/** The effect showed the state as it was when claimed; if it was wanted again since, it stays pending. */
export async function effectDone(database: Database, row: Claimed, landed: Landed): Promise<void> {
  await guarded(() =>
    database.sql
      .update(outbox)
      .set({
        done: row.wanted,
        leaseUntil: null,
        attempts: 0,
        lastError: null,
        doneAt: sql`steward_now()`,
        ...(landed.channel === undefined ? {} : { channel: landed.channel }),
        ...(landed.ts === undefined ? {} : { ts: landed.ts }),
        ...(landed.gate === undefined ? {} : { gate: landed.gate }),
      })
      .where(and(eq(outbox.workspace, row.workspace), eq(outbox.id, row.id))),
  );
}

/** Not now: try again after `seconds`, by the real clock. */
export async function effectPostponed(
  database: Database,
  row: Claimed,
  seconds: number,
  error: string,
): Promise<void> {
  await guarded(() =>
    database.sql
      .update(outbox)
      .set({ leaseUntil: sql`clock_timestamp() + make_interval(secs => ${seconds})`, lastError: error })
      .where(and(eq(outbox.workspace, row.workspace), eq(outbox.id, row.id))),
  );
}

/** Slack asked for a pause: nothing passes this gate for `seconds`. It surely did not perform the effect. */
export async function gateShut(database: Database, row: Claimed, seconds: number): Promise<void> {
  await guarded(async () => {
    await database.sql
      .update(gates)
      .set({ nextAt: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
      .where(and(eq(gates.workspace, row.workspace), eq(gates.gate, row.gate)));
    await database.sql
      .update(outbox)
      .set({ leaseUntil: null, attempts: row.attempts - 1, lastError: 'ratelimited' })
      .where(and(eq(outbox.workspace, row.workspace), eq(outbox.id, row.id)));
  });
}

/** It cannot work: kept with its error, shown in `/key status`, no longer tried. */
export async function effectGaveUp(database: Database, row: Claimed, error: string): Promise<void> {
  await guarded(() =>
    database.sql
      .update(outbox)
      .set({ gaveUpAt: sql`steward_now()`, leaseUntil: null, lastError: error })
      .where(and(eq(outbox.workspace, row.workspace), eq(outbox.id, row.id))),
  );
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

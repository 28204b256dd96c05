/** People who left, and the keys that are to be taken care of since. */
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { HeldAs, Tie } from '../domain/custody-checks.ts';
import type { Day, KeyRef, PersonId, Tier } from '../domain/words.ts';
import type { Scope, Tx } from './database.ts';
import { departureKeys, departures } from './schema.ts';

export type DepartureRow = Omit<typeof departures.$inferSelect, 'workspace'>;

export interface TiedKey extends Tie {
  readonly key: KeyRef;
  readonly tier: Tier;
}

/**
 * The keys that have not ended and to which somebody is tied, or was their custodian once. Left out is what was said to
 * need nothing after they left, unless they were given the key again since.
 */
export async function keysTiedTo(scope: Scope, person: PersonId): Promise<TiedKey[]> {
  const said = (...names: readonly string[]) =>
    sql.join(
      names.map((name) => sql`a.detail ->> ${name} = ${person}`),
      sql` or `,
    );
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select * from (
      select k.id, k.tier, k.custodian = ${person} as custodian, coalesce(k.deputy = ${person}, false) as deputy,
        exists (select from console_holders h
          where h.workspace = k.workspace and h.account = k.account and h.person = ${person}) as login,
        exists (select from audit a where a.workspace = k.workspace and a.subject = 'key:' || k.id
          and (${said('custodian')} or (a.deed = 'custody handed over' and ${said('from')}))) as once
      from keys k where k.workspace = ${scope.workspace} and k.state in ('active', 'compromised')) t
    where (custodian or deputy or login or once)
      and not exists (
        select from departure_keys d join departures p on p.workspace = d.workspace and p.id = d.departure
        where d.workspace = ${scope.workspace} and d.key = t.id and p.person = ${person} and d.settled_by is not null
          and not exists (select from audit a where a.workspace = d.workspace and a.subject = 'key:' || t.id
            and a.at > d.settled_at and (${said('custodian', 'deputy')})))
    order by id`);
  return rows.map((row) => ({
    key: Number(row['id']) as KeyRef,
    tier: Number(row['tier']) as Tier,
    isCustodian: row['custodian'] === true,
    isDeputy: row['deputy'] === true,
    canLogIn: row['login'] === true,
    once: row['once'] === true,
  }));
}

/** Everybody who is tied to a key that has not ended, or was its custodian once, or is part of an offer that waits. */
export async function peopleTiedToKeys(scope: Scope): Promise<Set<PersonId>> {
  const { rows } = await scope.sql.execute<{ person: string | null }>(sql`
    with living as (
      select id, account, custodian, deputy from keys
      where workspace = ${scope.workspace} and state in ('active', 'compromised'))
    select custodian as person from living union select deputy from living
    union select unnest(array[from_person, to_person]) from handovers
      where workspace = ${scope.workspace} and answer is null
    union select h.person from console_holders h join living k on k.account = h.account
      where h.workspace = ${scope.workspace}
    union select a.detail ->> 'custodian' from living k
      join audit a on a.workspace = ${scope.workspace} and a.subject = 'key:' || k.id
      where jsonb_exists(a.detail, 'custodian')`);
  return new Set(rows.flatMap(({ person }) => (person === null ? [] : [person as PersonId])));
}

/** The departure of somebody that has not ended. */
export async function openDepartureOf(scope: Scope, person: PersonId): Promise<DepartureRow | null> {
  const [row] = await scope.sql
    .select()
    .from(departures)
    .where(
      and(
        eq(departures.workspace, scope.workspace),
        eq(departures.person, person),
        isNull(departures.endedAt),
      ),
    );
  return row ?? null;
}

/** Everybody whose departure has not ended. */
export async function peopleAway(scope: Scope): Promise<PersonId[]> {
  const rows = await scope.sql
    .select({ person: departures.person })
    .from(departures)
    .where(and(eq(departures.workspace, scope.workspace), isNull(departures.endedAt)));
  return rows.map(({ person }) => person);
}

export async function departureById(scope: Scope, id: number): Promise<DepartureRow | null> {
  const [row] = await scope.sql
    .select()
    .from(departures)
    .where(and(eq(departures.workspace, scope.workspace), eq(departures.id, id)));
  return row ?? null;
}

/** The same, locked until the transaction ends. */
export async function lockDeparture(tx: Tx, id: number): Promise<DepartureRow | null> {
  const [row] = await tx.sql
    .select()
    .from(departures)
    .where(and(eq(departures.workspace, tx.workspace), eq(departures.id, id)))
    .for('update');
  return row ?? null;
}

/** Opens somebody's departure, or finds the one that is open already; locked until the transaction ends. */
export async function openDeparture(
  tx: Tx,
  person: PersonId,
  noticedBy: DepartureRow['noticedBy'],
): Promise<DepartureRow> {
  const [made] = await tx.sql
    .insert(departures)
    .values({ workspace: tx.workspace, person, noticedAt: tx.now, noticedBy })
    .onConflictDoNothing()
    .returning();
  if (made) {
    tx.record('departure noticed', `departure:${made.id}`, { person, noticedBy });
    return made;
  }
  const open = await openDepartureOf(tx, person);
  const locked = open === null ? null : await lockDeparture(tx, open.id);
  if (locked === null) throw new Error('a departure is open and is not');
  return locked;
}

/** Adds keys to a locked departure. @returns those that were not in it. */
export async function insertDepartureKeys(
  tx: Tx,
  { id, person }: DepartureRow,
  held: readonly { readonly key: KeyRef; readonly heldAs: HeldAs }[],
): Promise<KeyRef[]> {
  if (held.length === 0) return [];
  const rows = await tx.sql
    .insert(departureKeys)
    .values(held.map((each) => ({ ...each, workspace: tx.workspace, departure: id })))
    .onConflictDoNothing()
    .returning({ key: departureKeys.key, heldAs: departureKeys.heldAs });
  for (const row of rows)
    tx.record('left behind', `key:${row.key}`, { person, heldAs: row.heldAs, departure: id });
  return rows.map(({ key }) => key);
}

/** Settles keys of a locked departure. @param how what is said of it. @returns those that were open. */
export async function settleDepartureKeys(
  tx: Tx,
  { id, person }: DepartureRow,
  settled: readonly { readonly key: KeyRef; readonly how: string }[],
): Promise<KeyRef[]> {
  const done: KeyRef[] = [];
  for (const [how, group] of Map.groupBy(settled, (each) => each.how)) {
    const rows = await tx.sql
      .update(departureKeys)
      .set({ settledAt: tx.now, settledBy: tx.act.person, settledHow: how })
      .where(
        and(
          eq(departureKeys.workspace, tx.workspace),
          eq(departureKeys.departure, id),
          isNull(departureKeys.settledAt),
          inArray(
            departureKeys.key,
            group.map(({ key }) => key),
          ),
        ),
      )
      .returning({ key: departureKeys.key });
    for (const { key } of rows) {
      tx.record('left key taken care of', `key:${key}`, { person, how, departure: id });
      done.push(key);
    }
  }
  return done;
}

/** Ends a locked departure when no key of it is open. @returns whether it did. */
export async function endDepartureIfDone(tx: Tx, { id, person }: DepartureRow): Promise<boolean> {
  const { rows } = await tx.sql.execute(sql`
    update departures d set ended_at = ${tx.now.toISOString()}::timestamptz
    where d.workspace = ${tx.workspace} and d.id = ${id} and d.ended_at is null
      and not exists (select from departure_keys k
        where k.workspace = d.workspace and k.departure = d.id and k.settled_at is null)
    returning d.id`);
  if (rows.length > 0) tx.record('departure taken care of', `departure:${id}`, { person });
  return rows.length > 0;
}

export async function departureReminded(tx: Tx, { id, person }: DepartureRow, day: Day): Promise<void> {
  await tx.sql
    .update(departures)
    .set({ remindedOn: day })
    .where(and(eq(departures.workspace, tx.workspace), eq(departures.id, id)));
  tx.record('departure reminded', `departure:${id}`, { person, day });
}

/** Names of the live messages about departures: of one, or of the open ones that a key is in. */
export async function departureMessages(
  scope: Scope,
  about: { readonly departure: number } | { readonly key: KeyRef },
): Promise<string[]> {
  const ids =
    'departure' in about
      ? sql`select ${about.departure}::bigint as id`
      : sql`select d.id from departure_keys k
          join departures d on d.workspace = k.workspace and d.id = k.departure and d.ended_at is null
          where k.workspace = ${scope.workspace} and k.key = ${about.key} and k.settled_at is null`;
  const { rows } = await scope.sql.execute<{ name: string }>(sql`
    select o.name from (${ids}) d
    join outbox o on o.workspace = ${scope.workspace} and starts_with(o.name, 'departure:' || d.id || ':')
    order by o.id`);
  return rows.map(({ name }) => name);
}

/** What a leaving asks of a key: who left, when that was noticed. */
export interface LeftBehind {
  readonly name: string;
  readonly standing: string;
  readonly noticedAt: Date;
}

/** The open departures after which a copy of this key may be about. */
export async function departuresSettingDay(scope: Scope, key: KeyRef): Promise<LeftBehind[]> {
  const { rows } = await scope.sql.execute<{ name: string | null; standing: string; noticed: string }>(sql`
    select p.name, coalesce(p.standing, 'deactivated') as standing, extract(epoch from d.noticed_at)::text as noticed
    from departure_keys k
    join departures d on d.workspace = k.workspace and d.id = k.departure and d.ended_at is null
    left join people p on p.workspace = d.workspace and p.id = d.person
    where k.workspace = ${scope.workspace} and k.key = ${key} and k.settled_at is null
      and k.held_as in ('custodian', 'once_custodian')
    order by d.noticed_at`);
  return rows.map((row) => ({
    name: row.name ?? 'Somebody',
    standing: row.standing,
    noticedAt: new Date(Number(row.noticed) * 1000),
  }));
}

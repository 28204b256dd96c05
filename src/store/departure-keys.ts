/** The keys of departures as they stand now: what their cards and reminders say. */
import { sql } from 'drizzle-orm';
import type { HeldAs, Tie } from '../domain/custody-checks.ts';
import type { WorkDays } from '../domain/days.ts';
import type { KeyState } from '../domain/key-state.ts';
import type { AccountRef, Day, KeyRef, PersonId, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Scope } from './database.ts';

/** A key of a departure, with what the person who left still is to it. */
export interface DepartureKey extends Omit<Tie, 'once'> {
  readonly key: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: AccountRef;
  readonly accountName: string;
  readonly tier: Tier;
  readonly state: KeyState;
  readonly dueOn: Day;
  readonly heldAs: HeldAs;
  readonly rotating: boolean;
  /** It got a new value in its place after they left, and the old one has ended. */
  readonly renewed: boolean;
  /** Who was asked to take it over and did not answer yet. */
  readonly offeredTo: PersonId | null;
  readonly settledAt: Date | null;
  /** `null` when it came about by itself. */
  readonly settledBy: PersonId | null;
  readonly settledHow: string | null;
}

/** All keys of a departure, the worst first. */
export async function keysOfDeparture(
  scope: Scope,
  departure: { readonly id: number; readonly person: PersonId },
): Promise<DepartureKey[]> {
  const { person } = departure;
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select k.id, k.label, k.provider, k.account, a.name as account_name, k.tier, k.state, k.due_on::text, d.held_as,
      k.custodian = ${person} as custodian, coalesce(k.deputy = ${person}, false) as deputy,
      exists (select from console_holders h
        where h.workspace = k.workspace and h.account = k.account and h.person = ${person}) as login,
      exists (select from rotations r
        where r.workspace = k.workspace and r.key = k.id and r.ended_at is null) as rotating,
      exists (select from rotations r join departures p on p.workspace = r.workspace and p.id = d.departure
        where r.workspace = k.workspace and r.key = k.id and r.new_key = r.key and r.ended_at is not null
          and r.aborted_by is null and r.new_key_at >= p.noticed_at) as renewed,
      (select h.to_person from handovers h
        where h.workspace = k.workspace and h.key = k.id and h.answer is null) as offered_to,
      extract(epoch from d.settled_at)::text as settled_at, d.settled_by, d.settled_how
    from departure_keys d
    join keys k on k.workspace = d.workspace and k.id = d.key
    join accounts a on a.workspace = k.workspace and a.id = k.account
    where d.workspace = ${scope.workspace} and d.departure = ${departure.id}
    order by k.tier, k.due_on, k.label_key`);
  return rows.map(keyOf);
}

const keyOf = (row: Record<string, unknown>): DepartureKey => ({
  key: Number(row['id']) as KeyRef,
  label: String(row['label']),
  provider: String(row['provider']),
  account: Number(row['account']) as AccountRef,
  accountName: String(row['account_name']),
  tier: Number(row['tier']) as Tier,
  state: row['state'] as KeyState,
  dueOn: String(row['due_on']) as Day,
  heldAs: row['held_as'] as HeldAs,
  isCustodian: row['custodian'] === true,
  isDeputy: row['deputy'] === true,
  canLogIn: row['login'] === true,
  rotating: row['rotating'] === true,
  renewed: row['renewed'] === true,
  offeredTo: personIn(row['offered_to']),
  settledAt: row['settled_at'] === null ? null : new Date(Number(row['settled_at']) * 1000),
  settledBy: personIn(row['settled_by']),
  settledHow: row['settled_how'] === null ? null : String(row['settled_how']),
});

const personIn = (value: unknown): PersonId | null => (value == null ? null : (String(value) as PersonId));

/** A departure that has not ended, with what decides when its people are reminded. */
export interface OpenDeparture extends WorkDays {
  readonly workspace: WorkspaceId;
  readonly id: number;
  readonly noticedAt: Date;
  readonly remindedOn: Day | null;
  readonly timezone: string;
  readonly workFrom: number;
  readonly workTo: number;
}

/** In all workspaces that have us. */
export async function openDepartures(database: Database): Promise<OpenDeparture[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<string, unknown>>(sql`
      select d.workspace, d.id, extract(epoch from d.noticed_at)::text as noticed, d.reminded_on::text, w.timezone,
        w.work_from, w.work_to, w.work_days, w.holidays::text[] as holidays
      from departures d join workspaces w on w.id = d.workspace and w.lost_at is null
      where d.ended_at is null order by d.workspace, d.id`),
  );
  return rows.map((row) => ({
    workspace: String(row['workspace']) as WorkspaceId,
    id: Number(row['id']),
    noticedAt: new Date(Number(row['noticed']) * 1000),
    remindedOn: row['reminded_on'] === null ? null : (String(row['reminded_on']) as Day),
    timezone: String(row['timezone']),
    workFrom: Number(row['work_from']),
    workTo: Number(row['work_to']),
    workDays: row['work_days'] as number[],
    holidays: row['holidays'] as Day[],
  }));
}

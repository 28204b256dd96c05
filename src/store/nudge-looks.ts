/** Which keys the planner has to look at, and all that decides about them. */
import { sql } from 'drizzle-orm';
import type { NudgeAudience, NudgeKind } from '../domain/nudge.ts';
import type { Stage } from '../domain/rotation.ts';
import type { Day, KeyRef, PersonId, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import { NOBODY } from './groups.ts';
import type { KeyRow } from './keys.ts';

/** Keys of any workspace whose time to be looked at has come, the longest waiting first. */
export async function keysToLookAt(
  database: Database,
  now: Date,
  limit: number,
): Promise<{ workspace: WorkspaceId; key: KeyRef }[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<{ workspace: string; key: string }>(sql`
      select workspace, key from nudge_looks where at <= ${now.toISOString()}::timestamptz order by at limit ${limit}`),
  );
  return rows.map(({ workspace, key }) => ({
    workspace: workspace as WorkspaceId,
    key: Number(key) as KeyRef,
  }));
}

/**
 * Locks those of these keys that still wait to be looked at, until the transaction ends. One that somebody changes at
 * this moment is left out: it is looked at when they are done.
 */
export async function lockToLookAt(tx: Tx, ids: readonly KeyRef[]): Promise<KeyRef[]> {
  const numbers = (rows: { key: string }[]): KeyRef[] => rows.map(({ key }) => Number(key) as KeyRef);
  const free = await tx.sql.execute<{ key: string }>(sql`
    select id as key from keys where workspace = ${tx.workspace} and id = any(${sql.param([...ids])}::bigint[])
    order by id for no key update skip locked`);
  // The rows of looks are locked as well: what resets them meanwhile waits, and so is not lost.
  const { rows } = await tx.sql.execute<{ key: string }>(sql`
    select key from nudge_looks
    where workspace = ${tx.workspace} and key = any(${sql.param(numbers(free.rows))}::bigint[])
      and at <= ${tx.now.toISOString()}::timestamptz
    order by key for update`);
  return numbers(rows);
}

/** Somebody as stored: their zone as Slack said, `null` when we have not met them. */
export interface StoredParty {
  readonly id: PersonId;
  readonly timezone: string | null;
  readonly standing: string | null;
}

export interface StoredSent {
  readonly kind: NudgeKind;
  readonly dueOn: Day;
  readonly round: number;
  readonly audience: NudgeAudience;
  readonly lastStage: Stage;
  readonly openStage: Stage | null;
  /** Seconds since 1970. */
  readonly openSince: number | null;
}

export type LookedAtKey = Pick<
  KeyRow,
  'state' | 'provider' | 'permissions' | 'allowlist' | 'environment' | 'createdOn' | 'inUseOn'
> & {
  readonly id: KeyRef;
  readonly tier: Tier;
  readonly dueOn: Day;
  readonly expiresOn: Day | null;
  readonly snoozedUntil: Day | null;
  readonly snoozes: number;
  readonly disowned: boolean;
  /** Seconds since 1970. */
  readonly recordedAt: number;
  readonly custodian: StoredParty;
  readonly deputy: StoredParty | null;
  readonly rotating: boolean;
  readonly offer: {
    readonly id: number;
    /** Seconds since 1970. */
    readonly askedAt: number;
    readonly from: StoredParty;
    readonly to: StoredParty;
  } | null;
  readonly sent: readonly StoredSent[];
};

const party = (person: string, as: string) =>
  sql.raw(`json_build_object('id', ${person}, 'timezone', ${as}.timezone, 'standing', ${as}.standing)`);
const met = (as: string, person: string) =>
  sql.raw(`left join people ${as} on ${as}.workspace = k.workspace and ${as}.id = ${person}`);

/** Everything about these keys that decides about their nudges, as one JSON value each. */
export async function lookedAtKeys(tx: Tx, ids: readonly KeyRef[]): Promise<LookedAtKey[]> {
  const { rows } = await tx.sql.execute<{ key: LookedAtKey }>(sql`
    select json_build_object(
      'id', k.id, 'state', k.state, 'tier', k.tier, 'dueOn', k.due_on, 'expiresOn', k.expires_on,
      'snoozedUntil', k.snoozed_until, 'snoozes', k.snoozes, 'disowned', k.disowned_at is not null,
      'recordedAt', extract(epoch from k.recorded_at), 'createdOn', k.created_on, 'inUseOn', k.in_use_on,
      'provider', k.provider, 'permissions', k.permissions, 'allowlist', k.allowlist, 'environment', k.environment,
      'custodian', ${party('k.custodian', 'c')},
      'deputy', case when k.deputy is null then null else ${party('k.deputy', 'd')} end,
      'rotating', o.id is not null,
      'offer', case when h.id is null then null else json_build_object('id', h.id,
        'askedAt', extract(epoch from h.asked_at), 'from', ${party('h.from_person', 'f')},
        'to', ${party('h.to_person', 't')}) end,
      'sent', coalesce(s.sent, '[]')) as key
    from keys k
    ${met('c', 'k.custodian')} ${met('d', 'k.deputy')}
    left join rotations o on o.workspace = k.workspace and o.key = k.id and o.ended_at is null
    left join handovers h on h.workspace = k.workspace and h.key = k.id and h.answer is null
    ${met('f', 'h.from_person')} ${met('t', 'h.to_person')}
    left join lateral (${sentAbout}) s on true
    where k.workspace = ${tx.workspace} and k.id = any(${sql.param([...ids])}::bigint[])
    order by k.id`);
  return rows.map(({ key }) => key);
}

/** What was sent about a key, told by what it was about and to whom. */
const sentAbout = sql`
  select json_agg(json_build_object('kind', kind, 'dueOn', due_on, 'round', round, 'audience', audience,
    'lastStage', last_stage, 'openStage', open_stage, 'openSince', extract(epoch from open_since))) as sent
  from (
    select n.kind, n.due_on, n.round, n.audience, min(n.stage) as last_stage,
      (array_agg(n.stage order by n.id) filter (where n.answer is null))[1] as open_stage,
      min(n.planned_at) filter (where n.answer is null) as open_since
    from nudges n where n.workspace = k.workspace and n.key = k.id
    group by n.kind, n.due_on, n.round, n.audience) about`;

/** Who leads: the first member of the group of leads, since one who is asked answers sooner than many. */
export async function leadHere(tx: Tx): Promise<StoredParty | null> {
  const { rows } = await tx.sql.execute<Record<'id' | 'timezone' | 'standing', string | null>>(sql`
    select g.person as id, p.timezone, p.standing
    from workspaces w
    join group_members g on g.workspace = w.id and g.group_id = w.lead_group and g.person <> ${NOBODY}
    left join people p on p.workspace = w.id and p.id = g.person
    where w.id = ${tx.workspace} and (p.standing is null or p.standing = 'member')
    order by g.person limit 1`);
  const [row] = rows;
  return row?.id == null ? null : { id: row.id as PersonId, timezone: row.timezone, standing: row.standing };
}

/** Puts off the next look at keys that the transaction has locked; `null`: until something changes. */
export async function lookAgain(
  tx: Tx,
  looks: readonly { readonly key: KeyRef; readonly at: Date | null }[],
): Promise<void> {
  if (looks.length === 0) return;
  await tx.sql.execute(sql`
    update nudge_looks l set at = v.at
    from unnest(${sql.param(looks.map(({ key }) => key))}::bigint[],
      ${sql.param(looks.map(({ at }) => at?.toISOString() ?? 'infinity'))}::timestamptz[]) as v (key, at)
    where l.workspace = ${tx.workspace} and l.key = v.key`);
}

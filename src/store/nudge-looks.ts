/** Which keys the planner has to look at, and all that decides about them. */
import { inArray, placeholder, sql } from 'drizzle-orm';
import type { NudgeAudience, NudgeKind } from '../domain/nudge.ts';
import type { Stage } from '../domain/rotation.ts';
import type { Day, KeyRef, PersonId, Tier, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, type Tx } from './database.ts';
import { NOBODY } from './groups.ts';
import type { KeyRow } from './keys.ts';
import type { Workspace } from './people.ts';
import { workspaces } from './schema.ts';
import { sqlStatement } from './statement.ts';

/** A key that waits to be looked at. `version` changes with everything that decides about its nudges. */
export interface Look {
  readonly workspace: WorkspaceId;
  readonly key: KeyRef;
  readonly version: string;
}

/** Keys of any workspace whose time to be looked at has come, the longest waiting first. */
export async function keysToLookAt(database: Database, now: Date, limit: number): Promise<Look[]> {
  const { rows } = await guarded(() =>
    database.sql.execute<Record<keyof Look, string>>(sql`
      select workspace, key, xmin::text as version from nudge_looks
      where at <= ${now.toISOString()}::timestamptz order by at limit ${limit}`),
  );
  return rows.map(({ workspace, key, version }) => ({
    workspace: workspace as WorkspaceId,
    key: Number(key) as KeyRef,
    version,
  }));
}

/**
 * Locks those of these keys, until the transaction ends, about which nothing has changed since they were looked at. One
 * that somebody changes at this moment is left out: it is looked at again when they are done.
 */
export async function lockUnchanged(tx: Tx, looks: readonly Look[]): Promise<Set<KeyRef>> {
  const given = {
    workspace: tx.workspace,
    keys: looks.map(({ key }) => key),
    versions: looks.map(({ version }) => version),
  };
  const { rows } = await lockFree(tx.sql).execute(given);
  return new Set(rows.map(({ key }) => Number(key) as KeyRef));
}

const lockFree = sqlStatement<{ key: string }>(
  'lock_unchanged',
  sql`with free as materialized (
      select id from keys where workspace = ${placeholder('workspace')} and id = any(${placeholder('keys')}::bigint[])
      order by id for no key update skip locked)
    select l.key from nudge_looks l
    join free on free.id = l.key
    join unnest(${placeholder('keys')}::bigint[], ${placeholder('versions')}::text[]) as seen (key, version)
      on seen.key = l.key
    where l.workspace = ${placeholder('workspace')} and l.xmin::text = seen.version
    order by l.key for update of l`,
);

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
  /** Seconds since 1970, as the next. */
  readonly lastAt: number;
  readonly openSince: number | null;
  readonly settled: readonly { readonly to: PersonId | null; readonly since: number }[] | null;
}

export type LookedAtKey = Pick<
  KeyRow,
  'state' | 'provider' | 'permissions' | 'allowlist' | 'environment' | 'createdOn' | 'inUseOn'
> & {
  readonly workspace: WorkspaceId;
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
export async function lookedAtKeys(database: Database, looks: readonly Look[]): Promise<LookedAtKey[]> {
  const given = {
    workspaces: looks.map(({ workspace }) => workspace),
    keys: looks.map(({ key }) => key),
  };
  const { rows } = await guarded(() => selectLookedAt(database.sql).execute(given));
  return rows.map(({ key }) => key);
}

/** What was sent about a key, told by what it was about and to whom. */
const sentAbout = sql`
  select json_agg(json_build_object('kind', kind, 'dueOn', due_on, 'round', round, 'audience', audience,
    'lastStage', last_stage, 'lastAt', extract(epoch from last_at), 'openSince', extract(epoch from open_since),
    'settled', settled)) as sent
  from (
    select n.kind, n.due_on, n.round, n.audience, min(n.stage) as last_stage,
      max(n.planned_at) as last_at,
      min(n.planned_at) filter (where n.answer is null) as open_since,
      json_agg(json_build_object('to', n.recipient, 'since', extract(epoch from n.planned_at)))
        filter (where n.answer = 'settled') as settled
    from nudges n where n.workspace = k.workspace and n.key = k.id
    group by n.kind, n.due_on, n.round, n.audience) about`;

/** Named, because to plan it takes longer than to answer it. */
const selectLookedAt = sqlStatement<{ key: LookedAtKey }>(
  'looked_at_keys',
  sql`
    select json_build_object(
      'workspace', k.workspace, 'id', k.id, 'state', k.state, 'tier', k.tier, 'dueOn', k.due_on,
      'expiresOn', k.expires_on,
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
    from unnest(${placeholder('workspaces')}::text[], ${placeholder('keys')}::bigint[]) as look (workspace, key)
    join keys k on k.workspace = look.workspace and k.id = look.key
    ${met('c', 'k.custodian')} ${met('d', 'k.deputy')}
    left join rotations o on o.workspace = k.workspace and o.key = k.id and o.ended_at is null
    left join handovers h on h.workspace = k.workspace and h.key = k.id and h.answer is null
    ${met('f', 'h.from_person')} ${met('t', 'h.to_person')}
    left join lateral (${sentAbout}) s on true`,
);

/** The workspaces of these looks. */
export function workspacesOf(database: Database, looks: readonly Look[]): Promise<Workspace[]> {
  const ids = [...new Set(looks.map(({ workspace }) => workspace))];
  return guarded(() => database.sql.select().from(workspaces).where(inArray(workspaces.id, ids)));
}

/** Who leads in each of them, in the order in which one of them is chosen for a key. */
export async function leadsOf(
  database: Database,
  looks: readonly Look[],
): Promise<Map<WorkspaceId, readonly StoredParty[]>> {
  const ids = [...new Set(looks.map(({ workspace }) => workspace))];
  const { rows } = await guarded(() =>
    database.sql.execute<Record<'workspace' | 'id' | 'timezone' | 'standing', string | null>>(sql`
    select w.id as workspace, g.person as id, p.timezone, p.standing
    from workspaces w
    join group_members g on g.workspace = w.id and g.group_id = w.lead_group and g.person <> ${NOBODY}
    left join people p on p.workspace = w.id and p.id = g.person
    where w.id = any(${sql.param(ids)}::text[]) and (p.standing is null or p.standing = 'member')
    order by w.id, g.person`),
  );
  const leads = new Map<WorkspaceId, StoredParty[]>();
  for (const { workspace, id, timezone, standing } of rows) {
    const here = workspace as WorkspaceId;
    leads.set(here, [...(leads.get(here) ?? []), { id: id as PersonId, timezone, standing }]);
  }
  return leads;
}

/** When to look at a key next; `null`: when something changes. */
export interface NextLook extends Look {
  readonly at: Date | null;
}

/** Puts off the next look at keys of any workspace, but for those about which something has changed since. */
export async function putOff(
  database: { readonly sql: Pick<Database['sql'], '_'> },
  looks: readonly NextLook[],
): Promise<void> {
  if (looks.length === 0) return;
  const given = {
    workspaces: looks.map(({ workspace }) => workspace),
    keys: looks.map(({ key }) => key),
    versions: looks.map(({ version }) => version),
    moments: looks.map(({ at }) => at?.toISOString() ?? 'infinity'),
  };
  await guarded(() => moveLooks(database.sql).execute(given));
}

const moveLooks = sqlStatement(
  'put_off',
  sql`update nudge_looks l set at = next.at
    from (
      select l.workspace, l.key, look.at
      from unnest(${placeholder('workspaces')}::text[], ${placeholder('keys')}::bigint[],
        ${placeholder('versions')}::text[], ${placeholder('moments')}::timestamptz[]) as look (workspace, key, version, at)
      join nudge_looks l on l.workspace = look.workspace and l.key = look.key and l.xmin::text = look.version
      order by l.workspace, l.key for update of l) next
    where l.workspace = next.workspace and l.key = next.key`,
);

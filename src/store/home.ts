/** What a person's Home counts and lists: each in one query, however many keys there are. */
import { sql } from 'drizzle-orm';
import type { Day, PersonId } from '../domain/words.ts';
import type { Scope } from './database.ts';

/** How the team's keys are kept. All counts are of keys that have not ended. */
export interface TeamHealth {
  readonly keys: number;
  readonly overdue: number;
  readonly dueSoon: number;
  /** The custodian left Slack, is no full member or said that it is not theirs. */
  readonly unowned: number;
  /** Tier 1 without a deputy who could step in. */
  readonly noDeputy: number;
  /** Tier 1 that may be used from any address. */
  readonly anyAddress: number;
}

export async function teamHealth(scope: Scope, today: Day, soon: Day): Promise<TeamHealth> {
  const { rows } = await scope.sql.execute<Record<keyof TeamHealth, string>>(sql`
    select count(*) as keys,
      count(*) filter (where k.state = 'active' and k.due_on < ${today}::date) as overdue,
      count(*) filter (where k.state = 'active' and k.due_on between ${today}::date and ${soon}::date) as "dueSoon",
      count(*) filter (where c.standing <> 'member' or k.disowned_at is not null) as unowned,
      count(*) filter (where k.tier = 1 and (k.deputy is null or d.standing <> 'member')) as "noDeputy",
      count(*) filter (where k.tier = 1 and k.allowlist = '{}') as "anyAddress"
    from keys k
    left join people c on c.workspace = k.workspace and c.id = k.custodian
    left join people d on d.workspace = k.workspace and d.id = k.deputy
    where k.workspace = ${scope.workspace} and k.state in ('active', 'compromised')`);
  const count = (name: keyof TeamHealth): number => Number(rows[0]?.[name] ?? 0);
  return {
    keys: count('keys'),
    overdue: count('overdue'),
    dueSoon: count('dueSoon'),
    unowned: count('unowned'),
    noDeputy: count('noDeputy'),
    anyAddress: count('anyAddress'),
  };
}

/** Something that waits for one person, the most urgent kind first. */
export interface Waiting {
  readonly kind: 'login' | 'step' | 'service' | 'handover' | 'rotation' | 'import';
  /** Of the incident, the key or the import. */
  readonly id: number;
  /** Label of the key, or name of the file. */
  readonly what: string;
  /** Number of the incident; `null` for the others. */
  readonly number: number | null;
  readonly drill: boolean;
}

/** What waits for somebody, up to `limit`. */
export async function waitingFor(scope: Scope, person: PersonId, limit: number): Promise<Waiting[]> {
  const { workspace } = scope;
  const { rows } = await scope.sql.execute<Record<string, unknown>>(sql`
    select * from (
      select 1 as urgency, 'login' as kind, i.id, k.label as what, i.number, i.drill
      from incident_logins l
      join incidents i on i.workspace = l.workspace and i.id = l.incident and i.state = 'open'
      join keys k on k.workspace = i.workspace and k.id = i.key
      where l.workspace = ${workspace} and l.person = ${person} and l.answered_at is null
      union all
      select distinct 2, 'step', i.id, k.label, i.number, i.drill
      from incident_steps s
      join incidents i on i.workspace = s.workspace and i.id = s.incident and i.state = 'open'
      join keys k on k.workspace = i.workspace and k.id = i.key
      where s.workspace = ${workspace} and s.by = ${person} and s.state = 'claimed'
      union all
      select distinct 3, 'service', i.id, k.label, i.number, i.drill
      from incident_services n
      join incidents i on i.workspace = n.workspace and i.id = n.incident and i.state = 'open'
      join keys k on k.workspace = i.workspace and k.id = i.key
      where n.workspace = ${workspace} and n.owner = ${person} and n.acknowledged_at is null
      union all
      select 4, 'handover', k.id, k.label, null, false
      from handovers h join keys k on k.workspace = h.workspace and k.id = h.key
      where h.workspace = ${workspace} and h.to_person = ${person} and h.answer is null
      union all
      select 5, 'rotation', k.id, k.label, null, false
      from rotations r join keys k on k.workspace = r.workspace and k.id = r.key
      where r.workspace = ${workspace} and r.ended_at is null and k.custodian = ${person}
      union all
      select 6, 'import', f.id, f.file_name, null, false
      from imports f
      where f.workspace = ${workspace} and f.by = ${person} and f.state = 'preview'
    ) as waiting
    order by urgency, drill, number, id limit ${limit}`);
  return rows.map((row) => ({
    kind: row['kind'] as Waiting['kind'],
    id: Number(row['id']),
    what: String(row['what']),
    number: row['number'] === null ? null : Number(row['number']),
    drill: row['drill'] === true,
  }));
}

/** A service of somebody, with how many living keys it uses. */
export interface OwnService {
  readonly id: number;
  readonly name: string;
  readonly keys: number;
}

export async function servicesWithKeys(scope: Scope, owner: PersonId, limit: number): Promise<OwnService[]> {
  const { rows } = await scope.sql.execute<{ id: string; name: string; keys: string }>(sql`
    select s.id, s.name, count(k.id) as keys
    from services s
    left join key_services ks on ks.workspace = s.workspace and ks.service = s.id
    left join keys k on k.workspace = ks.workspace and k.id = ks.key and k.state in ('active', 'compromised')
    where s.workspace = ${scope.workspace} and s.owner = ${owner}
    group by s.id, s.name, s.name_key order by s.name_key limit ${limit}`);
  return rows.map(({ id, name, keys }) => ({ id: Number(id), name, keys: Number(keys) }));
}

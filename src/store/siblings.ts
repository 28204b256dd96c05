/** Keys that may be lost together with a leaked one, and what is open about them. */
import { and, desc, eq, inArray, ne, or, placeholder, type SQL, sql } from 'drizzle-orm';
import { type KeyPlace, ownerOf, type Reason, storeOf, weights } from '../domain/siblings.ts';
import type { IncidentRef, ServiceRef, Tier } from '../domain/words.ts';
import type { Scope } from './database.ts';
import { accountOfKey } from './keys.ts';
import { accounts, incidents, keys } from './schema.ts';
import { statement } from './statement.ts';

export interface KeyNearby extends KeyPlace {
  readonly provider: string;
  readonly tier: Tier;
  /** Its open incident, if there is one. */
  readonly incident: { readonly id: IncidentRef; readonly number: number } | null;
}

/** More than anybody looks through; the rest has the least in common. */
const MOST = 200;

/** The key that an incident is about. */
export async function leakedIn({ sql, workspace }: Scope, incident: IncidentRef): Promise<KeyNearby | null> {
  const [row] = await selectLeaked(sql).execute({ workspace, incident });
  return row === undefined ? null : nearby(row);
}

/**
 * Living keys that share something with a leaked one, what they share weighed as the domain does, near enough to find and
 * to order them; it decides.
 */
export async function keysNear({ sql, workspace }: Scope, leaked: KeyPlace): Promise<KeyNearby[]> {
  const { id, provider, account, accountName, custodian, keptAt, allowlist, services } = leaked;
  const owner = ownerOf(accountName);
  const store = storeOf(keptAt);
  const shared = { id, provider, account, owner, custodian, store, allowlist, services };
  const rows = await selectNear(sql).execute({ workspace, ...shared });
  return rows.map(nearby);
}

const servicesOf = sql<string[]>`array(select service from key_services ks
  where ks.workspace = ${keys.workspace} and ks.key = ${keys.id})`;

const place = {
  id: keys.id,
  label: keys.label,
  provider: keys.provider,
  tier: keys.tier,
  account: keys.account,
  accountName: accounts.name,
  allowlist: keys.allowlist,
  custodian: keys.custodian,
  keptAt: keys.keptAt,
  services: servicesOf,
  incident: incidents.id,
  number: incidents.number,
};

const openOf = and(
  eq(incidents.workspace, keys.workspace),
  eq(incidents.key, keys.id),
  eq(incidents.state, 'open'),
  eq(incidents.drill, false),
);

const places = (db: Scope['sql']) =>
  db.select(place).from(keys).innerJoin(accounts, accountOfKey).leftJoin(incidents, openOf);

const selectLeaked = statement((db: Scope['sql']) =>
  places(db)
    .where(
      and(
        eq(keys.workspace, placeholder('workspace')),
        sql`${keys.id} = (select i.key from incidents i
          where i.workspace = ${placeholder('workspace')} and i.id = ${placeholder('incident')})`,
      ),
    )
    .prepare('leaked_in'),
);

/** What two keys can share, each as a condition on the other key. */
const shares: Readonly<Record<Reason, SQL>> = {
  account: sql`${keys.account} = ${placeholder('account')}`,
  store: sql`starts_with(lower(btrim(${keys.keptAt})), ${placeholder('store')})`,
  host: sql`${keys.allowlist} && ${placeholder('allowlist')}::text[]`,
  parent: sql`(${keys.provider} = ${placeholder('provider')} and ${keys.account} <> ${placeholder('account')}
    and coalesce(starts_with(lower(btrim(${accounts.name})), ${placeholder('owner')}::text), false))`,
  service: sql`${servicesOf} && ${placeholder('services')}::bigint[]`,
  custodian: sql`${keys.custodian} = ${placeholder('custodian')}`,
};

const reasons = Object.keys(weights) as Reason[];
const weight = sql.join(
  reasons.map((reason) => sql`(${shares[reason]})::int * ${sql.raw(String(weights[reason]))}`),
  sql` + `,
);

const selectNear = statement((db: Scope['sql']) =>
  places(db)
    .where(
      and(
        eq(keys.workspace, placeholder('workspace')),
        inArray(keys.state, ['active', 'compromised']),
        ne(keys.id, placeholder('id')),
        or(...reasons.map((reason) => shares[reason])),
      ),
    )
    .orderBy(desc(weight), keys.tier, keys.labelKey)
    .limit(MOST)
    .prepare('keys_near'),
);

type Row = Awaited<ReturnType<ReturnType<typeof selectNear>['execute']>>[number];

function nearby({ incident, number, services, ...rest }: Row): KeyNearby {
  return {
    ...rest,
    services: services.map(Number) as ServiceRef[],
    incident: incident === null || number === null ? null : { id: incident, number },
  };
}

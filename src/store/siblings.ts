/** Keys that may be lost together with a leaked one, and what is open about them. */
import { and, arrayOverlaps, desc, eq, inArray, ne, or, type SQL, sql } from 'drizzle-orm';
import { type KeyPlace, ownerOf, type Reason, storeOf, weights } from '../domain/siblings.ts';
import type { IncidentRef, KeyRef, ServiceRef, Tier } from '../domain/words.ts';
import type { Scope } from './database.ts';
import { accountOfKey } from './keys.ts';
import { accounts, incidents, keyServices, keys } from './schema.ts';

export interface KeyNearby extends KeyPlace {
  readonly provider: string;
  readonly tier: Tier;
  /** Its open incident, if there is one. */
  readonly incident: { readonly id: IncidentRef; readonly number: number } | null;
}

/** More than anybody looks through; the rest has the least in common. */
const MOST = 200;

/** The key itself and those of the living that share something with it. */
export async function keysNear(scope: Scope, key: KeyRef): Promise<KeyNearby[]> {
  const own = await placesOf(scope, eq(keys.id, key), 1);
  const [leaked] = own;
  if (leaked === undefined) return [];
  const shared = conditionsFor(scope, leaked);
  const lives = inArray(keys.state, ['active', 'compromised']);
  const near = and(lives, ne(keys.id, key), or(...shared.map(({ is }) => is)));
  const weight = sql.join(
    shared.map(({ reason, is }) => sql`(${is})::int * ${weights[reason]}::int`),
    sql` + `,
  );
  return [leaked, ...(await placesOf(scope, near, MOST, weight))];
}

/** As the domain says what two keys share, near enough to find and to order them; it decides. */
function conditionsFor(scope: Scope, leaked: KeyNearby): { reason: Reason; is: SQL }[] {
  const { provider, account, accountName, custodian, keptAt, allowlist, services } = leaked;
  const owner = ownerOf(accountName);
  const using = scope.sql
    .select({ key: keyServices.key })
    .from(keyServices)
    .where(and(eq(keyServices.workspace, scope.workspace), inArray(keyServices.service, [...services])));
  const conditions: { reason: Reason; is: SQL | undefined }[] = [
    { reason: 'account', is: eq(keys.account, account) },
    { reason: 'store', is: sql`starts_with(lower(btrim(${keys.keptAt})), ${storeOf(keptAt)})` },
    {
      reason: 'host',
      is: allowlist.length === 0 ? undefined : arrayOverlaps(keys.allowlist, [...allowlist]),
    },
    {
      reason: 'parent',
      is:
        owner === null
          ? undefined
          : and(
              eq(keys.provider, provider),
              ne(keys.account, account),
              sql`starts_with(lower(btrim(${accounts.name})), ${owner})`,
            ),
    },
    { reason: 'service', is: services.length === 0 ? undefined : inArray(keys.id, using) },
    { reason: 'custodian', is: eq(keys.custodian, custodian) },
  ];
  return conditions.flatMap(({ reason, is }) => (is === undefined ? [] : [{ reason, is }]));
}

async function placesOf(
  scope: Scope,
  which: SQL | undefined,
  limit: number,
  weight?: SQL,
): Promise<KeyNearby[]> {
  const rows = await scope.sql
    .select({
      id: keys.id,
      label: keys.label,
      provider: keys.provider,
      tier: keys.tier,
      account: keys.account,
      accountName: accounts.name,
      allowlist: keys.allowlist,
      custodian: keys.custodian,
      keptAt: keys.keptAt,
      services: sql<string[]>`array(select service from key_services ks
        where ks.workspace = ${keys.workspace} and ks.key = ${keys.id})`,
      incident: incidents.id,
      number: incidents.number,
    })
    .from(keys)
    .innerJoin(accounts, accountOfKey)
    .leftJoin(
      incidents,
      and(
        eq(incidents.workspace, keys.workspace),
        eq(incidents.key, keys.id),
        eq(incidents.state, 'open'),
        eq(incidents.drill, false),
      ),
    )
    .where(and(eq(keys.workspace, scope.workspace), which))
    .orderBy(...(weight === undefined ? [] : [desc(weight)]), keys.tier, keys.labelKey)
    .limit(limit);
  return rows.map(({ incident, number, services, ...place }) => ({
    ...place,
    services: services.map(Number) as ServiceRef[],
    incident: incident === null || number === null ? null : { id: incident, number },
  }));
}

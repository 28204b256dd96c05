/** Keys that may be lost together with a leaked one, and what is open about them. */
import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { type KeyPlace, storeOf } from '../domain/siblings.ts';
import type { IncidentRef, KeyRef, ServiceRef, Tier } from '../domain/words.ts';
import type { Scope } from './database.ts';
import { incidents, keyServices, keys } from './schema.ts';

export interface KeyNearby extends KeyPlace {
  readonly provider: string;
  readonly tier: Tier;
  /** Its open incident, if there is one. */
  readonly incident: { readonly id: IncidentRef; readonly number: number } | null;
}

/** More than anybody looks through; the rest shares a custodian and nothing else. */
const MOST = 200;

/** The key itself and those of the living that share something with it. */
export async function keysNear(scope: Scope, key: KeyRef): Promise<KeyNearby[]> {
  const own = await placesOf(scope, eq(keys.id, key), 1);
  const [leaked] = own;
  if (leaked === undefined) return [];
  const { account, custodian, keptAt, services } = leaked;
  const near = or(
    eq(keys.account, account),
    sql`starts_with(lower(btrim(${keys.keptAt})), ${storeOf(keptAt)})`,
    services.length === 0
      ? undefined
      : inArray(
          keys.id,
          scope.sql
            .select({ key: keyServices.key })
            .from(keyServices)
            .where(
              and(eq(keyServices.workspace, scope.workspace), inArray(keyServices.service, [...services])),
            ),
        ),
    eq(keys.custodian, custodian),
  );
  const lives = inArray(keys.state, ['active', 'compromised']);
  return [leaked, ...(await placesOf(scope, and(lives, ne(keys.id, key), near), MOST))];
}

async function placesOf(scope: Scope, which: ReturnType<typeof and>, limit: number): Promise<KeyNearby[]> {
  const rows = await scope.sql
    .select({
      id: keys.id,
      label: keys.label,
      provider: keys.provider,
      tier: keys.tier,
      account: keys.account,
      custodian: keys.custodian,
      keptAt: keys.keptAt,
      services: sql<string[]>`array(select service from key_services ks
        where ks.workspace = ${keys.workspace} and ks.key = ${keys.id})`,
      incident: incidents.id,
      number: incidents.number,
    })
    .from(keys)
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
    .orderBy(keys.tier, keys.labelKey)
    .limit(limit);
  return rows.map(({ incident, number, services, ...place }) => ({
    ...place,
    services: services.map(Number) as ServiceRef[],
    incident: incident === null || number === null ? null : { id: incident, number },
  }));
}

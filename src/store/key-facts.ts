import {
  and,
  asc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  ne,
  or,
  placeholder,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm';
import type { Observation } from '../domain/proof.ts';
import type { IncidentRef, KeyRef, PersonId, ServiceRef } from '../domain/words.ts';
import type { Scope } from './database.ts';
import type { KeyWithAccount } from './keys.ts';
import {
  accounts,
  consoleHolders,
  incidents,
  keyServices,
  keys,
  observations,
  people,
  rotations,
  services,
} from './schema.ts';
import { statement } from './statement.ts';

/** A key and all that stands around it. */
export interface KeyFacts {
  readonly key: KeyWithAccount;
  readonly services: readonly {
    readonly id: ServiceRef;
    readonly name: string;
    readonly owner: PersonId;
    readonly ownerGroup: string | null;
  }[];
  /** Who can log in at the provider, in the order in which they are asked. */
  readonly holders: readonly PersonId[];
  /** Of all these people those who are no full members any more, as far as Slack said. */
  readonly gone: readonly PersonId[];
  /** Drills are none. */
  readonly openIncident: { readonly id: IncidentRef; readonly number: number } | null;
  readonly rotating: boolean;
  /** Labels of the key whose place it takes, and of the one that takes its place. */
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  /** What the provider answered, oldest first. */
  readonly seen: readonly Observation[];
}

/** One question, because the card that it is asked for is what people look at most. */
export async function keyFacts({ sql: db, workspace }: Scope, id: KeyRef): Promise<KeyFacts | null> {
  return factsFrom(await selectFacts(db).execute({ workspace, id }));
}

/** The same of the key of exactly this name. @param labelKey as `labelKey()` of domain/labels.ts makes it. */
export async function keyFactsNamed(
  { sql: db, workspace }: Scope,
  labelKey: string,
): Promise<KeyFacts | null> {
  return factsFrom(await selectFactsNamed(db).execute({ workspace, labelKey }));
}

type FactsRow = Awaited<ReturnType<ReturnType<typeof selectFacts>['execute']>>[number];

function factsFrom([row]: readonly FactsRow[]): KeyFacts | null {
  if (row === undefined) return null;
  return {
    ...row,
    openIncident: row.openIncident[0] ?? null,
    seen: row.seen.map((each) => ({ ...each, at: new Date(each.at) })),
  };
}

const { workspace: _, ...ownColumns } = getTableColumns(keys);

const selectFacts = statement((db: Scope['sql']) =>
  factsWhere(db, eq(keys.id, placeholder('id'))).prepare('key_facts'),
);
const selectFactsNamed = statement((db: Scope['sql']) =>
  factsWhere(db, eq(keys.labelKey, placeholder('labelKey'))).prepare('key_facts_named'),
);

function factsWhere(db: Scope['sql'], which: SQL) {
  const usedBy = db
    .select({
      id: services.id,
      name: services.name,
      owner: services.owner,
      ownerGroup: sql<string | null>`${services.ownerGroup}`.as('ownerGroup'),
    })
    .from(keyServices)
    .innerJoin(
      services,
      and(eq(services.workspace, keyServices.workspace), eq(services.id, keyServices.service)),
    )
    .where(and(eq(keyServices.workspace, keys.workspace), eq(keyServices.key, keys.id)))
    .orderBy(asc(services.nameKey));
  const holders = db
    .select({ person: consoleHolders.person })
    .from(consoleHolders)
    .where(and(eq(consoleHolders.workspace, keys.workspace), eq(consoleHolders.account, keys.account)))
    .orderBy(asc(consoleHolders.position));
  const gone = db
    .select({ id: people.id })
    .from(people)
    .where(
      and(
        eq(people.workspace, keys.workspace),
        ne(people.standing, 'member'),
        or(
          eq(people.id, keys.custodian),
          eq(people.id, keys.deputy),
          inArray(people.id, holders),
          sql`${people.id} in (select owner from ${usedBy} as used_by)`,
        ),
      ),
    );
  const openIncident = db
    .select({ id: incidents.id, number: incidents.number })
    .from(incidents)
    .where(
      and(
        eq(incidents.workspace, keys.workspace),
        eq(incidents.key, keys.id),
        eq(incidents.drill, false),
        eq(incidents.state, 'open'),
      ),
    );
  const rotation = db
    .select({ id: rotations.id })
    .from(rotations)
    .where(
      and(eq(rotations.workspace, keys.workspace), eq(rotations.key, keys.id), isNull(rotations.endedAt)),
    );
  const labelOf = (condition: SQL) =>
    sql<string | null>`(select o.label from ${keys} o where o.workspace = ${keys.workspace} and ${condition}
      order by o.id desc limit 1)`;
  const seen = db
    .select({
      at: observations.at,
      host: observations.host,
      environment: observations.environment,
      result: observations.result,
      code: observations.code,
      reason: observations.reason,
      purpose: observations.purpose,
    })
    .from(observations)
    .where(and(eq(observations.workspace, keys.workspace), eq(observations.key, keys.id)))
    .orderBy(asc(observations.at), asc(observations.id));
  return db
    .select({
      key: { ...ownColumns, accountName: accounts.name, region: accounts.region },
      services: rowsOf<KeyFacts['services'][number]>(usedBy),
      holders: sql<PersonId[]>`array${holders}`,
      gone: sql<PersonId[]>`array${gone}`,
      openIncident: rowsOf<NonNullable<KeyFacts['openIncident']>>(openIncident),
      rotating: sql<boolean>`exists ${rotation}`,
      replaces: labelOf(sql`o.id = ${keys.replaces}`),
      replacedBy: labelOf(sql`o.replaces = ${keys.id}`),
      seen: rowsOf<Omit<Observation, 'at'> & { at: string }>(seen),
    })
    .from(keys)
    .innerJoin(accounts, and(eq(accounts.workspace, keys.workspace), eq(accounts.id, keys.account)))
    .where(and(eq(keys.workspace, placeholder('workspace')), which));
}

/** All rows of a subquery as one value; moments arrive as text. */
const rowsOf = <Row>(rows: SQLWrapper) =>
  sql<Row[]>`(select coalesce(json_agg(one), '[]') from ${rows} as one)`;

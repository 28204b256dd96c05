import { and, eq, type Placeholder, placeholder, type SQL, sql } from 'drizzle-orm';
import { type Effect, type Lane, lanes, Place } from '../domain/effects.ts';
import type { Scope, Tx } from './database.ts';
import { outbox } from './schema.ts';
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
export function want(tx: Tx, intent: Intent): void {
  if (intent.effect.do === 'message' || intent.effect.do === 'home') wantAll(tx, [intent]);
  else {
    const target = [outbox.workspace, outbox.name];
    tx.write(tx.sql.insert(outbox).values(rowOf(tx, intent)).onConflictDoNothing({ target }));
    tx.promptWork('deliver');
  }
}

/** Wants messages, each of another name, at once. */
export function wantAll(tx: Tx, intents: readonly Intent[]): void {
  if (intents.length === 0) return;
  tx.write(
    tx.sql
      .insert(outbox)
      .values(intents.map((intent) => rowOf(tx, intent)))
      .onConflictDoUpdate({ target: [outbox.workspace, outbox.name], set: onceMore(tx.now.toISOString()) }),
  );
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

/** Writes which messages this transaction has drawn again. They travel together, and are locked in one order. */
export function writeRedraws(tx: Tx): void {
  const common = { workspace: tx.workspace, now: tx.now.toISOString() };
  const [names, beginnings] = [[...tx.redrawn], [...tx.redrawnFrom]];
  if (names.length + beginnings.length > 0) tx.promptWork('deliver');
  if (names.length > 0) tx.write(redrawNamed(tx.sql).execute({ ...common, names }));
  if (beginnings.length > 0) tx.write(redrawBeginning(tx.sql).execute({ ...common, beginnings }));
}

/** Where messages stand, or will, whose name begins so. Looks through the workspace's own rows, as above. */
export async function placesOf({ sql: db, workspace }: Scope, prefix: string): Promise<Place[]> {
  const rows = await db
    .selectDistinct({ to: sql<unknown>`${outbox.effect}->'to'` })
    .from(outbox)
    .where(
      and(
        eq(outbox.workspace, workspace),
        sql`starts_with(${outbox.name}, ${prefix})`,
        sql`${outbox.effect}->>'do' = 'message'`,
      ),
    );
  return rows.map(({ to }) => Place.parse(to));
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

const again = (db: Tx['sql'], which: SQL) =>
  db
    .update(outbox)
    .set(onceMore(placeholder('now')))
    .where(
      sql`${outbox.id} in (select ${outbox.id} from ${outbox} where ${outbox.workspace} = ${placeholder('workspace')}
        and ${which} order by ${outbox.id} for no key update)`,
    );

const redrawNamed = statement((db: Tx['sql']) =>
  again(db, sql`${outbox.name} = any(${placeholder('names')}::text[])`).prepare('redraw_named'),
);

/** Looks through the workspace's own rows, of which the sweep leaves a month. */
const redrawBeginning = statement((db: Tx['sql']) =>
  again(
    db,
    sql`${outbox.effect}->>'do' = 'message' and exists (
      select from unnest(${placeholder('beginnings')}::text[]) as beginning where starts_with(${outbox.name}, beginning))`,
  ).prepare('redraw_beginning'),
);

/** Posts of one conversation share a gate, because Slack allows about one a second there. */
function gateOf(effect: Effect, name: string): string {
  switch (effect.do) {
    case 'message':
    case 'file':
      return placeGate(effect.to);
    case 'invite':
      // One after the other: in a thread each sees whom the ones before have named.
      return `invite:${effect.room}`;
    default:
      return `effect:${name}`;
  }
}

function placeGate(place: Place): string {
  if ('person' in place) return `person:${place.person}`;
  return 'channel' in place ? `channel:${place.channel}` : place.room;
}

import { and, eq, placeholder, type SQL, sql } from 'drizzle-orm';
import { type Effect, type Lane, lanes, Place } from '../domain/effects.ts';
import type { Scope, Tx } from './database.ts';
import { outbox } from './schema.ts';
import { sqlStatement } from './statement.ts';

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
  wantAll(tx, [intent]);
}

/** Wants effects, each of another name, at once. */
export function wantAll(tx: Tx, intents: readonly Intent[]): void {
  if (intents.length === 0) return;
  const [drawn, others] = [intents.filter(isDrawn), intents.filter((intent) => !isDrawn(intent))];
  if (drawn.length > 0) tx.write(insertDrawn(tx.sql).execute(rowsOf(tx, drawn)));
  if (others.length > 0) tx.write(insertOnce(tx.sql).execute(rowsOf(tx, others)));
  tx.promptWork('deliver');
}

/** What is drawn from what is stored, and so can be drawn again. */
const isDrawn = ({ effect }: Intent): boolean => effect.do === 'message' || effect.do === 'home';

const rowsOf = ({ workspace, now }: Tx, intents: readonly Intent[]) => {
  const rows = intents.map(({ name, effect, lane, after, dueAt = now }) => ({
    ...{ name, effect, after, dueAt },
    lane: lanes[lane],
    gate: gateOf(effect, name),
  }));
  return { workspace, now: now.toISOString(), rows: JSON.stringify(rows) };
};

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
const onceMore = sql`
  gave_up_at = null,
  attempts = case when outbox.gave_up_at is null then outbox.attempts else least(outbox.attempts, 1) end,
  wanted = outbox.wanted + 1,
  wanted_at = case when outbox.wanted > outbox.done then outbox.wanted_at else ${placeholder('now')}::timestamptz end`;

const insert = sql`
  insert into outbox (workspace, name, effect, lane, gate, after_name, due_at, wanted_at)
  select ${placeholder('workspace')}, name, effect, lane, gate, after, "dueAt", ${placeholder('now')}::timestamptz
  from jsonb_to_recordset(${placeholder('rows')}::jsonb)
    as wish (name text, effect jsonb, lane smallint, gate text, after text, "dueAt" timestamptz)
  on conflict (workspace, name)`;

const insertDrawn = sqlStatement('want_drawn', sql`${insert} do update set ${onceMore}`);
const insertOnce = sqlStatement('want_once', sql`${insert} do nothing`);

const again = (which: SQL): SQL => sql`
  update outbox set ${onceMore} where id in (
    select id from outbox where workspace = ${placeholder('workspace')} and ${which} order by id for no key update)
  and workspace = ${placeholder('workspace')}`;

const redrawNamed = sqlStatement('redraw_named', again(sql`name = any(${placeholder('names')}::text[])`));

/** Looks through the workspace's own rows, of which the sweep leaves a month. */
const redrawBeginning = sqlStatement(
  'redraw_beginning',
  again(sql`effect ->> 'do' = 'message' and exists (
    select from unnest(${placeholder('beginnings')}::text[]) as beginning where starts_with(name, beginning))`),
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

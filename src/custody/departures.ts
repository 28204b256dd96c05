/** Somebody left: all that they were to keys becomes one batch that the leads see through to its end. */
import type { Act } from '../domain/act.ts';
import {
  dayAfterDeparture,
  heldAsOf,
  mayHaveCopy,
  needsOf,
  REMIND_EVERY,
  settledHow,
} from '../domain/custody-checks.ts';
import { workingDaysBetween } from '../domain/days.ts';
import type { Place } from '../domain/effects.ts';
import { Refusal } from '../domain/refusal.ts';
import { earlier, type RotateBy, rotateByOf } from '../domain/rotation.ts';
import type { KeyRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { isWorkingTime, zoneAmong } from '../domain/working-time.ts';
import { withdrawOffersOf } from '../rotation/hand-over.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace, lookingInto, type Scope, type Tx } from '../store/database.ts';
import { keysOfDeparture, type OpenDeparture, openDepartures } from '../store/departure-keys.ts';
import {
  type DepartureRow,
  departureById,
  departureMessages,
  departureReminded,
  departuresSettingDay,
  endDepartureIfDone,
  insertDepartureKeys,
  keysTiedTo,
  type LeftBehind,
  lockDeparture,
  openDeparture,
  openDepartureOf,
  settleDepartureKeys,
} from '../store/departures.ts';
import { pendingHandoversOf } from '../store/handovers.ts';
import { keyById, lockKey } from '../store/keys.ts';
import { adminsMet, leadsHere } from '../store/leads.ts';
import { want } from '../store/outbox.ts';
import { type Person, thisWorkspace } from '../store/people.ts';
import { setRotateBy } from './rotate-by.ts';

/** What is said of keys whose person is a member again. */
export const CAME_BACK = 'they are back';

/**
 * Notices that somebody is no full member any more. Noticed again, only what they were given meanwhile is added.
 * @returns whether there was anything new to take care of.
 */
export function noticeDeparture(
  database: Database,
  act: Act,
  person: PersonId,
  by: DepartureRow['noticedBy'],
): Promise<boolean> {
  return inWorkspace(database, act, async (tx) => {
    await withdrawOffersOf(tx, person);
    const tied = await keysTiedTo(tx, person);
    if (tied.length === 0) return false;
    const departure = await openDeparture(tx, person, by);
    const held = tied.flatMap((tie) => {
      const heldAs = heldAsOf(tie);
      return heldAs === null ? [] : [{ key: tie.key, heldAs }];
    });
    const added = new Set(await insertDepartureKeys(tx, departure, held));
    for (const { key, heldAs } of held)
      if (added.has(key) && mayHaveCopy(heldAs)) await setDayOf(tx, key, { lift: false });
    if (added.size > 0) await wantCards(tx, departure);
    return added.size > 0;
  });
}

/** Sets the day that open departures ask of a key. @param lift one that an earlier departure set does not stay. */
async function setDayOf(tx: Tx, id: KeyRef, { lift }: { readonly lift: boolean }): Promise<void> {
  const key = await lockKey(tx, id);
  if (key === null || key.state !== 'active') return;
  const standing = rotateByOf(key);
  const { timezone } = await thisWorkspace(tx);
  const asked = (await departuresSettingDay(tx, id)).map((left) =>
    dayAfterDeparture(todayIn(left.noticedAt, timezone), key.tier, leftWords(left)),
  );
  const kept = lift && standing?.cause === 'departure' ? null : standing;
  await setRotateBy(
    tx,
    key,
    asked.reduce<RotateBy | null>((first, each) => earlier(first, each), kept),
  );
}

const leftWords = ({ name, standing }: LeftBehind): string =>
  standing === 'guest' ? `${name} became a guest` : `${name} left`;

/** Somebody is a full member again: nothing of what they left behind has to be done. */
export function noticeReturn(database: Database, act: Act, person: PersonId): Promise<boolean> {
  return inWorkspace(database, act, async (tx) => {
    const open = await openDepartureOf(tx, person);
    const departure = open === null ? null : await lockDeparture(tx, open.id);
    if (departure === null || departure.endedAt !== null) return false;
    const left = (await keysOfDeparture(tx, departure)).filter(({ settledAt }) => settledAt === null);
    await settle(
      tx,
      departure,
      left.map(({ key }) => ({ key, how: CAME_BACK })),
    );
    return true;
  });
}

/**
 * Slack said something about a person.
 * @param ask asks Slack how it is right now, since events come late and in any order; `null` when it does not say.
 */
export async function personChanged(
  database: Database,
  act: Act,
  person: Pick<Person, 'id' | 'standing'>,
  ask: () => Promise<Pick<Person, 'standing'> | null>,
): Promise<void> {
  if (person.standing === 'bot') return;
  const back = person.standing === 'member';
  const concerned = await lookingInto(database, act, async (scope) =>
    back
      ? (await openDepartureOf(scope, person.id)) !== null
      : (await keysTiedTo(scope, person.id)).length > 0 ||
        (await pendingHandoversOf(scope, person.id)).length > 0,
  );
  if (!concerned) return;
  const now = (await ask())?.standing ?? person.standing;
  if ((now === 'member') !== back) return;
  if (back) await noticeReturn(database, act, person.id);
  else await noticeDeparture(database, act, person.id, 'event');
}

/** Says of a key that somebody left behind that nothing has to be done about it, and why. @throws Refusal */
export async function needsNothing(
  database: Database,
  act: Act,
  input: { departure: number; key: KeyRef; because: string },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const departure = await lockDeparture(tx, input.departure);
    if (departure === null) throw noSuchDeparture();
    const settled = await settle(tx, departure, [{ key: input.key, how: input.because.trim() }]);
    if (settled.length === 0) throw settledAlready();
  });
}

/** The key of a departure that is still open, by its label. @throws Refusal as `needsNothing` does. */
export async function openKeyOf(
  scope: Scope,
  input: { departure: number; key: KeyRef },
): Promise<{ label: string; person: PersonId }> {
  const departure = await departureById(scope, input.departure);
  if (departure === null) throw noSuchDeparture();
  const keys = await keysOfDeparture(scope, departure);
  if (!keys.some(({ key, settledAt }) => key === input.key && settledAt === null)) throw settledAlready();
  return { label: (await keyById(scope, input.key))?.label ?? '', person: departure.person };
}

export const noSuchDeparture = (): Refusal =>
  new Refusal(
    'not_found',
    'That is not recorded here. Nothing was done.',
    'The list command shows all keys.',
  );
const settledAlready = (): Refusal =>
  new Refusal(
    'already_done',
    'This key is taken care of already. Nothing was changed.',
    'The card says how and when.',
  );

/** Settles keys of a locked departure, lifts the day it set for them, ends it when none is left, and says so. */
async function settle(
  tx: Tx,
  departure: DepartureRow,
  keys: readonly { readonly key: KeyRef; readonly how: string }[],
): Promise<KeyRef[]> {
  const settled = await settleDepartureKeys(tx, departure, keys);
  for (const key of settled.toSorted((a, b) => a - b)) await setDayOf(tx, key, { lift: true });
  const ended = await endDepartureIfDone(tx, departure);
  if (settled.length > 0 || ended) tx.redraw(...(await departureMessages(tx, { departure: departure.id })));
  return settled;
}

/**
 * What the clock does about departures: settles what is taken care of, and reminds of what is not.
 * @throws the first fault, after all others had their turn.
 */
export async function tendDepartures(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const faults: unknown[] = [];
  for (const open of await openDepartures(database)) {
    try {
      await inWorkspace(database, actIn(open.workspace), (tx) => tend(tx, open, now));
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

async function tend(tx: Tx, open: OpenDeparture, now: Date): Promise<void> {
  const departure = await lockDeparture(tx, open.id);
  if (departure === null || departure.endedAt !== null) return;
  const left = (await keysOfDeparture(tx, departure)).filter(({ settledAt }) => settledAt === null);
  const done = left.filter((key) => needsOf(key).length === 0);
  await settle(
    tx,
    departure,
    done.map((key) => ({ key: key.key, how: settledHow(key) })),
  );
  const today = todayIn(now, open.timezone);
  const since = departure.remindedOn ?? todayIn(departure.noticedAt, open.timezone);
  if (done.length === left.length || !isWorkingTime(now, zoneAmong(open.timezone), open)) return;
  if (workingDaysBetween(since, today, open) < REMIND_EVERY) return;
  await departureReminded(tx, departure, today);
  for (const to of await placesFor(tx, departure.person))
    want(tx, {
      name: `${nameFor(departure, to)}:${today}`,
      effect: { do: 'message', kind: 'departure-reminder', subject: String(departure.id), to },
      lane: 'nudge',
    });
}

async function wantCards(tx: Tx, departure: DepartureRow): Promise<void> {
  for (const to of await placesFor(tx, departure.person))
    want(tx, {
      name: nameFor(departure, to),
      effect: { do: 'message', kind: 'departure', subject: String(departure.id), to },
      lane: 'nudge',
    });
}

/** Somebody left before they read of a departure: the others who see it through have its card by then. */
export async function tellOthersOfDeparture(tx: Tx, id: number): Promise<void> {
  const departure = await lockDeparture(tx, id);
  if (departure !== null && departure.endedAt === null) await wantCards(tx, departure);
}

const nameFor = ({ id }: DepartureRow, to: Place): string => `departure:${id}:${Object.values(to)[0]}`;

/** The leads; without one the team channel, without that the admins whom we have met. Never who left. */
async function placesFor(scope: Scope, left: PersonId): Promise<Place[]> {
  const others = (people: readonly PersonId[]): Place[] =>
    people.filter((person) => person !== left).map((person) => ({ person }));
  const leads = others(await leadsHere(scope));
  if (leads.length > 0) return leads;
  const { teamChannel } = await thisWorkspace(scope);
  return teamChannel === null ? others(await adminsMet(scope)) : [{ channel: teamChannel }];
}

/** A day by which a key must be replaced whatever its period says: set, moved, taken away. */
import type { Act } from '../domain/act.ts';
import { dayFrom } from '../domain/days.ts';
import { may } from '../domain/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import {
  dueOn,
  earlier,
  type RotateBy,
  rotateByOf,
  type StoredRotateBy,
  storedRotateBy,
} from '../domain/rotation.ts';
import type { Day, KeyRef, Role } from '../domain/words.ts';
import {
  keyHere,
  lockedKey,
  mustAnswerFor,
  mustNotHaveEnded,
  redrawNudges,
  todayFor,
} from '../rotation/answering.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { changeKey, type KeyRow } from '../store/keys.ts';
import { servicesOfKey } from '../store/services.ts';
import type { Sentences } from './key-form.ts';

/**
 * Sets, moves or takes away the day of a locked key; its due day follows, and a snooze of the old one is over.
 * @returns whether anything is different now.
 */
export async function setRotateBy(tx: Tx, key: KeyRow, set: RotateBy | null): Promise<boolean> {
  const { rotateBy, rotateByCause, rotateByBecause, dueOn: due } = key;
  const before = { rotateBy, rotateByCause, rotateByBecause, dueOn: due };
  const after = { ...storedRotateBy(set), dueOn: dueOfKey(key, set) };
  if (Object.entries(before).every(([name, value]) => after[name as keyof typeof after] === value))
    return false;
  const awake = after.dueOn === key.dueOn || key.snoozedUntil === null ? {} : { snoozedUntil: null };
  await changeKey(tx, key.id, { ...after, ...awake }, set === null ? 'day taken away' : 'day set', {
    before,
  });
  await redrawNudges(tx, key.id);
  return true;
}

const dueOfKey = (key: KeyRow, set: RotateBy | null): Day =>
  dueOn({
    created: key.createdOn,
    rotatedOn: null,
    rotationDays: key.rotationDays,
    expiresOn: key.expiresOn,
    rotateBy: set?.day ?? null,
  });

/** What the form for changing a key says of it. */
export interface DayForm {
  readonly rotateBy: string | null;
  readonly rotateByBecause: string | null;
}

/**
 * The day as the form has it. What something that happened asks for may be moved forward by whoever answers for the
 * key, but put back or taken away by a lead alone. Pure.
 */
export function dayInForm(
  key: StoredRotateBy & { readonly createdOn: Day },
  form: DayForm,
  role: Role,
  wrong: Sentences,
): RotateBy | null {
  const standing = rotateByOf(key);
  const day = form.rotateBy === null ? null : dayFrom(form.rotateBy);
  const because = form.rotateByBecause?.trim() ?? '';
  const asked = standing !== null && standing.cause !== 'fixed';
  if (day === (standing?.day ?? null) && (asked || day === null || because === standing?.because))
    return standing;
  if (asked && (day === null || day > standing.day) && !may(role, 'lead'))
    wrong['rotateBy'] = `Set because ${standing.because}: only a lead or an admin may put it off.`;
  if (day === null) return null;
  if (day <= key.createdOn) wrong['rotateBy'] = 'A key is replaced after the day it was created.';
  if (because === '') wrong['rotateByBecause'] = 'Say why, so that whoever replaces it knows.';
  return { day, cause: 'fixed', because };
}

/** A key of several services, as the form for giving each its own shows it. */
export interface SharedKey {
  readonly label: string;
  readonly services: number;
  readonly dueOn: Day;
  readonly today: Day;
}

/** @throws Refusal when the actor does not answer for the key, it has ended or is not shared. */
export async function sharedKey(scope: Scope, id: KeyRef): Promise<SharedKey> {
  const key = await keyHere(scope, id);
  const services = await mustBeShared(scope, key);
  return { label: key.label, services, dueOn: key.dueOn, today: await todayFor(scope, scope.act.person) };
}

/**
 * Sets the day by which each service of a shared key has to have its own. An earlier day that was set already stays.
 * @returns the day on which the key is due now.
 * @throws Refusal as `sharedKey` does, and with a sentence beside `day`.
 */
export async function unshareKey(
  database: Database,
  act: Act,
  input: { key: KeyRef; day: string },
): Promise<Day> {
  return inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    const services = await mustBeShared(tx, key);
    const day = dayFrom(input.day);
    if (day === null || day < (await todayFor(tx, act.person)))
      throw new Refusal('bad_input', 'That day is over. Nothing was changed.', 'Choose a later day.', {
        day: 'Choose today or a later day.',
      });
    const because = `its ${services} services get a key each`;
    await setRotateBy(tx, key, earlier(rotateByOf(key), { day, cause: 'shared', because }));
    return (await lockedKey(tx, key.id)).dueOn;
  });
}

async function mustBeShared(scope: Scope, key: KeyRow): Promise<number> {
  mustAnswerFor(scope, key);
  mustNotHaveEnded(key);
  const { length } = await servicesOfKey(scope, key.id);
  if (length > 1) return length;
  throw new Refusal(
    'too_late',
    `${key.label} is not shared by several services any more. Nothing was changed.`,
    'Its card shows which services use it.',
  );
}

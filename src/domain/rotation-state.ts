/**
 * A rotation as data, and what may be done to it now. Cards draw their buttons from `whyNot`, clicks pass
 * `rotationRefusal`, which asks it too: a shown button and an accepted click cannot disagree.
 */
import { addDays, type WorkDays, workingDaysBetween } from './days.ts';
import { isKeyParty, may } from './permissions.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import type { Day, PersonId, Role, ServiceRef } from './words.ts';

export interface Deed {
  /** `null`: the provider's own answer. */
  readonly by: PersonId | null;
  readonly at: Date;
}

export interface ServiceSwitch {
  readonly service: ServiceRef;
  readonly owner: PersonId;
  readonly askedAt: Date | null;
  readonly notYet: { readonly until: Day; readonly says: string } | null;
  readonly switched: Deed | null;
}

interface Party {
  readonly custodian: PersonId;
  readonly deputy: PersonId | null;
}

export interface Rotation {
  readonly startedAt: Date;
  /** Who answers for the old key. */
  readonly old: Party;
  /** `null` until it is recorded; `inPlace`: it has the old key's id and ended the old value. */
  readonly newKey: (Party & Deed & { readonly inPlace: boolean }) | null;
  readonly stored: Deed | null;
  readonly working: Deed | null;
  /** Those that use the old key, and those that have switched. */
  readonly services: readonly ServiceSwitch[];
  readonly override: Deed | null;
  readonly deleted: Deed | null;
  readonly ended: 'gone' | 'aborted' | null;
}

export type RotationMove =
  | {
      readonly kind: 'record' | 'store' | 'confirm_working' | 'override' | 'delete' | 'abort' | 'take_label';
    }
  | { readonly kind: 'switch' | 'not_yet'; readonly service: ServiceRef };

export interface Mover {
  readonly id: PersonId;
  readonly role: Role;
  /** Whether they are in the user group that owns the service which the move is about. */
  readonly inOwnerGroup: boolean;
}

/** Why a move is refused to this person; `null` when it is not. */
export function rotationRefusal(rotation: Rotation, move: RotationMove, person: Mover): Refusal | null {
  return isTheirs(rotation, move, person) ? whyNot(rotation, move) : notTheirs(move);
}

function isTheirs({ old, newKey, services }: Rotation, move: RotationMove, person: Mover): boolean {
  if (isKeyParty(person, old)) return true;
  if (!may(person.role, 'member')) return false;
  switch (move.kind) {
    case 'switch':
    case 'not_yet':
      return (
        person.inOwnerGroup ||
        services.some((each) => each.service === move.service && each.owner === person.id)
      );
    case 'store':
    case 'confirm_working':
    case 'take_label':
      return newKey !== null && (newKey.by === person.id || isKeyParty(person, newKey));
    default:
      return false;
  }
}

function notTheirs({ kind }: RotationMove): Refusal {
  const who =
    kind === 'switch' || kind === 'not_yet'
      ? 'Only the owner of the service or its group, the custodian or deputy of the key, a lead or an admin can say this.'
      : 'Only the custodian or deputy of the key, a lead or an admin can do this.';
  return no('not_allowed', `${who} Nothing was done.`, 'The who command says who they are.');
}

/** Why a move cannot be made now, whoever makes it; `null` when it can. */
export function whyNot(rotation: Rotation, move: RotationMove): Refusal | null {
  if (move.kind === 'take_label') return labelWhyNot(rotation);
  // Who was left behind may still come over.
  if (rotation.ended === 'gone' && move.kind === 'switch' && rotation.newKey !== null)
    return switchWhyNot(rotation, move);
  if (rotation.ended !== null) {
    return rotation.ended === 'gone'
      ? no('too_late', 'This rotation has ended: the old key is gone.', 'Nothing more to do.')
      : no(
          'too_late',
          'This rotation was given up. Nothing was done.',
          'The rotate command starts it again.',
        );
  }
  switch (move.kind) {
    case 'record':
      return rotation.newKey === null ? null : done('The new key is recorded already.');
    case 'store':
      if (rotation.newKey === null) return noNewKey();
      return rotation.stored === null ? null : done('Its secret is confirmed to be stored already.');
    case 'confirm_working':
      if (rotation.newKey === null) return noNewKey();
      return rotation.working === null ? null : done('The new key was seen working already.');
    case 'switch':
    case 'not_yet':
      return switchWhyNot(rotation, move);
    case 'override':
      if (rotation.deleted !== null) return saidDeleted();
      if (rotation.override !== null) return done('Somebody has decided so already.');
      return missing(rotation).length > 0
        ? null
        : no('not_allowed', 'Nothing is missing: the old key can go.', 'Delete it, then say so.');
    case 'delete':
      if (rotation.deleted !== null) return saidDeleted();
      return rotation.override !== null ? null : stillMissing(rotation);
    case 'abort':
      return abortWhyNot(rotation);
  }
}

function switchWhyNot(
  { services, newKey, stored, deleted }: Rotation,
  move: Extract<RotationMove, { service: ServiceRef }>,
): Refusal | null {
  const found = services.find(({ service }) => service === move.service);
  if (found === undefined)
    return no('not_found', 'This service does not use the old key any more.', 'Nothing more to do.');
  if (newKey === null) return noNewKey();
  if (stored === null)
    return no(
      'not_yet',
      'Nobody has said yet that the new secret is stored. Nothing was done.',
      'Wait for the question: it comes as soon as the secret can be fetched.',
    );
  if (move.kind === 'switch')
    return found.switched === null ? null : done('This service has switched already.');
  return found.switched !== null && deleted !== null
    ? no(
        'too_late',
        'The old key is deleted: no service can go back to it.',
        'Mend the service with the new key.',
      )
    : null;
}

function abortWhyNot({ deleted, newKey }: Rotation): Refusal | null {
  if (deleted !== null)
    return no(
      'too_late',
      'The old key is said to be deleted, so there is nothing to go back to. Nothing was done.',
      'Go on to its proof.',
    );
  return newKey?.inPlace
    ? no(
        'too_late',
        'The new one has ended the old one, so there is no way back. Nothing was done.',
        'Go on.',
      )
    : null;
}

function labelWhyNot({ ended, newKey }: Rotation): Refusal | null {
  if (ended === 'gone' && newKey !== null && !newKey.inPlace) return null;
  return no(
    'not_yet',
    'The old key still needs its label. Nothing was done.',
    'First the old key has to be gone.',
  );
}

/** What has to happen before the old key may be deleted, as sentences. */
export function missing({ newKey, stored, services, working }: Rotation): string[] {
  const waiting = services.filter(({ switched }) => switched === null).length;
  return [
    ...(newKey === null ? ['The new key is not recorded.'] : []),
    ...(stored === null ? ['Nobody has said that its secret is stored.'] : []),
    ...(waiting > 0
      ? [waiting === 1 ? '1 service has not switched.' : `${waiting} services have not switched.`]
      : []),
    ...(working === null ? ['Nobody has seen the new key working.'] : []),
  ];
}

function stillMissing(rotation: Rotation): Refusal | null {
  const sentences = missing(rotation);
  if (sentences.length === 0) return null;
  return no(
    'not_yet',
    `The old key is still needed. ${sentences.join(' ')} Nothing was done.`,
    'Finish that first; whoever cannot wait gives a reason on the card.',
  );
}

const no = (code: RefusalCode, happened: string, next: string): Refusal => new Refusal(code, happened, next);
const done = (happened: string): Refusal =>
  no('already_done', `${happened} Nothing was changed.`, 'The card says by whom, and what is next.');
const noNewKey = (): Refusal =>
  no('not_yet', 'The new key is not recorded yet. Nothing was done.', 'Record it first.');
const saidDeleted = (): Refusal =>
  no('already_done', 'Somebody said so already. Nothing was changed.', 'Its card says who and when.');

/** Somebody without whom a rotation does not go on. */
export interface Waiting {
  /** The owner of this service; `null`: who answers for the key. */
  readonly service: ServiceRef | null;
  readonly move: 'record' | 'store' | 'confirm_working' | 'switch' | 'delete' | 'prove';
  readonly since: Date;
  /** They named a day: before it nobody reminds them. */
  readonly until: Day | null;
}

/** Whom a rotation waits for now, and since when; nobody once it has ended. */
export function waitingFor(rotation: Rotation): Waiting[] {
  const { startedAt, newKey, stored, services, working, override, deleted, ended } = rotation;
  if (ended !== null) return [];
  const party = (move: Waiting['move'], since: Date): Waiting => ({
    service: null,
    move,
    since,
    until: null,
  });
  if (deleted !== null) return [party('prove', deleted.at)];
  if (override !== null) return [party('delete', override.at)];
  if (newKey === null) return [party('record', startedAt)];
  if (stored === null) return [party('store', newKey.at)];
  const owners = services.flatMap((each): Waiting[] =>
    each.switched === null
      ? [
          {
            service: each.service,
            move: 'switch',
            since: each.askedAt ?? stored.at,
            until: each.notYet?.until ?? null,
          },
        ]
      : [],
  );
  if (owners.length > 0) return owners;
  const last = latest([stored, ...services.map(({ switched }) => switched)]);
  return [
    working === null ? party('confirm_working', last) : party('delete', latest([working, { at: last }])),
  ];
}

const latest = (deeds: readonly (Pick<Deed, 'at'> | null)[]): Date =>
  new Date(Math.max(...deeds.map((deed) => deed?.at.getTime() ?? 0)));

/** Working days without movement after which somebody is reminded, and between two reminders. */
export const REMIND_EVERY = 3;

/** Whether somebody is reminded today: not before the day they named, then every few working days of the team. */
export function remindToday(
  waiting: { readonly since: Day; readonly until: Day | null; readonly remindedOn: Day | null },
  today: Day,
  team: WorkDays,
): boolean {
  if (waiting.until !== null && today < waiting.until) return false;
  if (workingDaysBetween(addDays(today, -1), today, team) === 0) return false;
  // Who named a day is reminded on it, since that is what they asked for.
  const heard =
    [waiting.since, waiting.remindedOn]
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? waiting.since;
  if (waiting.until !== null && heard < waiting.until) return true;
  return workingDaysBetween(heard, today, team) >= REMIND_EVERY;
}

/**
 * Who else hears of a reminder, by the working days since the first one that brought nothing: whoever answers for the key
 * and its deputy, then the lead and the team channel. The day that somebody named counts as that of the first one.
 */
export function remindsAlso(
  { since, until }: { readonly since: Day; readonly until: Day | null },
  today: Day,
  team: WorkDays,
  escalation: { readonly toDeputy: number; readonly toChannel: number },
): { readonly deputy: boolean; readonly lead: boolean } {
  const silent =
    until !== null && until > since
      ? workingDaysBetween(until, today, team)
      : workingDaysBetween(since, today, team) - REMIND_EVERY;
  return { deputy: silent >= escalation.toDeputy, lead: silent >= escalation.toChannel };
}

/** Who answers for a key now: what every deed here asks before it decides. */
import { actor } from '../domain/act.ts';
import { hasEnded } from '../domain/key-state.ts';
import { isKeyParty } from '../domain/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import type { Scope, Tx } from '../store/database.ts';
import { departureMessages } from '../store/departures.ts';
import { type KeyRow, type KeyWithAccount, keyById, lockKey } from '../store/keys.ts';
import { messagesAbout } from '../store/nudges.ts';
import { peopleAmong, thisWorkspace } from '../store/people.ts';
import { todayIn } from './today.ts';

/** The key, locked until the transaction ends. @throws Refusal when it is not there. */
export async function lockedKey(tx: Tx, id: KeyRef): Promise<KeyRow> {
  const key = await lockKey(tx, id);
  if (key === null) throw noSuchKey();
  return key;
}

/** The key as it is. @throws Refusal when it is not there. */
export async function keyHere(scope: Scope, id: KeyRef): Promise<KeyWithAccount> {
  const key = await keyById(scope, id);
  if (key === null) throw noSuchKey();
  return key;
}

const noSuchKey = (): Refusal =>
  new Refusal(
    'not_found',
    'That key is not recorded here. Nothing was done.',
    'The list command shows all keys.',
  );

/** @throws Refusal unless the actor is the key's custodian or deputy, a lead or an admin. */
export function mustAnswerFor(scope: Scope, key: Pick<KeyRow, 'custodian' | 'deputy' | 'label'>): void {
  if (isKeyParty({ id: actor(scope.act), role: scope.act.role }, key)) return;
  throw new Refusal(
    'not_allowed',
    `Only the custodian or deputy of ${key.label}, a lead or an admin can do this. Nothing was done.`,
    'The who command says who they are.',
  );
}

/** @throws Refusal unless the key lives and no incident runs about it. */
export function mustBeActive(key: Pick<KeyRow, 'state' | 'label'>): void {
  if (key.state === 'active') return;
  const ended = hasEnded(key.state);
  throw new Refusal(
    'too_late',
    ended
      ? `${key.label} is gone already. Nothing was done.`
      : `An incident runs about ${key.label}. Nothing was done.`,
    ended ? 'Nothing more to do.' : 'Work the steps of the incident: they delete and replace the key.',
  );
}

/** A compromised key may change: somebody has to be there for it. @throws Refusal when it has ended. */
export function mustNotHaveEnded(key: Pick<KeyRow, 'state' | 'label'>): void {
  if (!hasEnded(key.state)) return;
  throw new Refusal('too_late', `${key.label} is gone already. Nothing was changed.`, 'Nothing more to do.');
}

/** The day that it is for somebody here. */
export async function todayFor(scope: Scope, person: PersonId | null): Promise<Day> {
  const [known] = person === null ? [] : await peopleAmong(scope, [person]);
  const { timezone } = await thisWorkspace(scope);
  return todayIn(scope.now, known?.timezone ?? null, timezone);
}

/** Draws every message again in which this key was nudged about, or is to be taken care of since somebody left. */
export async function redrawNudges(tx: Tx, key: KeyRef): Promise<void> {
  const [nudged, left] = await Promise.all([messagesAbout(tx, key), departureMessages(tx, { key })]);
  tx.redraw(...nudged, ...left);
}

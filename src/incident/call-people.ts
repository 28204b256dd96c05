/** Whom an incident calls, and in which order. */
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { holdersOf } from '../store/accounts.ts';
import { membersOf } from '../store/chases.ts';
import type { Scope, Tx } from '../store/database.ts';
import type { IncidentRow, StoredIncident } from '../store/incidents.ts';
import type { KeyRow } from '../store/keys.ts';
import { peopleAmong, thisWorkspace } from '../store/people.ts';
import { insertLogins } from '../store/save-incident.ts';
import type { ServiceRow } from '../store/services.ts';
import { invite, wantLoginQuestion } from './effects.ts';

type KeyOf = Pick<KeyRow, 'account' | 'custodian' | 'deputy'>;

/**
 * Everybody for the room: those who can delete the key first, since somebody must be able to. The group of leads is part
 * of it, but for a drill, which stays with those who practise.
 */
export async function roomPeople(
  scope: Scope,
  key: KeyOf,
  services: readonly Pick<ServiceRow, 'owner'>[],
  reporter: PersonId,
  drill: boolean,
): Promise<PersonId[]> {
  const leads = drill ? [] : await membersOf(scope, (await thisWorkspace(scope)).leadGroup);
  const deputy = key.deputy === null ? [] : [key.deputy];
  const owners = services.map(({ owner }) => owner);
  return present(scope, [
    ...(await holdersOf(scope, key.account)),
    key.custodian,
    ...deputy,
    ...owners,
    reporter,
    ...leads,
  ]);
}

/** Each once, without those who left Slack or may not be asked. People we have not met are taken as they are. */
export async function present(scope: Scope, people: readonly PersonId[]): Promise<PersonId[]> {
  const distinct = [...new Set(people)];
  const known = await peopleAmong(scope, distinct);
  const absent = known.filter(({ standing }) => standing !== 'member').map(({ id }) => id);
  return distinct.filter((person) => !absent.includes(person));
}

/**
 * Asks the next console holder whether they can log in; when none is left, the lead and the key's deputy at once.
 * @returns whom we asked; nobody when all have been asked already.
 */
export async function pageNext(
  tx: Tx,
  incident: Pick<StoredIncident, 'id' | 'logins'> & Pick<IncidentRow, 'lead'>,
  key: KeyOf,
): Promise<readonly PersonId[]> {
  const asked = incident.logins.map(({ person }) => person);
  const unasked = async (people: readonly PersonId[]) =>
    (await present(tx, people)).filter((person) => !asked.includes(person));
  const holders = await holdersOf(tx, key.account);
  // Whoever reported it is awake: if they can log in themselves, nobody is asked before them.
  const [holder] = await unasked(holders.includes(incident.lead) ? [incident.lead, ...holders] : holders);
  const page = holder
    ? [holder]
    : await unasked([incident.lead, ...(key.deputy === null ? [] : [key.deputy])]);
  await insertLogins(tx, incident, page);
  for (const person of page) {
    wantLoginQuestion(tx, incident.id, person);
    invite(tx, incident.id, person, [person]);
  }
  return page;
}

/** Somebody who takes part from now on sees the room. */
export function join(tx: Tx, id: IncidentRef, person: PersonId): void {
  invite(tx, id, person, [person]);
}

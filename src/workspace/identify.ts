import type { PersonId, Role, WorkspaceId } from '../domain/words.ts';
import type { Database, Scope } from '../store/database.ts';
import { type Arrival, arrivalOf, type Person, rememberPerson } from '../store/people.ts';
import { groupsOf, type LookUpGroups, roleOf } from './roles.ts';

/** Asks Slack about a person; `null` when Slack does not know them here or cannot be asked now. */
export type LookUpPerson = (
  workspace: WorkspaceId,
  person: PersonId,
) => Promise<Omit<Person, 'checkedAt'> | null>;

/** What is asked of Slack to know who somebody is. */
export interface LookUps {
  readonly lookUp: LookUpPerson;
  readonly groups: LookUpGroups;
}

export interface Identity {
  readonly now: Date;
  readonly role: Role;
  readonly person: Person;
}

/** How long Slack's word about a person holds; changes in between arrive as `user_change`. */
const FRESH_SECONDS = 15 * 60;

/**
 * Who is this, here and now? The answer decides what they may do, so it is looked up on every arrival.
 * `null`: no such workspace, or nobody we may trust.
 */
export async function identify(
  database: Database,
  { lookUp, groups }: LookUps,
  workspace: WorkspaceId,
  person: PersonId,
): Promise<Identity | null> {
  // By itself: it waits behind no longer read of the same turn.
  const arrival = await arrivalOf(database.sql, workspace, person);
  const { workspace: here, now } = arrival;
  if (here === null || here.lostAt !== null) return null;
  const [known, memberOf] = await Promise.all([
    isFresh(arrival) ? arrival.person : refresh(database, lookUp, workspace, person, arrival),
    groupsOf(database, groups, here, person, arrival.memberships, now),
  ]);
  return known === null ? null : { now, role: roleOf(known, here, memberOf), person: known };
}

/** The role as it was last known, for drawing what somebody may see. Nothing may be done on it. */
export async function rememberedRole(scope: Scope, person: PersonId): Promise<Role> {
  const { workspace, person: known, memberships } = await arrivalOf(scope.sql, scope.workspace, person);
  if (workspace === null || known === null) return 'outsider';
  const own = memberships.filter((each) => each.person === person).map(({ group }) => group);
  return roleOf(known, workspace, own);
}

function isFresh({ person, now }: Arrival): boolean {
  return person !== null && now.getTime() - person.checkedAt.getTime() < FRESH_SECONDS * 1000;
}

/** Asks Slack how somebody is at this moment, and keeps it. @returns whether Slack said that they are no member here. */
export async function hasLeft(
  database: Database,
  lookUp: LookUpPerson,
  workspace: WorkspaceId,
  person: PersonId,
  now: Date,
): Promise<boolean> {
  const said = await lookUp(workspace, person);
  if (said !== null) await rememberPerson(database, workspace, { ...said, checkedAt: now });
  return said !== null && said.standing !== 'member';
}

/** When Slack cannot be asked, what it said last still holds. */
async function refresh(
  database: Database,
  lookUp: LookUpPerson,
  workspace: WorkspaceId,
  person: PersonId,
  arrival: Arrival,
): Promise<Person | null> {
  const said = await lookUp(workspace, person);
  if (said === null) return arrival.person;
  const fresh = { ...said, checkedAt: arrival.now };
  await rememberPerson(database, workspace, fresh);
  return fresh;
}

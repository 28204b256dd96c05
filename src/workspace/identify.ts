import type { PersonId, Role, WorkspaceId } from '../domain/words.ts';
import type { Database, Scope } from '../store/database.ts';
import { type Arrival, arrivalOf, type Person, rememberPerson } from '../store/people.ts';
import { groupsOf, type LookUpGroups, roleOf } from './roles.ts';

/** Asks Slack about a person; `unknown`: Slack does not know them here; `silent`: it did not tell, so ask later. */
export type LookUpPerson = (
  workspace: WorkspaceId,
  person: PersonId,
) => Promise<Omit<Person, 'checkedAt'> | 'unknown' | 'silent'>;

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
 * @param asks how often Slack is asked about somebody new before it counts as silent: twice where it need not be
 * known within the three seconds that Slack waits for an ack.
 * @returns `null`: no such workspace, or nobody we may trust. `silent`: somebody new, and Slack cannot be asked about
 * them now.
 */
export async function identify(
  database: Database,
  { lookUp, groups }: LookUps,
  workspace: WorkspaceId,
  person: PersonId,
  asks: 1 | 2 = 1,
): Promise<Identity | null | 'silent'> {
  // By itself: it waits behind no longer read of the same turn.
  const arrival = await arrivalOf(database.sql, workspace, person);
  const { workspace: here, now } = arrival;
  if (here === null || here.lostAt !== null) return null;
  const [known, memberOf] = await Promise.all([
    arrival.person !== null && isFresh(arrival.person, now)
      ? arrival.person
      : refresh(database, lookUp, workspace, person, arrival, asks),
    groupsOf(database, groups, here, person, arrival.memberships, now),
  ]);
  if (known === 'unknown') return null;
  return known === 'silent' ? known : { now, role: roleOf(known, here, memberOf), person: known };
}

/** The role as it was last known, for drawing what somebody may see. Nothing may be done on it. */
export async function rememberedRole(scope: Scope, person: PersonId): Promise<Role> {
  const { workspace, person: known, memberships } = await arrivalOf(scope.sql, scope.workspace, person);
  if (workspace === null || known === null) return 'outsider';
  const own = memberships.filter((each) => each.person === person).map(({ group }) => group);
  return roleOf(known, workspace, own);
}

const isFresh = ({ checkedAt }: Person, now: Date): boolean =>
  now.getTime() - checkedAt.getTime() < FRESH_SECONDS * 1000;

/** Asks Slack how somebody is at this moment, and keeps it. @returns whether Slack said that they are no member here. */
export async function hasLeft(
  database: Database,
  lookUp: LookUpPerson,
  workspace: WorkspaceId,
  person: PersonId,
  now: Date,
): Promise<boolean> {
  const said = await lookUp(workspace, person);
  if (typeof said === 'string') return false;
  await rememberPerson(database, workspace, { ...said, checkedAt: now });
  return said.standing !== 'member';
}

/** When Slack cannot be asked, what it said last still holds. */
async function refresh(
  database: Database,
  lookUp: LookUpPerson,
  workspace: WorkspaceId,
  person: PersonId,
  arrival: Arrival,
  asks: 1 | 2,
): Promise<Person | 'unknown' | 'silent'> {
  const said = await lookUp(workspace, person);
  if (said === 'silent' && arrival.person === null && asks === 2)
    return refresh(database, lookUp, workspace, person, arrival, 1);
  if (typeof said === 'string') return arrival.person ?? said;
  const fresh = { ...said, checkedAt: arrival.now };
  await rememberPerson(database, workspace, fresh);
  return fresh;
}

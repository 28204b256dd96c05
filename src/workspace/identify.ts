import type { PersonId, Role, WorkspaceId } from '../domain/words.ts';
import type { Database } from '../store/database.ts';
import { type Arrival, arrivalOf, type Person, rememberPerson } from '../store/people.ts';

/** Asks Slack about a person; `null` when Slack does not know them here or cannot be asked now. */
export type LookUpPerson = (
  workspace: WorkspaceId,
  person: PersonId,
) => Promise<Omit<Person, 'checkedAt'> | null>;

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
  lookUp: LookUpPerson,
  workspace: WorkspaceId,
  person: PersonId,
): Promise<Identity | null> {
  const arrival = await arrivalOf(database, workspace, person);
  if (arrival.workspace === null || arrival.workspace.lostAt !== null) return null;
  const known = isFresh(arrival)
    ? arrival.person
    : await refresh(database, lookUp, workspace, person, arrival);
  return known === null ? null : { now: arrival.now, role: roleOf(known), person: known };
}

function isFresh({ person, now }: Arrival): boolean {
  return person !== null && now.getTime() - person.checkedAt.getTime() < FRESH_SECONDS * 1000;
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

/** A deactivated person or a bot is treated as an outsider: they may do nothing. */
export function roleOf(person: Pick<Person, 'standing' | 'isAdmin'>): Role {
  if (person.standing === 'guest') return 'guest';
  if (person.standing !== 'member') return 'outsider';
  return person.isAdmin ? 'admin' : 'member';
}

/** Once a day, Slack's list of people against those who are tied to keys: events get lost, and people leave all the same. */
import { noticeDeparture, noticeReturn } from '../custody/departures.ts';
import type { Act } from '../domain/act.ts';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, lookingInto } from '../store/database.ts';
import { peopleAway, peopleTiedToKeys } from '../store/departures.ts';
import { everybodyMet, type Person, rememberPerson, thisWorkspace } from '../store/people.ts';
import { giveBackComparison, takeComparison } from '../store/workspaces.ts';

type Listed = Omit<Person, 'checkedAt'>;

/** Everybody whom Slack lists; `null` when it did not tell of all. */
export type ListPeople = (workspace: WorkspaceId) => Promise<readonly Listed[] | null>;

/**
 * Compares, unless that was done today. A Slack that does not answer is asked again at the next tick. Nobody is asked
 * where there is no key yet.
 * @param act the clock's, in the workspace that our token belongs to.
 * @returns whether a comparison was made.
 */
export async function comparePeople(database: Database, act: Act, list: ListPeople): Promise<boolean> {
  const { workspace, now } = act;
  const here = await lookingInto(database, act, thisWorkspace);
  const today = todayIn(now, here.timezone);
  if (here.reconciledOn !== null && here.reconciledOn >= today) return false;
  const tied = await lookingInto(database, act, peopleTiedToKeys);
  if (tied.size === 0 || !(await takeComparison(database, workspace, today))) return false;
  const listed = await list(workspace);
  if (listed === null || !listed.some(({ standing }) => standing === 'member')) {
    await giveBackComparison(database, workspace, here.reconciledOn);
    return false;
  }
  await learn(database, act, listed, tied);
  return true;
}

async function learn(
  database: Database,
  act: Act,
  listed: readonly Listed[],
  tied: ReadonlySet<PersonId>,
): Promise<void> {
  const { workspace, now } = act;
  const met = await lookingInto(database, act, everybodyMet);
  const away = new Set(await lookingInto(database, act, peopleAway));
  const changes = newsOf(listed, met, tied);
  for (const person of changes) await rememberPerson(database, workspace, { ...person, checkedAt: now });
  const standings = new Map([...met, ...changes].map(({ id, standing }) => [id, standing]));
  for (const [id, standing] of standings) {
    if (standing === 'bot') continue;
    if (standing !== 'member' && tied.has(id)) await noticeDeparture(database, act, id, 'reconcile');
    if (standing === 'member' && away.has(id)) await noticeReturn(database, act, id);
  }
}

/**
 * What Slack's list says that we did not know, about people whom we have met or who are tied to keys. Who was a member
 * or a guest and is not listed any more counts as gone; people of other organisations are not always listed. Pure.
 */
export function newsOf(
  listed: readonly Listed[],
  met: readonly Person[],
  tied: ReadonlySet<PersonId>,
): Listed[] {
  const known = new Map(met.map((person) => [person.id, person]));
  const said = new Map(listed.map((person) => [person.id, person]));
  const concerned = new Set([...known.keys(), ...tied]);
  return [...concerned].flatMap((id) => {
    const before = known.get(id);
    const now = said.get(id) ?? unlisted(id, before);
    return now === null || (before !== undefined && sameAs(before, now)) ? [] : [now];
  });
}

function unlisted(id: PersonId, before: Person | undefined): Listed | null {
  if (before === undefined) return { id, name: id, timezone: 'UTC', standing: 'deactivated', isAdmin: false };
  if (before.standing === 'outsider' || before.standing === 'bot') return null;
  const { checkedAt: _, ...person } = before;
  return { ...person, standing: 'deactivated', isAdmin: false };
}

const sameAs = (one: Listed, other: Listed): boolean =>
  one.name === other.name &&
  one.timezone === other.timezone &&
  one.standing === other.standing &&
  one.isAdmin === other.isAdmin;

/** Once a day, Slack's list of people against those who are tied to keys: events get lost, and people leave all the same. */
import { noticeDeparture, noticeReturn } from '../custody/departures.ts';
import type { Act } from '../domain/act.ts';
import type { Day, PersonId, WorkspaceId } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, lookingInto } from '../store/database.ts';
import { peopleAway, peopleTiedToKeys } from '../store/departures.ts';
import {
  everybodyMet,
  type Person,
  peopleAmong,
  rememberPerson,
  thisWorkspace,
  type Workspace,
} from '../store/people.ts';
import { advanceComparison, beginComparison, type Comparison, endComparison } from '../store/workspaces.ts';
import type { LookUpPerson } from './identify.ts';
import { waitsForOwner, welcomeOwner } from './welcome.ts';

type Listed = Omit<Person, 'checkedAt'>;

export interface ListedPage {
  readonly people: readonly Listed[];
  /** The primary owner of the workspace, when they stand on this page. */
  readonly owner: PersonId | null;
  /** Where the next page begins; `null` after the last one. */
  readonly next: string | null;
}

/**
 * A page of Slack's list of people. `later`: Slack allows no more pages for now. `anew`: it does not know this place in
 * its list any more. `failed`: it did not tell.
 */
export type ListPage = (
  workspace: WorkspaceId,
  cursor: string | null,
) => Promise<ListedPage | 'later' | 'anew' | 'failed'>;

/** `nothing`: it was made today, or another replica is at it. `under way`: the next tick goes on. */
export type Compared = 'nothing' | 'under way' | 'done' | 'failed';

/** One go does not hold up the other ticks for longer. */
const PAGES_A_GO = 50;

export interface AskSlack {
  readonly list: ListPage;
  readonly lookUp: LookUpPerson;
}

/**
 * Compares, unless that was done today. The list is read page by page, as far as Slack allows in a minute; where it stopped,
 * the next tick goes on, on any replica. Where there is no key yet, it is read only to find the workspace's owner, who is
 * then led through the setup.
 * @param act the clock's, in the workspace that our token belongs to.
 */
export async function comparePeople(
  database: Database,
  act: Act,
  { list, lookUp }: AskSlack,
): Promise<Compared> {
  const { workspace, now } = act;
  const here = await lookingInto(database, act, thisWorkspace);
  const today = todayIn(now, here.timezone);
  if (here.reconciledOn !== null && here.reconciledOn >= today) return 'nothing';
  const tied = await lookingInto(database, act, peopleTiedToKeys);
  const seeksOwner = await lookingInto(database, act, waitsForOwner);
  if (tied.size === 0 && !seeksOwner) return 'nothing';
  const going = underWay(here);
  if (going === null && !(await beginComparison(database, workspace, today, now))) return 'nothing';
  let at: Comparison = going ?? { since: now, cursor: null, members: 0 };
  for (let pages = 0; pages < PAGES_A_GO; pages += 1) {
    const page = await list(workspace, at.cursor);
    if (page === 'later') return 'under way';
    if (page === 'failed') return 'failed';
    if (page === 'anew')
      return (await endComparison(database, workspace, at, null)) ? 'under way' : 'nothing';
    await learn(database, act, page.people, tied);
    if (seeksOwner && page.owner !== null) {
      await welcomeOwner(database, act, page.owner);
      return (await endComparison(database, workspace, at, null)) ? 'done' : 'nothing';
    }
    const members = at.members + page.people.filter(({ standing }) => standing === 'member').length;
    if (page.next === null) return finish(database, act, lookUp, { ...at, members }, today, tied);
    const next: Comparison = { ...at, cursor: page.next, members };
    if (!(await advanceComparison(database, workspace, at, next))) return 'nothing';
    at = next;
  }
  return 'under way';
}

const underWay = ({ reconcileSince, reconcileCursor, reconcileMembers }: Workspace): Comparison | null =>
  reconcileSince === null
    ? null
    : { since: reconcileSince, cursor: reconcileCursor, members: reconcileMembers };

/** Keeps what a page says of people whom we have met or who are tied to keys, and that they were listed. */
async function learn(
  database: Database,
  act: Act,
  listed: readonly Listed[],
  tied: ReadonlySet<PersonId>,
): Promise<void> {
  const ids = listed.map(({ id }) => id);
  const met = new Set(
    (await lookingInto(database, act, (scope) => peopleAmong(scope, ids))).map(({ id }) => id),
  );
  for (const person of listed)
    if (met.has(person.id) || tied.has(person.id))
      await rememberPerson(database, act.workspace, { ...person, checkedAt: act.now });
}

/**
 * The whole list was read: who is not in it has left, unless Slack knows better. Who got a key while it was read may stand
 * on a page that was passed by then. A list without a single member is no list.
 */
async function finish(
  database: Database,
  act: Act,
  lookUp: LookUpPerson,
  at: Comparison,
  today: Day,
  tied: ReadonlySet<PersonId>,
): Promise<Compared> {
  const { workspace, now } = act;
  if (at.members === 0) {
    await endComparison(database, workspace, at, null);
    return 'failed';
  }
  const met = await lookingInto(database, act, everybodyMet);
  const away = new Set(await lookingInto(database, act, peopleAway));
  const left: Listed[] = [];
  for (const person of notListed(met, tied, at.since)) {
    const said = await lookUp(workspace, person.id);
    // Nobody is taken for gone because Slack was slow to tell: the next tick reads the last page again, and goes on.
    if (said === 'silent') return 'under way';
    const found = said === 'unknown' ? person : said;
    left.push(found);
    await rememberPerson(database, workspace, { ...found, checkedAt: now });
  }
  const standings = new Map([...met, ...left].map(({ id, standing }) => [id, standing]));
  for (const [id, standing] of standings) {
    if (standing === 'bot') continue;
    if (standing !== 'member' && tied.has(id)) await noticeDeparture(database, act, id, 'reconcile');
    if (standing === 'member' && away.has(id)) await noticeReturn(database, act, id);
  }
  return (await endComparison(database, workspace, at, today)) ? 'done' : 'nothing';
}

/**
 * Who was not heard of since the comparison began. Who was a member or a guest counts as gone; people of other
 * organisations are not always listed. Pure.
 */
export function notListed(met: readonly Person[], tied: ReadonlySet<PersonId>, since: Date): Listed[] {
  const known = new Map(met.map((person) => [person.id, person]));
  const concerned = new Set([...known.keys(), ...tied]);
  return [...concerned].flatMap((id): Listed[] => {
    const before = known.get(id);
    if (before === undefined)
      return [{ id, name: id, timezone: 'UTC', standing: 'deactivated', isAdmin: false }];
    const { checkedAt, ...person } = before;
    if (checkedAt >= since || (before.standing !== 'member' && before.standing !== 'guest')) return [];
    return [{ ...person, standing: 'deactivated', isAdmin: false }];
  });
}

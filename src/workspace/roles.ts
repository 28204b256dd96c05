/** Which role a person has here: from Slack's own admins, and from the user groups that the settings name. */
import type { PersonId, Role, WorkspaceId } from '../domain/words.ts';
import type { Database } from '../store/database.ts';
import { groupNotTold, NOBODY, rememberGroup } from '../store/groups.ts';
import type { Membership, Person, Workspace } from '../store/people.ts';

/** A user group as people see it. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** Without `@`. */
  readonly handle: string;
}

/** Asks Slack about user groups; `null` when it does not tell: no scope, no paid plan, no answer. */
export interface LookUpGroups {
  all(): Promise<readonly Group[] | null>;
  members(group: string): Promise<readonly PersonId[] | null>;
}

type GroupRoles = Pick<Workspace, 'adminGroup' | 'leadGroup'>;

/** How long Slack's word about a group holds; changes in between arrive as `subteam_members_changed`. */
const FRESH_SECONDS = 15 * 60;
/** How soon it is asked again when it did not tell. Until then, and after, what was last known holds. */
const AGAIN_SECONDS = 60;

/** A deactivated person or a bot is treated as an outsider: they may do nothing. Pure. */
export function roleOf(
  person: Pick<Person, 'standing' | 'isAdmin'>,
  workspace: GroupRoles,
  memberOf: readonly string[],
): Role {
  if (person.standing === 'guest') return 'guest';
  if (person.standing !== 'member') return 'outsider';
  const isIn = (group: string | null): boolean => group !== null && memberOf.includes(group);
  if (person.isAdmin || isIn(workspace.adminGroup)) return 'admin';
  return isIn(workspace.leadGroup) ? 'lead' : 'member';
}

/**
 * The groups that give roles and that this person is in.
 * @param known what is remembered of this person and of `NOBODY` in those groups.
 */
export async function groupsOf(
  database: Database,
  lookUp: LookUpGroups,
  workspace: Workspace,
  person: PersonId,
  known: readonly Membership[],
  now: Date,
): Promise<string[]> {
  const groups = [...new Set([workspace.adminGroup, workspace.leadGroup])].filter((group) => group !== null);
  const isIn = await Promise.all(
    groups.map(async (group) => {
      const remembered = known.filter((each) => each.group === group);
      const told = isFresh(remembered, now)
        ? null
        : await refresh(database, lookUp, workspace.id, group, now);
      return told?.includes(person) ?? remembered.some((each) => each.person === person);
    }),
  );
  return groups.filter((_group, at) => isIn[at]);
}

function isFresh(remembered: readonly Membership[], now: Date): boolean {
  const asked = remembered.find(({ person }) => person === NOBODY);
  return asked !== undefined && now.getTime() - asked.checkedAt.getTime() < FRESH_SECONDS * 1000;
}

async function refresh(
  database: Database,
  lookUp: LookUpGroups,
  workspace: WorkspaceId,
  group: string,
  now: Date,
): Promise<readonly PersonId[] | null> {
  const told = await lookUp.members(group);
  if (told === null) {
    const asIfAt = now.getTime() - (FRESH_SECONDS - AGAIN_SECONDS) * 1000;
    await groupNotTold(database, workspace, group, new Date(asIfAt));
  } else {
    await rememberGroup(database, workspace, group, told, now);
  }
  return told;
}

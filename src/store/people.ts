import { and, eq, inArray, placeholder, sql } from 'drizzle-orm';
import type { PersonId, WorkspaceId } from '../domain/words.ts';
import { type Database, guarded, guardedWithin, type Scope } from './database.ts';
import { NOBODY } from './groups.ts';
import { groupMembers, people, workspaces } from './schema.ts';
import { statement } from './statement.ts';

/** What Slack last said about a person. */
export type Person = Omit<typeof people.$inferSelect, 'workspace'>;
export type Workspace = typeof workspaces.$inferSelect;

/** That a person (or `NOBODY`) stands in a user group, as Slack last said. */
export type Membership = Omit<typeof groupMembers.$inferSelect, 'workspace'>;

/** Who and where somebody is, and what time it is: all that the gate asks before it decides. One query. */
export interface Arrival {
  readonly now: Date;
  readonly workspace: Workspace | null;
  readonly person: Person | null;
  /** Of this person and of `NOBODY`, in the groups that give roles here. */
  readonly memberships: readonly Membership[];
}

/** Of the three seconds that somebody waits for an answer. */
const ANSWER_MS = 1_200;

const selectArrival = statement((db: Pick<Database['sql'], 'select'>) =>
  db
    .select({
      now: sql<string>`extract(epoch from steward_now())::text`,
      workspace: workspaces,
      person: people,
      membership: groupMembers,
    })
    .from(sql`(select 1) as one`)
    .leftJoin(workspaces, eq(workspaces.id, placeholder('workspace')))
    .leftJoin(people, and(eq(people.workspace, workspaces.id), eq(people.id, placeholder('person'))))
    .leftJoin(
      groupMembers,
      and(
        eq(groupMembers.workspace, workspaces.id),
        sql`${groupMembers.group} in (${workspaces.adminGroup}, ${workspaces.leadGroup})`,
        inArray(groupMembers.person, [NOBODY, placeholder('person')]),
      ),
    )
    .prepare('arrival'),
);

/** Called by the gate, before there is an act; and for what is drawn for somebody. */
export async function arrivalOf(
  reads: Pick<Database['reads'], 'select'>,
  workspace: WorkspaceId,
  person: PersonId,
): Promise<Arrival> {
  const rows = await guardedWithin(ANSWER_MS, () => selectArrival(reads).execute({ workspace, person }));
  const [row] = rows;
  return {
    now: new Date(Number(row?.now) * 1000),
    workspace: row?.workspace ?? null,
    person: row?.person ?? null,
    memberships: rows.flatMap(({ membership }) => membership ?? []),
  };
}

/** Keeps what Slack just said about a person. Not a change of the team's state, so it is not audited. */
export async function rememberPerson(
  database: Database,
  workspace: WorkspaceId,
  person: Person,
): Promise<void> {
  const row = { workspace, ...person };
  await guarded(() =>
    database.sql
      .insert(people)
      .values(row)
      .onConflictDoUpdate({ target: [people.workspace, people.id], set: person }),
  );
}

/** Everybody whom we have met. */
export function everybodyMet(scope: Scope): Promise<Person[]> {
  return scope.sql
    .select({
      id: people.id,
      name: people.name,
      timezone: people.timezone,
      standing: people.standing,
      isAdmin: people.isAdmin,
      checkedAt: people.checkedAt,
    })
    .from(people)
    .where(eq(people.workspace, scope.workspace));
}

/** The people among these ids that we know of. */
export function peopleAmong(scope: Scope, ids: readonly PersonId[]): Promise<Person[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return scope.sql
    .select({
      id: people.id,
      name: people.name,
      timezone: people.timezone,
      standing: people.standing,
      isAdmin: people.isAdmin,
      checkedAt: people.checkedAt,
    })
    .from(people)
    .where(and(eq(people.workspace, scope.workspace), inArray(people.id, [...ids])));
}

/** Records the workspace that our token belongs to. Called at start. A working time is that of a new one only. */
export async function rememberWorkspace(
  database: Database,
  workspace: { id: WorkspaceId; name: string; botUser: PersonId } & Partial<
    Pick<Workspace, 'workFrom' | 'workTo' | 'workDays'>
  >,
): Promise<void> {
  await guarded(() =>
    database.sql
      .insert(workspaces)
      .values({ ...workspace, installedAt: sql`steward_now()` })
      .onConflictDoUpdate({
        target: workspaces.id,
        set: { name: workspace.name, botUser: workspace.botUser, lostAt: null },
      }),
  );
}

/** Every workspace that still has us; the ticks act in each of them. */
export function presentWorkspaces(database: Database): Promise<Workspace[]> {
  return guarded(() => database.sql.select().from(workspaces).where(sql`${workspaces.lostAt} is null`));
}

/** The workspace a scope is in. */
export async function thisWorkspace(scope: Scope): Promise<Workspace> {
  const [row] = await scope.sql.select().from(workspaces).where(eq(workspaces.id, scope.workspace));
  if (!row) throw new Error('an act in a workspace that is not recorded');
  return row;
}

/** Slack said that we are gone from there: nothing more is planned or sent. */
export async function workspaceLost(database: Database, workspace: WorkspaceId): Promise<void> {
  await guarded(() =>
    database.sql.update(workspaces).set({ lostAt: sql`steward_now()` }).where(eq(workspaces.id, workspace)),
  );
}

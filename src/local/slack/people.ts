/** Changes of people, with the events Slack sends about them. */
import { botUserId, outsideTeam, team } from './cast.ts';
import type { LocalPerson } from './contract.ts';
import { asLocalPerson } from './hands/desk.ts';
import { newId } from './ids.ts';
import type { PersonRow } from './rows.ts';
import { userObject } from './shapes.ts';
import type { Workspace } from './workspace.ts';

export async function changePerson(
  workspace: Workspace,
  id: string,
  change: { deleted?: boolean; isAdmin?: boolean; timezone?: string },
): Promise<void> {
  const { world, now, app, events } = workspace;
  const old = world.people.get(id);
  if (old === undefined || id === botUserId) throw new Error(`${id} is nobody whose account could change.`);
  // Someone who comes back is a member again, whatever they left as.
  const kind = change.deleted === false && old.kind === 'deactivated' ? 'member' : old.kind;
  const row: PersonRow = { ...old, ...change, kind, updated: Math.floor(now()) };
  world.commit({ kind: 'person', row });
  if (row.deleted) leaveEverything(workspace, id);
  await events.send({ type: 'user_change', user: userObject(row, app.scopes, now()), cache_ts: row.updated });
}

/** Slack takes a deactivated person out of every channel. */
function leaveEverything({ world }: Workspace, id: string): void {
  for (const row of world.channels.values()) {
    if (row.kind === 'dm' || !row.members.includes(id)) continue;
    world.commit({
      kind: 'channel',
      row: { ...row, members: row.members.filter((member) => member !== id) },
    });
  }
}

export async function addPerson(
  { world, now, app, events }: Workspace,
  person: Pick<LocalPerson, 'name' | 'realName' | 'timezone' | 'kind'>,
): Promise<LocalPerson> {
  const row: PersonRow = {
    ...person,
    id: newId('U'),
    teamId: person.kind === 'outsider' ? outsideTeam.id : team.id,
    deleted: person.kind === 'deactivated',
    isAdmin: person.kind === 'admin',
    updated: Math.floor(now()),
  };
  world.commit({ kind: 'person', row });
  await events.send({ type: 'team_join', user: userObject(row, app.scopes, now()), cache_ts: row.updated });
  return asLocalPerson(row);
}

/** `auth.test`, `team.info`, `users.*`, `usergroups.*`: who is here. */
import { type Args, needed, page, text } from '../args.ts';
import { botId, botUserId, team, userGroups } from '../cast.ts';
import type { Json } from '../rows.ts';
import { userObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

export function apiTest(args: Args): Json {
  if (text(args, 'error') !== '') throw new SlackError(text(args, 'error'), { args });
  return { args };
}

export const authTest = (_: Args, { world, origin }: Workspace): Json => ({
  url: `${origin()}/`,
  team: team.name,
  user: world.people.get(botUserId)?.name,
  team_id: team.id,
  user_id: botUserId,
  bot_id: botId,
  is_enterprise_install: false,
});

export const teamInfo = (): Json => ({
  team: { ...team, email_domain: '', icon: { image_default: true }, is_verified: false },
});

export function userInfo(args: Args, { world, app, now }: Workspace): Json {
  const person = world.people.get(needed(args, 'user', 'user_not_found'));
  if (person === undefined) throw new SlackError('user_not_found');
  return { user: userObject(person, app.scopes, now()) };
}

/** Everybody, people of the other organisation in shared channels too, as Slack does. */
export function userList(args: Args, { world, app, now }: Workspace): Json {
  const { items, response_metadata } = page([...world.people.values()], args);
  const members = items.map((person) => userObject(person, app.scopes, now()));
  return { members, cache_ts: Math.floor(now()), response_metadata };
}

export const groupList = (_: Args, { now }: Workspace): Json => ({
  usergroups: userGroups.map((group) => ({
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: 1_700_000_000,
    date_update: Math.floor(now()),
    date_delete: 0,
    user_count: group.users.length,
    users: group.users,
  })),
});

export function groupMembers(args: Args): Json {
  const group = userGroups.find((row) => row.id === text(args, 'usergroup'));
  if (group === undefined) throw new SlackError('no_such_subteam');
  return { users: group.users };
}

/** Joining and leaving conversations, and telling the app about those it is in. */
import { botUserId, team } from './cast.ts';
import type { ChannelRow } from './rows.ts';
import type { Workspace } from './workspace.ts';

const letters = { public: 'C', private: 'G', dm: 'D' } as const;

export function addMember(workspace: Workspace, channel: string, person: string, inviter?: string): void {
  const row = change(workspace, channel, (members) => [
    ...members.filter((member) => member !== person),
    person,
  ]);
  if (row === undefined || !row.members.includes(botUserId)) return;
  const invited = inviter === undefined ? {} : { inviter };
  void workspace.events.send({ type: 'member_joined_channel', ...about(row, person), ...invited });
}

export function removeMember(workspace: Workspace, channel: string, person: string): void {
  const row = change(workspace, channel, (members) => members.filter((member) => member !== person));
  if (row === undefined || !row.members.includes(botUserId)) return;
  void workspace.events.send({ type: 'member_left_channel', ...about(row, person) });
}

const about = (row: ChannelRow, user: string) => ({
  user,
  channel: row.id,
  channel_type: letters[row.kind],
  team: team.id,
});

function change(
  { world }: Workspace,
  channel: string,
  members: (old: readonly string[]) => string[],
): ChannelRow | undefined {
  const old = world.channels.get(channel);
  if (old === undefined) return undefined;
  const row = { ...old, members: members(old.members) };
  world.commit({ kind: 'channel', row });
  return row;
}

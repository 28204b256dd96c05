/** Which conversations the bot can see and use, in Slack's words when it cannot. */
import { botUserId } from './cast.ts';
import { newId } from './ids.ts';
import type { ChannelRow } from './rows.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** Private conversations exist for their members only. */
export function visibleChannel({ world }: Workspace, id: string): ChannelRow {
  const channel = world.channels.get(id);
  const seen = channel !== undefined && (channel.kind === 'public' || channel.members.includes(botUserId));
  if (!seen) throw new SlackError('channel_not_found');
  return channel;
}

export function joinedChannel(workspace: Workspace, id: string): ChannelRow {
  const channel = visibleChannel(workspace, id);
  if (!channel.members.includes(botUserId)) throw new SlackError('not_in_channel');
  return channel;
}

export function openJoinedChannel(workspace: Workspace, id: string): ChannelRow {
  const channel = joinedChannel(workspace, id);
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

/** Where a message may go: a conversation, a person (their DM with the bot), or `#name`. */
export function postableChannel(workspace: Workspace, target: string): ChannelRow {
  const { world, app } = workspace;
  if (/^[UW]/.test(target)) return dmWith(workspace, target);
  const name = target.replace(/^#/, '');
  const named = [...world.channels.values()].find((row) => row.kind === 'public' && row.name === name);
  const channel = visibleChannel(workspace, named?.id ?? target);
  const mayWrite = channel.members.includes(botUserId) || app.scopes.includes('chat:write.public');
  if (!mayWrite) throw new SlackError('not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

/** The bot's DM with a person, made when it is missing. */
export function dmWith(workspace: Workspace, person: string): ChannelRow {
  const { world, now } = workspace;
  const row = world.people.get(person);
  if (row === undefined) throw new SlackError('user_not_found');
  if (row.kind === 'bot') throw new SlackError('cannot_dm_bot');
  if (row.deleted) throw new SlackError('user_disabled');
  const found = world.dmBetween(person, botUserId);
  if (found !== undefined) return found;
  const fresh: ChannelRow = {
    id: newId('D'),
    name: row.name,
    kind: 'dm',
    creator: botUserId,
    created: Math.floor(now()),
    members: [person, botUserId],
    topic: '',
    archived: false,
    pinned: [],
    bookmarks: [],
    externallyShared: false,
  };
  world.commit({ kind: 'channel', row: fresh });
  return fresh;
}

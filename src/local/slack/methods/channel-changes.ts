/** `conversations.*` that make or change a conversation, pins and bookmarks too. */
import { type Args, flag, many, needed, structure, text } from '../args.ts';
import { isObject } from '../block-kit/check.ts';
import { appId, botUserId } from '../cast.ts';
import { dmWith, joinedChannel, openJoinedChannel, visibleChannel } from '../channels.ts';
import { newId } from '../ids.ts';
import { addMember, removeMember } from '../membership.ts';
import type { ChannelRow, Json } from '../rows.ts';
import { channelObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

const mostInvited = 100;

export const createScope = (args: Args): string =>
  flag(args, 'is_private') ? 'groups:write' : 'channels:manage';

export function create(args: Args, workspace: Workspace): Json {
  const { world, now } = workspace;
  const name = needed(args, 'name', 'invalid_name_required');
  refuseName(name);
  if ([...world.channels.values()].some((row) => row.kind !== 'dm' && row.name === name)) {
    throw new SlackError('name_taken');
  }
  const row: ChannelRow = {
    id: newId('C'),
    name,
    kind: flag(args, 'is_private') ? 'private' : 'public',
    creator: botUserId,
    created: Math.floor(now()),
    members: [botUserId],
    topic: '',
    archived: false,
    pinned: [],
    bookmarks: [],
    externallyShared: false,
  };
  world.commit({ kind: 'channel', row });
  return { channel: channelObject(row, world) };
}

function refuseName(name: string): void {
  if (name.length > 80) throw new SlackError('invalid_name_maxlength');
  if (/^[\W_]+$/.test(name)) throw new SlackError('invalid_name_punctuation');
  if (/[A-Z\s.]/.test(name)) throw new SlackError('invalid_name');
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
}

/** All or nobody, unless `force` asks for those who can be invited. */
export function invite(args: Args, workspace: Workspace): Json {
  const { world } = workspace;
  const channel = openJoinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const wanted = many(args, 'users');
  if (wanted.length === 0) throw new SlackError('no_user');
  if (wanted.length > mostInvited) throw new SlackError('too_many_users');
  const errors = wanted.flatMap((user) => {
    const error = inviteRefusal(user, channel, workspace);
    return error === undefined ? [] : [{ user, ok: false, error }];
  });
  const [first] = errors;
  const good = wanted.filter((user) => errors.every((error) => error.user !== user));
  if (first !== undefined && (!flag(args, 'force') || good.length === 0)) {
    throw new SlackError(first.error, { errors });
  }
  for (const user of good) addMember(workspace, channel.id, user, botUserId);
  const row = world.channels.get(channel.id) ?? channel;
  return { channel: channelObject(row, world), ...(errors.length > 0 ? { errors } : {}) };
}

function inviteRefusal(user: string, channel: ChannelRow, { world }: Workspace): string | undefined {
  const person = world.people.get(user);
  if (user === botUserId) return 'cant_invite_self';
  if (person === undefined) return 'user_not_found';
  if (channel.members.includes(user)) return 'already_in_channel';
  if (person.deleted || person.kind === 'outsider') return 'cant_invite';
  return person.kind === 'guest' ? 'user_is_restricted' : undefined;
}

export function kick(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const user = needed(args, 'user', 'user_not_found');
  if (user === botUserId) throw new SlackError('cant_kick_self');
  if (!channel.members.includes(user)) throw new SlackError('not_in_channel');
  removeMember(workspace, channel.id, user);
  return {};
}

export function join(args: Args, workspace: Workspace): Json {
  const { world } = workspace;
  const channel = visibleChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackError('is_archived');
  if (!channel.members.includes(botUserId)) addMember(workspace, channel.id, botUserId);
  return { channel: channelObject(world.channels.get(channel.id) ?? channel, world) };
}

/** The bot's DM with one person. Group DMs are not imitated. */
export function open(args: Args, workspace: Workspace): Json {
  const users = many(args, 'users');
  const known = text(args, 'channel');
  if (users.length === 0 && known === '') throw new SlackError('users_list_not_supplied');
  if (users.length > 1) throw new SlackError('not_enough_users');
  const row = users[0] === undefined ? visibleChannel(workspace, known) : dmWith(workspace, users[0]);
  return { channel: { id: row.id }, no_op: false, already_open: true };
}

export function setTopic(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const topic = text(args, 'topic');
  if (topic.length > 250) throw new SlackError('too_long');
  const row = { ...channel, topic };
  workspace.world.commit({ kind: 'channel', row });
  return { channel: channelObject(row, workspace.world) };
}

export function archive(args: Args, workspace: Workspace): Json {
  const channel = joinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  if (channel.name === 'general') throw new SlackError('cant_archive_general');
  if (channel.kind === 'dm') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackError('already_archived');
  workspace.world.commit({ kind: 'channel', row: { ...channel, archived: true } });
  void workspace.events.send({ type: 'channel_archive', channel: channel.id, user: botUserId });
  return {};
}

export function pin(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const ts = needed(args, 'timestamp', 'no_item_specified');
  if (workspace.world.message(channel.id, ts) === undefined) throw new SlackError('message_not_found');
  if (channel.pinned.includes(ts)) throw new SlackError('already_pinned');
  workspace.world.commit({ kind: 'channel', row: { ...channel, pinned: [...channel.pinned, ts] } });
  return {};
}

export function unpin(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const ts = needed(args, 'timestamp', 'no_item_specified');
  if (!channel.pinned.includes(ts)) throw new SlackError('no_pin');
  const pinned = channel.pinned.filter((other) => other !== ts);
  workspace.world.commit({ kind: 'channel', row: { ...channel, pinned } });
  return {};
}

/** One canvas a channel; its Markdown is at most 1 MiB. */
export function createCanvas(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel_id', 'channel_not_found'));
  if (channel.canvas !== undefined) throw new SlackError('channel_canvas_already_exists');
  const content = structure(args, 'document_content', 'canvas_creation_failed');
  const markdown = isObject(content) && content['type'] === 'markdown' ? content['markdown'] : undefined;
  if (typeof markdown !== 'string' || Buffer.byteLength(markdown) > 1_048_576)
    throw new SlackError('canvas_creation_failed');
  const canvas = { id: newId('F'), markdown };
  workspace.world.commit({ kind: 'channel', row: { ...channel, canvas } });
  return { canvas_id: canvas.id };
}

export function addBookmark(args: Args, workspace: Workspace): Json {
  const channel = openJoinedChannel(workspace, needed(args, 'channel_id', 'channel_not_found'));
  if (text(args, 'type') !== 'link') throw new SlackError('invalid_bookmark_type');
  const link = needed(args, 'link', 'invalid_link');
  if (!URL.canParse(link)) throw new SlackError('invalid_link');
  const bookmark: Json = {
    id: newId('Bk'),
    channel_id: channel.id,
    title: needed(args, 'title'),
    link,
    emoji: text(args, 'emoji'),
    type: 'link',
    date_created: Math.floor(workspace.now()),
    app_id: appId,
  };
  workspace.world.commit({
    kind: 'channel',
    row: { ...channel, bookmarks: [...channel.bookmarks, bookmark] },
  });
  return { bookmark };
}

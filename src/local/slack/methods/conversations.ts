/** `conversations.*`: looking at conversations. Making and changing them stands in channel-changes.ts. */
import { type Args, flag, many, needed, number, page, text } from '../args.ts';
import { botUserId } from '../cast.ts';
import { joinedChannel, visibleChannel } from '../channels.ts';
import type { ChannelRow, Json, MessageRow } from '../rows.ts';
import { channelObject, messageObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

const typeOf = { public: 'public_channel', private: 'private_channel', dm: 'im' } as const;
const prefixOf = { public: 'channels', private: 'groups', dm: 'im' } as const;

/** `channels:read`, `groups:history`, ...: the scope depends on what kind of conversation is asked about. */
export const scopeByKind =
  (deed: string, argument = 'channel') =>
  (args: Args, { world }: Workspace): string => {
    const kind = world.channels.get(text(args, argument))?.kind ?? 'public';
    return `${prefixOf[kind]}:${deed}`;
  };

const manageScopes = { public: 'channels:manage', private: 'groups:write', dm: 'im:write' } as const;

/** The scope to change a conversation, by its kind. */
export const manageScope = (args: Args, { world }: Workspace): string =>
  manageScopes[world.channels.get(text(args, 'channel'))?.kind ?? 'public'];

/** One scope for each type asked for; the first missing one is told. */
export function scopeByTypes(args: Args, { app }: Workspace): string {
  const scopes = typesOf(args).map((type) => {
    const kind = (Object.keys(typeOf) as (keyof typeof typeOf)[]).find((key) => typeOf[key] === type);
    return `${kind === undefined ? 'mpim' : prefixOf[kind]}:read`;
  });
  return scopes.find((scope) => !app.scopes.includes(scope)) ?? scopes[0] ?? 'channels:read';
}

const typesOf = (args: Args): string[] => {
  const types = many(args, 'types');
  return types.length === 0 ? ['public_channel'] : types;
};

export function info(args: Args, workspace: Workspace): Json {
  const channel = visibleChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  return { channel: channelObject(channel, workspace.world) };
}

export const list = (args: Args, workspace: Workspace): Json => listed(args, workspace, seenByBot);

export const ofUser = (args: Args, workspace: Workspace): Json =>
  listed(args, workspace, (row) => seenByBot(row) && row.members.includes(text(args, 'user') || botUserId));

const seenByBot = (row: ChannelRow): boolean => row.kind === 'public' || row.members.includes(botUserId);

function listed(args: Args, { world }: Workspace, shown: (row: ChannelRow) => boolean): Json {
  const types = typesOf(args);
  const wanted = [...world.channels.values()].filter(
    (row) =>
      types.includes(typeOf[row.kind]) && shown(row) && !(flag(args, 'exclude_archived') && row.archived),
  );
  const { items, response_metadata } = page(wanted, args);
  return { channels: items.map((row) => channelObject(row, world)), response_metadata };
}

export function members(args: Args, workspace: Workspace): Json {
  const channel = visibleChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const { items, response_metadata } = page(channel.members, args);
  return { members: items, response_metadata };
}

/** Newest first, without thread replies. */
export function history(args: Args, workspace: Workspace): Json {
  const channel = joinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const top = workspace.world.messages(channel.id).filter((row) => row.threadTs === undefined);
  return { ...messagesPage(args, workspace, top.reverse()), pin_count: channel.pinned.length };
}

/** The message that began the thread, then its replies, oldest first. */
export function replies(args: Args, workspace: Workspace): Json {
  const channel = joinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const ts = needed(args, 'ts', 'thread_not_found');
  const thread = workspace.world.messages(channel.id).filter((row) => row.ts === ts || row.threadTs === ts);
  if (thread.length === 0) throw new SlackError('thread_not_found');
  return messagesPage(args, workspace, thread);
}

function messagesPage(args: Args, { world, origin }: Workspace, rows: readonly MessageRow[]): Json {
  const oldest = number(args, 'oldest', 0);
  const latest = number(args, 'latest', Number.MAX_SAFE_INTEGER);
  const inclusive = flag(args, 'inclusive');
  const inside = (ts: number) => (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
  const wanted = rows.filter((row) => inside(Number(row.ts)));
  const { items, response_metadata } = page(wanted, args);
  const withMetadata = flag(args, 'include_all_metadata');
  return {
    messages: items.map((row) => messageObject(row, world, origin(), withMetadata)),
    has_more: response_metadata.next_cursor !== '',
    response_metadata,
  };
}

/** `chat.*`: what the bot says. */
import { type Args, many, needed, structure, text } from '../args.ts';
import { isObject } from '../block-kit/check.ts';
import { limits } from '../block-kit.ts';
import { botUserId } from '../cast.ts';
import { joinedChannel, postableChannel, visibleChannel } from '../channels.ts';
import { contentOf, post, postEphemeral } from '../messages.ts';
import type { Json, MessageRow, Metadata } from '../rows.ts';
import { messageObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

const largestMetadata = 8_000;

export function postMessage(args: Args, workspace: Workspace): Json {
  const channel = postableChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const content = contentOf(
    workspace,
    text(args, 'text'),
    structure(args, 'blocks', 'invalid_blocks_format'),
  );
  const threadTs = text(args, 'thread_ts');
  if (threadTs !== '' && workspace.world.message(channel.id, threadTs) === undefined) {
    throw new SlackError('cannot_reply_to_message');
  }
  const row = post(workspace, channel, botUserId, content, {
    ...metadataOf(args),
    ...(threadTs === '' ? {} : { threadTs }),
  });
  return { channel: channel.id, ts: row.ts, message: shown(workspace, row) };
}

export function update(args: Args, workspace: Workspace): Json {
  const { world } = workspace;
  const row = ownMessage(args, workspace, 'cant_update_message');
  if (text(args, 'text').length > limits.updateText) throw new SlackError('msg_too_long');
  if (world.channels.get(row.channel)?.archived) throw new SlackError('is_inactive');
  const blocks = structure(args, 'blocks', 'invalid_blocks_format');
  const content = contentOf(workspace, text(args, 'text'), blocks);
  // Slack marks a message as edited only when plain text replaced it.
  const edited =
    content.blocks.length > 0 ? {} : { edited: { user: botUserId, ts: workspace.now().toFixed(6) } };
  const fresh: MessageRow = { ...row, ...content, ...metadataOf(args), ...edited };
  world.commit({ kind: 'message', row: fresh });
  return { channel: row.channel, ts: row.ts, text: fresh.text, message: shown(workspace, fresh) };
}

export function remove(args: Args, workspace: Workspace): Json {
  const { channel, ts } = ownMessage(args, workspace, 'cant_delete_message');
  workspace.world.commit({ kind: 'message_deleted', channel, ts });
  return { channel, ts };
}

export function ephemeral(args: Args, workspace: Workspace): Json {
  const channel = joinedChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const person = needed(args, 'user', 'user_not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  if (!channel.members.includes(person)) throw new SlackError('user_not_in_channel');
  const content = contentOf(
    workspace,
    text(args, 'text'),
    structure(args, 'blocks', 'invalid_blocks_format'),
  );
  const threadTs = text(args, 'thread_ts');
  const row = postEphemeral(workspace, channel.id, person, content, threadTs === '' ? undefined : threadTs);
  return { message_ts: row.ts };
}

export function permalink(args: Args, workspace: Workspace): Json {
  const channel = visibleChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const ts = needed(args, 'message_ts', 'message_not_found');
  if (workspace.world.message(channel.id, ts) === undefined) throw new SlackError('message_not_found');
  return {
    channel: channel.id,
    permalink: `${workspace.origin()}/archives/${channel.id}/p${ts.replace('.', '')}`,
  };
}

/** A message the bot wrote itself; others it may neither change nor delete. Ephemeral ones cannot be found. */
function ownMessage(args: Args, workspace: Workspace, refusal: string): MessageRow {
  const channel = visibleChannel(workspace, needed(args, 'channel', 'channel_not_found'));
  const row = workspace.world.message(channel.id, needed(args, 'ts', 'message_not_found'));
  if (row === undefined) throw new SlackError('message_not_found');
  if (row.author !== botUserId) throw new SlackError(refusal);
  return row;
}

/** Nothing when none was given, so that an update leaves what is there. */
function metadataOf(args: Args): { metadata?: Metadata } {
  const given = structure(args, 'metadata', 'invalid_metadata_format');
  if (given === undefined) return {};
  if (!isObject(given)) throw new SlackError('invalid_metadata_format');
  const { event_type, event_payload } = given;
  if (typeof event_type !== 'string' || event_type === '' || !isObject(event_payload)) {
    throw new SlackError('invalid_metadata_schema');
  }
  if (JSON.stringify(given).length > largestMetadata) throw new SlackError('metadata_too_large');
  return { metadata: { event_type, event_payload } };
}

const shown = ({ world, origin }: Workspace, row: MessageRow): Json =>
  messageObject(row, world, origin(), true);

/** The channel a post goes to, as the limit of one a second counts it. */
export const postedChannel = (args: Args): string => many(args, 'channel').join();

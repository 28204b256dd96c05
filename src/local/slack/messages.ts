/** Putting messages in front of people: in a conversation, or before one person only. */

import { createHash } from 'node:crypto';
import { isObject } from './block-kit/check.ts';
import { allBlocks } from './block-kit/walk.ts';
import type { Problem } from './block-kit.ts';
import { checkMessage, limits } from './block-kit.ts';
import { botUserId } from './cast.ts';
import { shortId } from './ids.ts';
import type { Blocks, ChannelRow, Json, MessageRow } from './rows.ts';
import { messageObject } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** What a message says, checked as Slack checks it and completed with ids. */
export interface Content {
  readonly text: string;
  readonly blocks: Blocks;
}

/** Throws `no_text`, `invalid_blocks_format` or `invalid_blocks` with one line a fault. */
export function contentOf(workspace: Workspace, text: string, blocks: unknown): Content {
  if (blocks !== undefined && !Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const given: unknown[] = blocks ?? [];
  const cut = text.slice(0, limits.messageText);
  if (cut === '' && given.length === 0) throw new SlackError('no_text');
  refuse('invalid_blocks', [
    ...checkMessage({ text: cut, blocks: given }),
    ...missingFiles(workspace, given),
  ]);
  return { text: cut, blocks: withLastingIds(given.filter(isObject)) };
}

/** Throws when there are faults, the way Slack tells them. */
export function refuse(code: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const told = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  throw new SlackError(code, {
    errors: told,
    response_metadata: { messages: told.map((one) => `[ERROR] ${one}`) },
  });
}

/** Images that name a Slack file must name one that is here. */
export function missingFiles({ world }: Workspace, blocks: readonly unknown[]): Problem[] {
  return allBlocks(blocks).flatMap((block) => {
    const file = block['slack_file'];
    const id = isObject(file) ? file['id'] : undefined;
    const known = typeof id !== 'string' || world.files.get(id)?.content !== undefined;
    return known ? [] : [{ pointer: '/blocks', message: `invalid slack file: ${id}` }];
  });
}

/**
 * The id of a block that came without one follows from what it says. So a press on a part that an update left as it was finds
 * it, as in Slack, where what is pressed is what was seen.
 */
function withLastingIds(blocks: readonly Json[]): Blocks {
  const met = new Map<string, number>();
  return withIds(
    blocks.map((block) => {
      if (block['block_id'] !== undefined) return block;
      const says = createHash('sha256').update(JSON.stringify(block)).digest('base64url').slice(0, 8);
      const before = met.get(says) ?? 0;
      met.set(says, before + 1);
      return { ...block, block_id: before === 0 ? says : `${says}.${before}` };
    }),
  );
}

/** Blocks and elements that came without an id get one, as in Slack. */
export function withIds(blocks: readonly Json[]): Blocks {
  return blocks.map((block) => {
    const inside = Object.fromEntries(
      Object.entries(block).map(([name, value]) => [
        name,
        name === 'child_blocks' ? withIds(objects(value)) : withActionIds(name, value),
      ]),
    );
    return { ...inside, block_id: block['block_id'] ?? shortId() } as Json;
  });
}

const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textual = ['plain_text', 'mrkdwn', 'image', 'card', 'task_card'];

function withActionIds(name: string, value: unknown): unknown {
  if (!['accessory', 'element', 'elements', 'actions'].includes(name)) return value;
  if (Array.isArray(value)) return value.map((entry) => withActionIds('element', entry));
  if (
    !isObject(value) ||
    textual.includes(String(value['type'])) ||
    String(value['type']).startsWith('rich_text_s')
  )
    return value;
  return { ...value, action_id: value['action_id'] ?? shortId() };
}

type Extras = Pick<MessageRow, 'threadTs' | 'metadata'> & { readonly files?: readonly string[] };

/** Posts into a conversation and tells the app if it listens. */
export function post(
  workspace: Workspace,
  channel: ChannelRow,
  author: string,
  content: Content,
  extras: Extras = {},
): MessageRow {
  const { world, mintTs } = workspace;
  const row: MessageRow = { channel: channel.id, ts: mintTs(), author, files: [], ...content, ...extras };
  world.commit({ kind: 'message', row });
  if (author !== botUserId) world.commit({ kind: 'read', person: author, channel: channel.id, ts: row.ts });
  tellApp(workspace, channel, row);
  return row;
}

/** Shows a message to one person only. */
export function postEphemeral(
  workspace: Workspace,
  channel: string,
  person: string,
  content: Content,
  threadTs?: string,
): MessageRow {
  const row: MessageRow = {
    channel,
    ts: workspace.mintTs(),
    author: botUserId,
    ...content,
    files: [],
    onlyFor: person,
    ...(threadTs === undefined ? {} : { threadTs }),
  };
  workspace.desks.showEphemeral(row);
  return row;
}

const channelTypes = {
  public: ['channel', 'channels'],
  private: ['group', 'groups'],
  dm: ['im', 'im'],
} as const;

/** `message.*` events go to the app for conversations it is in. */
function tellApp(workspace: Workspace, channel: ChannelRow, row: MessageRow): void {
  if (!channel.members.includes(botUserId)) return;
  const [channelType, subscription] = channelTypes[channel.kind];
  const message = messageObject(row, workspace.world, workspace.origin(), true);
  const event = {
    ...message,
    type: 'message',
    channel: channel.id,
    channel_type: channelType,
    event_ts: row.ts,
  };
  void workspace.events.send(event, `message.${subscription}`);
}

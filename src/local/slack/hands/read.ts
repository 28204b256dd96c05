/** What a person sees. */
import type { KnownBlock, View } from '@slack/types';
import type { LocalChannel, LocalMessage, LocalView } from '../contract.ts';
import { seenValues } from '../payloads.ts';
import type { ChannelRow, MessageRow, ViewRow } from '../rows.ts';
import type { World } from '../world.ts';
import type { Desk } from './desk.ts';

export function seenChannels(desk: Desk): LocalChannel[] {
  return desk.channels().map((row) => asLocalChannel(desk, row));
}

function asLocalChannel(desk: Desk, row: ChannelRow): LocalChannel {
  const { world } = desk.workspace;
  const me = desk.person.id;
  const other = row.members.find((member) => member !== me);
  const read = world.lastRead(me, row.id);
  const unread = world
    .messages(row.id)
    .filter((message) => message.threadTs === undefined && message.ts > read);
  return {
    id: row.id,
    name: row.kind === 'dm' ? (world.people.get(other ?? me)?.realName ?? row.name) : row.name,
    kind: row.kind,
    members: row.members,
    unread: unread.length,
    archived: row.archived,
    topic: row.topic,
    pinned: row.pinned,
  };
}

/** Oldest first; thread replies stand in their thread only. */
export function seenMessages(desk: Desk, channel: string): LocalMessage[] {
  return everything(desk, channel).filter((row) => row.threadTs === undefined);
}

export function seenThread(desk: Desk, channel: string, ts: string): LocalMessage[] {
  return everything(desk, channel).filter((row) => row.threadTs === ts || row.ts === ts);
}

function everything(desk: Desk, channel: string): LocalMessage[] {
  const { world, desks } = desk.workspace;
  const { id } = desk.channel(channel);
  const rows = [...world.messages(id), ...desks.ephemerals(desk.person.id, id)];
  return rows.sort((one, other) => (one.ts < other.ts ? -1 : 1)).map((row) => asLocalMessage(world, row));
}

export function asLocalMessage(world: World, row: MessageRow): LocalMessage {
  return {
    channel: row.channel,
    ts: row.ts,
    author: row.author,
    text: row.text,
    // Checked against Slack's shapes when the bot sent them.
    blocks: row.blocks as unknown as readonly KnownBlock[],
    ...(row.threadTs === undefined ? {} : { threadTs: row.threadTs }),
    replies: world.messages(row.channel).filter((other) => other.threadTs === row.ts).length,
    edited: row.edited !== undefined,
    ephemeral: row.onlyFor !== undefined,
    ...(row.metadata === undefined ? {} : { metadata: row.metadata }),
    files: row.files.flatMap((id) => {
      const file = world.files.get(id);
      if (file === undefined) return [];
      const { name, mimetype, size, alt } = file;
      return [{ id, name, mimetype, size, ...(alt === undefined ? {} : { alt }) }];
    }),
  };
}

export function seenView(desk: Desk, row: ViewRow | undefined): LocalView | undefined {
  if (row === undefined) return undefined;
  return {
    id: row.id,
    // Checked against Slack's shapes when the bot sent it.
    view: row.view as unknown as View,
    state: seenValues(desk.workspace, desk.person.id, row.id, row.view.blocks),
    errors: row.errors,
  };
}

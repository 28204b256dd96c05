/** Rows as Slack's API shows them. */
import { appId, botId, botUserId, team } from './cast.ts';
import type { ChannelRow, FileRow, Json, MessageRow, PersonRow, ViewRow } from './rows.ts';
import type { Values } from './state.ts';
import { timezoneLabel, timezoneOffset } from './timezones.ts';
import { plainTextBlocks } from './typed-text.ts';
import type { World } from './world.ts';

/** `scopes` decide whether the e-mail address is shown. */
export function userObject(person: PersonRow, scopes: readonly string[], now: number): Json {
  const email =
    scopes.includes('users:read.email') && person.kind !== 'bot'
      ? { email: `${person.name}@example.com` }
      : {};
  const core = { id: person.id, team_id: person.teamId, name: person.name, deleted: person.deleted };
  const profile = {
    real_name: person.realName,
    real_name_normalized: person.realName,
    display_name: person.name,
    display_name_normalized: person.name,
    status_text: '',
    status_emoji: '',
    team: person.teamId,
    ...email,
  };
  if (person.deleted) return { ...core, profile, is_bot: person.kind === 'bot', updated: person.updated };
  return {
    ...core,
    color: '5b6ee1',
    real_name: person.realName,
    tz: person.timezone,
    tz_label: timezoneLabel(person.timezone),
    tz_offset: timezoneOffset(person.timezone, now),
    profile,
    is_admin: person.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.kind === 'guest',
    is_ultra_restricted: false,
    is_bot: person.kind === 'bot',
    is_app_user: false,
    ...(person.kind === 'outsider' ? { is_stranger: false } : {}),
    updated: person.updated,
    is_email_confirmed: true,
  };
}

export function channelObject(channel: ChannelRow, world: World): Json {
  if (channel.kind === 'dm') {
    const other = channel.members.find((member) => member !== botUserId) ?? botUserId;
    const deleted = world.people.get(other)?.deleted ?? false;
    return {
      id: channel.id,
      created: channel.created,
      is_im: true,
      is_org_shared: false,
      user: other,
      is_user_deleted: deleted,
      priority: 0,
    };
  }
  const isPrivate = channel.kind === 'private';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    created: channel.created,
    is_archived: channel.archived,
    is_general: channel.name === 'general',
    is_shared: channel.externallyShared,
    is_ext_shared: channel.externallyShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    creator: channel.creator,
    is_member: channel.members.includes(botUserId),
    topic: { value: channel.topic, creator: channel.creator, last_set: channel.created },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.length,
    context_team_id: team.id,
  };
}

/** Names in payloads: Slack hides those of private conversations. */
export function channelNameForApps(channel: ChannelRow): string {
  if (channel.kind === 'dm') return 'directmessage';
  return channel.kind === 'private' ? 'privategroup' : channel.name;
}

export function messageObject(row: MessageRow, world: World, origin: string, withMetadata: boolean): Json {
  const replies = world.messages(row.channel).filter((other) => other.threadTs === row.ts);
  const latest = replies.at(-1);
  const byBot = row.author === botUserId;
  const files = row.files.flatMap((id) => world.files.get(id) ?? []);
  const blocks =
    row.blocks.length > 0 || byBot || row.text === '' ? row.blocks : plainTextBlocks(row.text, row.ts);
  return {
    type: 'message',
    user: row.author,
    text: row.text,
    ts: row.ts,
    team: world.people.get(row.author)?.teamId ?? team.id,
    ...(byBot ? { bot_id: botId, app_id: appId } : { client_msg_id: `local-${row.ts}` }),
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(row.threadTs === undefined ? {} : { thread_ts: row.threadTs }),
    ...(row.edited === undefined ? {} : { edited: row.edited }),
    ...(files.length > 0 ? { files: files.map((file) => fileObject(file, origin)) } : {}),
    ...(withMetadata && row.metadata !== undefined ? { metadata: row.metadata } : {}),
    ...(latest === undefined
      ? {}
      : {
          thread_ts: row.ts,
          reply_count: replies.length,
          latest_reply: latest.ts,
          reply_users: [...new Set(replies.map((reply) => reply.author))],
        }),
  };
}

export function fileObject(file: FileRow, origin: string): Json {
  const address = `${origin}/files-pri/${team.id}-${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    user: file.owner,
    user_team: team.id,
    size: file.size,
    ...(file.alt === undefined ? {} : { alt_txt: file.alt }),
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: address,
    url_private_download: address,
    permalink: `${origin}/files/${file.owner}/${file.id}`,
    channels: file.channels,
    file_access: 'visible',
  };
}

/** A view as payloads and `views.*` answers carry it. */
export function viewObject(row: ViewRow, values: Values, viewerTeam: string): Json {
  const { view } = row;
  return {
    id: row.id,
    team_id: viewerTeam,
    app_id: appId,
    app_installed_team_id: team.id,
    bot_id: botId,
    type: row.type,
    blocks: view.blocks,
    private_metadata: view['private_metadata'] ?? '',
    callback_id: view['callback_id'] ?? '',
    external_id: view['external_id'] ?? '',
    state: { values },
    hash: row.hash,
    title: view['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view['clear_on_close'] ?? false,
    notify_on_close: view['notify_on_close'] ?? false,
    close: view['close'] ?? null,
    submit: view['submit'] ?? null,
    previous_view_id: row.previousViewId ?? null,
    root_view_id: row.rootViewId,
  };
}

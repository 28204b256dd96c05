/** The Slack app as its manifest describes it, from the doors that exist. */
import type { SlackMode } from '../workspace/status.ts';
import { eventDoors } from './events.ts';

/** Scopes and what each is for; `optional` ones only decorate. */
export const scopes = [
  { scope: 'commands', why: 'the slash command and the shortcuts' },
  { scope: 'chat:write', why: 'messages' },
  { scope: 'im:write', why: 'direct messages' },
  { scope: 'im:history', why: 'finding a message again after an unclear outcome' },
  { scope: 'channels:history', why: 'the same in public channels' },
  { scope: 'groups:history', why: 'the same in incident channels' },
  { scope: 'users:read', why: 'who is a member, a guest or gone, and their time zone' },
  { scope: 'groups:write', why: 'private incident channels' },
  { scope: 'groups:read', why: 'finding an incident channel again' },
  { scope: 'files:write', why: 'incident reports and exports' },
  { scope: 'files:read', why: 'files of keys to import; seeing that a report is there already' },
  { scope: 'pins:write', why: 'pinning the incident card', optional: true },
  {
    scope: 'bookmarks:write',
    why: 'the key page of the provider at the top of an incident channel',
    optional: true,
  },
  { scope: 'canvases:write', why: 'the steps of an incident as a canvas of its channel', optional: true },
  { scope: 'usergroups:read', why: 'roles by user group', optional: true },
] as const satisfies readonly { scope: string; why: string; optional?: true }[];

export const shortcuts = [
  {
    name: 'Report leaked key',
    type: 'message',
    callback_id: 'report_leaked_key',
    description: 'Opens an incident for the key that this message gave away',
  },
  {
    name: 'Add to timeline',
    type: 'message',
    callback_id: 'add_to_timeline',
    description: 'Keeps this message in the timeline of an open incident, with secrets masked',
  },
  {
    name: 'Key leaked',
    type: 'global',
    callback_id: 'key_leaked',
    description: 'Opens an incident for a leaked key',
  },
] as const;

export interface ManifestChoice {
  readonly mode: SlackMode;
  /** Slash command, such as `/key`. */
  readonly command: string;
  /** Public address of this installation, for HTTP mode; ends without `/`. */
  readonly address?: string;
}

/** The manifest to paste at api.slack.com; in HTTP mode Slack calls `address`. */
export function manifestFor({ mode, command, address }: ManifestChoice) {
  const url =
    mode === 'http' ? { request_url: `${address ?? 'https://keysteward.example.com'}/slack/events` } : {};
  const optional = scopes.filter((row) => 'optional' in row).map(({ scope }) => scope);
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Keysteward',
      description: 'Keeps your API keys in order and gets a leaked one killed, fast and provably.',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Keysteward', always_online: true },
      shortcuts: shortcuts.map((shortcut) => ({ ...shortcut })),
      slash_commands: [
        {
          command,
          description: 'API keys: record, find, rotate, report a leak',
          usage_hint: 'help | add | list | show | who | rotate | leaked',
          should_escape: true,
          ...(mode === 'http' ? { url: url.request_url } : {}),
        },
      ],
    },
    oauth_config: { scopes: { bot: scopes.map(({ scope }) => scope), bot_optional: optional } },
    settings: {
      event_subscriptions: { ...url, bot_events: eventDoors.map(({ type }) => type) },
      interactivity: {
        is_enabled: true,
        ...url,
        ...(mode === 'http' ? { message_menu_options_url: url.request_url } : {}),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: mode !== 'http',
      token_rotation_enabled: false,
    },
  };
}

/** Scopes our features need that a token was not granted. */
export const missingScopes = (granted: readonly string[]): string[] =>
  scopes.filter((row) => !('optional' in row) && !granted.includes(row.scope)).map(({ scope }) => scope);

/** Calling the app by name: slash commands and shortcuts, and opening its Home. */
import { settleCommand } from '../acks.ts';
import { appId, botUserId, team } from '../cast.ts';
import { dmWith } from '../channels.ts';
import type { Outcome } from '../contract.ts';
import { outcomeOf } from '../deliveries.ts';
import { addMember, removeMember } from '../membership.ts';
import { channelField, commonFields, viewField } from '../payloads.ts';
import type { ChannelRow, Json } from '../rows.ts';
import { channelNameForApps, messageObject } from '../shapes.ts';
import { escapeTyped, withTokens } from '../typed-text.ts';
import { accountInactive, type Desk } from './desk.ts';

const failed = (error: string): Outcome => ({ kind: 'failed', error });

/** A line that begins with `/`, or only what follows the command when the app has just one. */
export async function command(desk: Desk, target: string, line: string): Promise<Outcome> {
  const { app } = desk.workspace;
  if (desk.person.deleted) return accountInactive;
  const channel = desk.channel(target);
  const [only] = app.commands;
  const typed = line.startsWith('/') ? line : `${only?.command ?? '/'} ${line}`;
  const [, name = '', rest = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  if (name === '/invite' || name === '/remove') return changeMembers(desk, name, channel, rest);
  const known = app.commands.find((row) => row.command === name);
  if (known === undefined) return failed('unknown_command');
  if (desk.person.kind === 'outsider') return failed('not_allowed_for_external_users');
  if (channel.archived) return failed('is_archived');
  return deliverCommand(
    desk,
    channel,
    name,
    known.shouldEscape ? withTokens(rest, desk.workspace.world) : escapeTyped(rest),
  );
}

function deliverCommand(desk: Desk, channel: ChannelRow, name: string, text: string): Promise<Outcome> {
  const { workspace, person } = desk;
  const address = workspace.responseUrls.issue(person.id, channel.id);
  const payload = {
    token: 'deprecated',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channelNameForApps(channel),
    user_id: person.id,
    user_name: person.name,
    command: name,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: address,
    trigger_id: workspace.triggers.issue(person.id),
  };
  return workspace.deliveries.deliver({ kind: 'slash_commands', payload }, (receipt) =>
    settleCommand(workspace, receipt, person.id, channel, address),
  );
}

/** `/invite @name` and `/remove @name` belong to Slack itself. */
function changeMembers(desk: Desk, name: string, channel: ChannelRow, rest: string): Outcome {
  const { workspace, person } = desk;
  const handle = rest.trim().replace(/^@/, '');
  const other = [...workspace.world.people.values()].find((row) => row.name === handle);
  if (other === undefined) return failed('user_not_found');
  if (person.kind === 'guest' || person.kind === 'outsider') return failed('restricted_action');
  if (name === '/invite') addMember(workspace, channel.id, other.id, person.id);
  else removeMember(workspace, channel.id, other.id);
  return { kind: 'accepted' };
}

export async function globalShortcut(desk: Desk, callbackId: string): Promise<Outcome> {
  const { workspace, person } = desk;
  if (person.deleted) return accountInactive;
  if (!offered(desk, 'global', callbackId)) return failed('unknown_shortcut');
  const payload = {
    type: 'shortcut',
    ...commonFields(person),
    callback_id: callbackId,
    trigger_id: workspace.triggers.issue(person.id),
    action_ts: workspace.now().toFixed(6),
  };
  return workspace.deliveries.deliver({ kind: 'interactive', payload }, outcomeOf);
}

/** Carries the whole message it was used on. */
export async function messageShortcut(
  desk: Desk,
  channel: string,
  ts: string,
  callbackId: string,
): Promise<Outcome> {
  const { workspace, person } = desk;
  if (person.deleted) return accountInactive;
  const row = desk.message(channel, ts);
  if (!offered(desk, 'message', callbackId)) return failed('unknown_shortcut');
  const payload: Json = {
    type: 'message_action',
    ...commonFields(person),
    ...channelField(desk.channel(channel)),
    callback_id: callbackId,
    trigger_id: workspace.triggers.issue(person.id),
    message_ts: row.ts,
    message: messageObject(row, workspace.world, workspace.origin(), false),
    response_url: workspace.responseUrls.issue(person.id, row.channel),
    action_ts: workspace.now().toFixed(6),
  };
  return workspace.deliveries.deliver({ kind: 'interactive', payload }, outcomeOf);
}

/** Shortcuts work for the organisation that installed the app only. */
const offered = ({ person, workspace }: Desk, type: string, callbackId: string): boolean =>
  person.kind !== 'outsider' &&
  workspace.app.shortcuts.some((row) => row.type === type && row.callbackId === callbackId);

export async function openHome(desk: Desk): Promise<Outcome> {
  const { workspace, person } = desk;
  if (person.deleted) return accountInactive;
  if (person.kind === 'outsider') return failed('not_allowed_for_external_users');
  const published = desk.home();
  const view = published === undefined ? {} : viewField(workspace, published, person);
  return workspace.events.send({
    type: 'app_home_opened',
    user: person.id,
    channel: dmWith(workspace, person.id).id,
    tab: 'home',
    ...view,
  });
}

/** The DM with the bot. */
export const botDm = (desk: Desk): string =>
  (desk.workspace.world.dmBetween(desk.signIn().id, botUserId) ?? dmWith(desk.workspace, desk.person.id)).id;

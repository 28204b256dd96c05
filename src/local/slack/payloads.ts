/** What every interaction payload carries, whatever was done. */
import { appId, outsideTeam, team } from './cast.ts';
import type { ChannelRow, Json, MessageRow, PersonRow, ViewRow } from './rows.ts';
import { channelNameForApps, messageObject, viewObject } from './shapes.ts';
import { type Values, valuesOf } from './state.ts';
import type { Workspace } from './workspace.ts';

/** Who, where and for which app. `home` is the team that installed the app or, for modals, the person's own. */
export function commonFields(person: PersonRow, home: 'installed' | 'own' = 'installed'): Json {
  const own = home === 'own' && person.kind === 'outsider' ? outsideTeam : team;
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: appId,
    token: 'deprecated',
    team: { id: own.id, domain: own.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

export const channelField = (channel: ChannelRow): Json => ({
  channel: { id: channel.id, name: channelNameForApps(channel) },
});

/** Values on a surface as this person sees it. */
export const seenValues = (
  { desks }: Workspace,
  person: string,
  surface: string,
  blocks: readonly Json[],
): Values => valuesOf(blocks, desks.putValues(person, surface));

export const surfaceOfMessage = (row: MessageRow): string => `${row.channel} ${row.ts}`;

export function viewField(workspace: Workspace, row: ViewRow, person: PersonRow): Json {
  return { view: viewObject(row, seenValues(workspace, person.id, row.id, row.view.blocks), person.teamId) };
}

/** The message and where it stands. An ephemeral message is not repeated, only pointed at. */
export function messageFields(workspace: Workspace, row: MessageRow, person: PersonRow): Json {
  const thread = row.threadTs === undefined ? {} : { thread_ts: row.threadTs };
  const isEphemeral = row.onlyFor !== undefined;
  const values = seenValues(workspace, person.id, surfaceOfMessage(row), row.blocks);
  return {
    container: {
      type: 'message',
      message_ts: row.ts,
      channel_id: row.channel,
      is_ephemeral: isEphemeral,
      ...thread,
    },
    state: { values },
    ...(isEphemeral ? {} : { message: messageObject(row, workspace.world, workspace.origin(), false) }),
  };
}

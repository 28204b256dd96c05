/** The table of API methods: which scope each needs, how often it may be called, and what it does. */
import type { Args } from './args.ts';
import * as changes from './methods/channel-changes.ts';
import * as chat from './methods/chat.ts';
import * as conversations from './methods/conversations.ts';
import * as files from './methods/files.ts';
import * as people from './methods/people.ts';
import * as views from './methods/views.ts';
import type { Json } from './rows.ts';
import type { Workspace } from './workspace.ts';

/** Calls a minute: 1, 20, 50, 100; `special` has rules of its own. */
export type Tier = 1 | 2 | 3 | 4 | 'special';

export interface Method {
  /** Absent: any token will do. */
  readonly scope?: string | ((args: Args, workspace: Workspace) => string);
  readonly tier: Tier;
  /** Whose token it takes: the bot's unless said otherwise. */
  readonly token?: 'app' | 'none';
  /** Throws a SlackError to refuse. */
  readonly run: (args: Args, workspace: Workspace) => Json;
}

const { manageScope, scopeByKind, scopeByTypes } = conversations;

export const methods: Readonly<Record<string, Method>> = {
  'api.test': { tier: 4, token: 'none', run: people.apiTest },
  'apps.connections.open': {
    tier: 3,
    token: 'app',
    run: (_, workspace) => ({ url: workspace.openSocketAddress() }),
  },
  'auth.test': { tier: 'special', run: people.authTest },
  'bookmarks.add': { scope: 'bookmarks:write', tier: 2, run: changes.addBookmark },
  'chat.delete': { scope: 'chat:write', tier: 3, run: chat.remove },
  'chat.getPermalink': { tier: 'special', run: chat.permalink },
  'chat.postEphemeral': { scope: 'chat:write', tier: 4, run: chat.ephemeral },
  'chat.postMessage': { scope: 'chat:write', tier: 'special', run: chat.postMessage },
  'chat.update': { scope: 'chat:write', tier: 3, run: chat.update },
  'conversations.archive': { scope: manageScope, tier: 2, run: changes.archive },
  'conversations.canvases.create': { scope: 'canvases:write', tier: 2, run: changes.createCanvas },
  'conversations.create': { scope: changes.createScope, tier: 2, run: changes.create },
  'conversations.history': { scope: scopeByKind('history'), tier: 3, run: conversations.history },
  'conversations.info': { scope: scopeByKind('read'), tier: 3, run: conversations.info },
  'conversations.invite': { scope: manageScope, tier: 3, run: changes.invite },
  'conversations.join': { scope: 'channels:join', tier: 3, run: changes.join },
  'conversations.kick': { scope: manageScope, tier: 3, run: changes.kick },
  'conversations.list': { scope: scopeByTypes, tier: 2, run: conversations.list },
  'conversations.members': { scope: scopeByKind('read'), tier: 4, run: conversations.members },
  'conversations.open': { scope: 'im:write', tier: 3, run: changes.open },
  'conversations.replies': { scope: scopeByKind('history'), tier: 3, run: conversations.replies },
  'conversations.setTopic': { scope: manageScope, tier: 2, run: changes.setTopic },
  'files.completeUploadExternal': { scope: 'files:write', tier: 4, run: files.completeUpload },
  'files.getUploadURLExternal': { scope: 'files:write', tier: 4, run: files.getUploadUrl },
  'files.info': { scope: 'files:read', tier: 4, run: files.info },
  'pins.add': { scope: 'pins:write', tier: 2, run: changes.pin },
  'pins.remove': { scope: 'pins:write', tier: 2, run: changes.unpin },
  'team.info': { scope: 'team:read', tier: 3, run: people.teamInfo },
  'usergroups.list': { scope: 'usergroups:read', tier: 2, run: people.groupList },
  'usergroups.users.list': { scope: 'usergroups:read', tier: 2, run: people.groupMembers },
  'users.conversations': { scope: scopeByTypes, tier: 2, run: conversations.ofUser },
  'users.info': { scope: 'users:read', tier: 4, run: people.userInfo },
  'users.list': { scope: 'users:read', tier: 2, run: people.userList },
  'views.open': { tier: 4, run: views.open },
  'views.publish': { tier: 4, run: views.publish },
  'views.push': { tier: 4, run: views.push },
  'views.update': { tier: 4, run: views.update },
};

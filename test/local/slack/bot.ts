/** A small real Bolt app on the local Slack, over HTTP or Socket Mode. Everything is closed in reverse. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { LocalSlack, LocalSlackOptions } from '../../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../../src/local/slack/server.ts';

export const botToken = 'xoxb-local';
export const appToken = 'xapp-local';
const signingSecret = 'local-signing-secret';

export const scopes = [
  'bookmarks:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:write',
  'pins:write',
  'team:read',
  'usergroups:read',
  'users:read',
];

export const manifest = {
  display_information: { name: 'Keysteward' },
  features: {
    bot_user: { display_name: 'Keysteward' },
    slash_commands: [{ command: '/key', description: 'Keys', should_escape: true }],
    shortcuts: [
      { name: 'Report leaked key', type: 'message', callback_id: 'report', description: 'Report' },
      { name: 'Key leaked', type: 'global', callback_id: 'leaked', description: 'Leaked' },
    ],
  },
  oauth_config: { scopes: { bot: scopes } },
  settings: {
    event_subscriptions: {
      bot_events: [
        'app_home_opened',
        'app_uninstalled',
        'member_joined_channel',
        'message.im',
        'team_join',
        'tokens_revoked',
        'user_change',
      ],
    },
  },
};

export type More = Partial<Omit<LocalSlackOptions, 'delivery' | 'botToken'>>;
type Register = (app: App) => void;

export interface Bot extends AsyncDisposable {
  readonly slack: LocalSlack;
  readonly client: WebClient;
}

const defaults = { botToken, manifest, rateLimits: false } as const;

/** Only the server: deliveries go nowhere. */
export async function onlySlack(more: More = {}): Promise<Bot> {
  const delivery = { mode: 'http', url: 'http://127.0.0.1:9/slack/events', signingSecret } as const;
  const slack = await startLocalSlack({ ...defaults, delivery, ...more });
  return { slack, client: clientOf(slack), [Symbol.asyncDispose]: () => slack.close() };
}

export function clientOf(slack: LocalSlack, token: string = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
}

/** The server with a Bolt app that gets its deliveries as signed requests. */
export async function overHttp(register: Register, more: More = {}): Promise<Bot> {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const server = createServer((request, response) => receiver.requestListener(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const slack = await startLocalSlack({
    ...defaults,
    delivery: { mode: 'http', url, signingSecret },
    ...more,
  });
  const app = appOf(slack, receiver);
  register(app);
  return {
    slack,
    client: clientOf(slack),
    async [Symbol.asyncDispose]() {
      await slack.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The server with a Bolt app that holds `count` sockets. */
export async function overSocket(register: Register, count = 1, more: More = {}): Promise<Bot> {
  const slack = await startLocalSlack({ ...defaults, delivery: { mode: 'socket', appToken }, ...more });
  const receivers = Array.from({ length: count }, () => socketReceiver(slack));
  const [first, ...others] = receivers;
  if (first === undefined) throw new Error('a bot needs a socket');
  const app = appOf(slack, first);
  register(app);
  await first.start();
  for (const other of others) {
    other.init(app);
    await other.start();
  }
  return {
    slack,
    client: clientOf(slack),
    async [Symbol.asyncDispose]() {
      for (const receiver of receivers) await receiver.stop();
      await slack.close();
    },
  };
}

const socketReceiver = (slack: LocalSlack) =>
  new SocketModeReceiver({
    appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });

function appOf(slack: LocalSlack, receiver: HTTPReceiver | SocketModeReceiver): App {
  return new App({
    receiver,
    convoStore: false,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
    authorize: async () => ({ botToken, botId: 'B000000KEY', botUserId: slack.botUserId }),
  });
}

/** A clock that stands still until it is moved, in seconds. */
export function stoppedClock(start = 1_800_000_000): { now: () => number; move: (seconds: number) => void } {
  let at = start;
  return {
    now: () => at,
    move: (seconds) => {
      at += seconds;
    },
  };
}

/** Waits until the condition holds: for what the bot does after its ack. */
export async function eventually(condition: () => boolean, slack: LocalSlack): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const stop = slack.watch(() => {
      if (!condition()) return;
      stop();
      resolve();
    });
  });
}

/** A call with whatever name and arguments, past WebClient's own ideas. */
export async function raw(
  apiUrl: string,
  method: string,
  body: unknown,
  token = 'xoxb-local',
): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` };
  const response = await fetch(apiUrl + method, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

/** A bot of a few lines on the real local Slack: keeps what it is told, acks with what the test says. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownBlock, ModalView } from '@slack/types';
import type { LocalSlack } from '../../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../../src/local/slack/server.ts';

export type Payload = Record<string, unknown> & { trigger_id: string };

export interface SmallBot {
  readonly slack: LocalSlack;
  /** Commands and interactions, oldest first. */
  readonly told: Payload[];
  /** What the next deliveries are acked with; nothing is an empty ack. */
  ack(payload: Payload): unknown;
  call(method: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  post(channel: string, text: string, blocks?: readonly KnownBlock[]): Promise<string>;
  open(trigger: string, view: ModalView): Promise<string>;
  close(): Promise<void>;
}

export const shortcuts = [
  { name: 'Report leaked key', type: 'message', callback_id: 'report_leak', description: 'Report it' },
  { name: 'Key leaked', type: 'global', callback_id: 'key_leaked', description: 'Report it' },
] as const;

const scopes = [
  'commands',
  'chat:write',
  'chat:write.public',
  'im:write',
  'users:read',
  'channels:read',
  'groups:read',
  'groups:write',
  'pins:write',
  'files:read',
  'files:write',
];

export async function startSmallBot(now?: () => number): Promise<SmallBot> {
  const told: Payload[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const json = request.headers['content-type'] === 'application/json';
      const fields = json ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
      const payload: Payload = typeof fields.payload === 'string' ? JSON.parse(fields.payload) : fields;
      told.push(payload);
      const acked = await bot.ack(payload);
      response
        .setHeader('Content-Type', 'application/json')
        .end(acked === undefined ? '' : JSON.stringify(acked));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slack = await startLocalSlack({
    delivery: {
      mode: 'http',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      signingSecret: 'x'.repeat(32),
    },
    botToken: 'xoxb-local',
    rateLimits: false,
    manifest: {
      display_information: { name: 'Keysteward' },
      features: {
        bot_user: { display_name: 'Keysteward' },
        slash_commands: [{ command: '/key', should_escape: true }],
        shortcuts,
      },
      oauth_config: { scopes: { bot: scopes } },
      settings: { event_subscriptions: { bot_events: ['app_home_opened'] } },
    },
    ...(now === undefined ? {} : { now }),
  });
  const bot: SmallBot = {
    slack,
    told,
    ack: () => undefined,
    async call(method, args) {
      const response = await fetch(slack.apiUrl + method, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8', Authorization: 'Bearer xoxb-local' },
        body: JSON.stringify(args),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (answer['ok'] !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
      return answer;
    },
    post: async (channel, text, blocks = []) =>
      String(
        (await bot.call('chat.postMessage', { channel, text, ...(blocks.length > 0 ? { blocks } : {}) }))[
          'ts'
        ],
      ),
    open: async (trigger, view) =>
      String(((await bot.call('views.open', { trigger_id: trigger, view }))['view'] as { id: string }).id),
    async close() {
      await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bot;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const md = (text: string) => ({ type: 'mrkdwn' as const, text });
export const option = (text: string, value: string) => ({ text: plain(text), value });

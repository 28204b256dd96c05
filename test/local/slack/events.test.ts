import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { startLocalSlack } from '../../../src/local/slack/server.ts';
import { button, section } from './blocks.ts';
import { botToken, eventually, manifest, overHttp, overSocket } from './bot.ts';

interface Heard {
  readonly id: string;
  readonly event: Record<string, unknown>;
  readonly retry: number | undefined;
}

const listen = (app: App, type: string, into: Heard[]) =>
  app.event(type, async ({ event, body, context }) => {
    into.push({ id: body.event_id, event: { ...event }, retry: context.retryNum });
  });

test('opening Home tells the app, which publishes a view that stays', async () => {
  const heard: Heard[] = [];
  await using bot = await overHttp((app) => {
    listen(app, 'app_home_opened', heard);
    app.event('app_home_opened', async ({ client, event }) => {
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [section('Your keys'), button('mine', 'Show')] },
      });
    });
    app.action('mine', async ({ ack }) => ack());
  });
  const ana = bot.slack.as('ana');
  expect(ana.home()).toBeUndefined();
  expect(await ana.openHome()).toEqual({ kind: 'accepted' });
  await eventually(() => ana.home() !== undefined, bot.slack);
  expect(ana.home()?.view.blocks).toMatchObject([{ type: 'section' }, { type: 'actions' }]);
  expect(await ana.act({ in: 'home' }, 'mine')).toEqual({ kind: 'accepted' });
  await ana.openHome();
  expect(heard[0]?.event).toMatchObject({ type: 'app_home_opened', user: ana.me.id, tab: 'home' });
  expect(heard[0]?.event).not.toHaveProperty('view');
  expect(heard[1]?.event).toMatchObject({ view: { type: 'home', id: ana.home()?.id } });
});

test('a deactivated person is told with deleted: true and leaves all channels', async () => {
  const heard: Heard[] = [];
  await using bot = await overHttp((app) => listen(app, 'user_change', heard));
  await bot.slack.changePerson('bea', { deleted: true });
  expect(heard[0]?.event).toMatchObject({ user: { id: 'U000000BEA', deleted: true } });
  const { members = [] } = await bot.client.conversations.members({ channel: 'C00TRADING' });
  expect(members).not.toContain('U000000BEA');
  expect(bot.slack.as('bea').me.kind).toBe('deactivated');
  await bot.slack.changePerson('bea', { deleted: false, isAdmin: true });
  expect(bot.slack.as('bea').me.kind).toBe('admin');
});

test('a new colleague and a removed app are told', async () => {
  const [joined, gone, revoked]: [Heard[], Heard[], Heard[]] = [[], [], []];
  await using bot = await overHttp((app) => {
    listen(app, 'team_join', joined);
    listen(app, 'app_uninstalled', gone);
    listen(app, 'tokens_revoked', revoked);
  });
  const fay = await bot.slack.addPerson({
    name: 'fay',
    realName: 'Fay Adler',
    timezone: 'Europe/Berlin',
    kind: 'member',
  });
  await bot.slack.uninstall();
  expect(joined[0]?.event).toMatchObject({
    user: { id: fay.id, tz: 'Europe/Berlin', tz_label: expect.stringContaining('Central European') },
  });
  expect([gone.length, revoked.length]).toEqual([1, 1]);
  await expect(bot.client.auth.test()).rejects.toThrow(/account_inactive/);
});

test('who joins a channel of the bot is told, elsewhere not', async () => {
  const heard: Heard[] = [];
  await using bot = await overHttp((app) => listen(app, 'member_joined_channel', heard));
  const { channel } = await bot.client.conversations.create({ name: 'inc-7', is_private: true });
  await bot.client.conversations.invite({ channel: channel?.id ?? '', users: 'U000000ANA' });
  await bot.slack.as('ana').command('#general', '/invite @gus');
  await bot.slack.as('ana').command('#general', '/invite @keysteward');
  await expect.poll(() => heard.length).toBe(2);
  expect(heard.map(({ event }) => [event['user'], event['channel']])).toEqual([
    ['U000000ANA', channel?.id],
    [bot.slack.botUserId, 'C00GENERAL'],
  ]);
});

test('a message to the bot is told when the app listens, one elsewhere not', async () => {
  const heard: Heard[] = [];
  await using bot = await overHttp((app) => listen(app, 'message', heard));
  const ana = bot.slack.as('ana');
  ana.post('#trading-desk', 'not for the bot');
  ana.post(ana.botDm(), 'hello bot');
  await expect.poll(() => heard.length).toBe(1);
  expect(heard[0]?.event).toMatchObject({ text: 'hello bot', channel_type: 'im', channel: ana.botDm() });
});

test('an event repeats with the same id and a retry number', async () => {
  const heard: Heard[] = [];
  await using bot = await overHttp((app) => listen(app, 'app_home_opened', heard));
  await bot.slack.as('ana').openHome();
  expect(await bot.slack.redeliverLast()).toEqual({ kind: 'accepted' });
  expect(heard.map(({ id }) => id)).toEqual([heard[0]?.id, heard[0]?.id]);
  expect(heard.map(({ retry }) => retry)).toEqual([undefined, 1]);
});

test('over Socket Mode an event repeats in a new envelope', async () => {
  const heard: Heard[] = [];
  await using bot = await overSocket((app) => listen(app, 'app_home_opened', heard));
  await bot.slack.as('ana').openHome();
  await bot.slack.redeliverLast();
  expect(heard).toMatchObject([{ id: heard[0]?.id }, { id: heard[0]?.id, retry: 1 }]);
});

/** A bot that answers 500 so many times, then 200, and remembers the headers. */
async function stubbornBot(refusals: number, headers: Record<string, string> = {}) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(requests.length <= refusals ? 500 : 200, headers).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const delivery = { mode: 'http', url, signingSecret: 's' } as const;
  const slack = await startLocalSlack({ delivery, botToken, manifest });
  return {
    slack,
    requests,
    async [Symbol.asyncDispose]() {
      await slack.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

test('an event that was not acked comes again at once, saying why', async () => {
  await using bot = await stubbornBot(1);
  expect(await bot.slack.as('ana').openHome()).toEqual({ kind: 'accepted' });
  expect(bot.requests).toHaveLength(2);
  expect(bot.requests[1]?.headers).toMatchObject({
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_error',
  });
});

test('an event refused with x-slack-no-retry does not come again', async () => {
  await using bot = await stubbornBot(1, { 'x-slack-no-retry': '1' });
  expect(await bot.slack.as('ana').openHome()).toMatchObject({ kind: 'failed' });
  expect(bot.requests).toHaveLength(1);
});

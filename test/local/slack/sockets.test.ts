import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startLocalSlack } from '../../../src/local/slack/server.ts';
import { appToken, botToken, clientOf, manifest, overSocket } from './bot.ts';

async function bareSlack(ackTimeout = 3_000) {
  const delivery = { mode: 'socket', appToken } as const;
  const slack = await startLocalSlack({ delivery, botToken, manifest, ackTimeout, rateLimits: false });
  return { slack, [Symbol.asyncDispose]: () => slack.close() };
}

async function newSocket(slack: Parameters<typeof clientOf>[0]) {
  const { url = '' } = await clientOf(slack, appToken).apps.connections.open({});
  const socket = new WebSocket(url);
  const [data] = await once(socket, 'message');
  return { socket, url, first: JSON.parse(String(data)) as Record<string, unknown> };
}

test('a ticket opens one socket, which is greeted', async () => {
  await using bot = await bareSlack();
  const { url, first } = await newSocket(bot.slack);
  expect(first).toMatchObject({
    type: 'hello',
    num_connections: 1,
    connection_info: { app_id: 'A000000KEY' },
  });
  const again = new WebSocket(url);
  const [error] = await once(again, 'error');
  expect(String(error)).toMatch(/401/);
});

test('the eleventh socket is sent away', async () => {
  await using bot = await bareSlack();
  for (let count = 1; count <= 10; count += 1) {
    expect((await newSocket(bot.slack)).first).toMatchObject({ type: 'hello', num_connections: count });
  }
  expect((await newSocket(bot.slack)).first).toMatchObject({
    type: 'disconnect',
    reason: 'too_many_websockets',
  });
});

test('without a socket a command fails with dispatch_failed, without an ack with operation_timeout', async () => {
  await using bot = await bareSlack(40);
  const ana = bot.slack.as('ana');
  expect(await ana.command('#general', '/key')).toMatchObject({ error: 'dispatch_failed' });
  await newSocket(bot.slack);
  expect(await ana.command('#general', '/key')).toMatchObject({ error: 'operation_timeout' });
});

test('payloads go to one socket each, in turn', async () => {
  await using bot = await bareSlack();
  const got: number[] = [];
  for (const index of [0, 1]) {
    const { socket } = await newSocket(bot.slack);
    socket.on('message', (data) => {
      const { envelope_id } = JSON.parse(String(data)) as { envelope_id: string };
      got.push(index);
      socket.send(JSON.stringify({ envelope_id }));
    });
  }
  for (const _ of [1, 2, 3])
    expect(await bot.slack.as('ana').command('#general', '/key')).toEqual({ kind: 'accepted' });
  expect(got).toEqual([0, 1, 0]);
});

test('a refresh is told to every socket with its reason', async () => {
  await using bot = await bareSlack();
  const { socket } = await newSocket(bot.slack);
  const told = once(socket, 'message');
  bot.slack.refreshSockets('refresh_requested');
  const [data] = await told;
  expect(JSON.parse(String(data))).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
});

test('a bot with two receivers answers over either', async () => {
  await using bot = await overSocket((app) => app.command('/key', async ({ ack }) => ack({ text: 'ok' })), 2);
  const ana = bot.slack.as('ana');
  for (const _ of [1, 2]) expect(await ana.command('#general', '/key')).toEqual({ kind: 'accepted' });
  expect(ana.messages('#general')).toHaveLength(2);
});

import type { SlashCommand } from '@slack/bolt';
import { expect, test } from 'vitest';
import { button } from './blocks.ts';
import { eventually, onlySlack, overHttp, overSocket, stoppedClock } from './bot.ts';

test('an ack with text is shown to the person who typed the command and to nobody else', async () => {
  await using bot = await overHttp((app) => app.command('/key', async ({ ack }) => ack('Here is the help.')));
  const ana = bot.slack.as('ana');
  expect(await ana.command('#general', '/key help')).toEqual({ kind: 'accepted' });
  expect(ana.messages('#general')).toMatchObject([{ text: 'Here is the help.', ephemeral: true }]);
  expect(bot.slack.as('bea').messages('#general')).toEqual([]);
});

test('an in_channel ack is shown to everybody', async () => {
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack }) => ack({ response_type: 'in_channel', text: 'To all.' })),
  );
  await bot.slack.as('ana').command('#general', '/key announce');
  expect(bot.slack.as('bea').messages('#general')).toMatchObject([{ text: 'To all.', ephemeral: false }]);
});

test('the command arrives with the fields Slack sends and its mentions escaped', async () => {
  const seen: SlashCommand[] = [];
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack, command }) => {
      seen.push(command);
      await ack();
    }),
  );
  await bot.slack
    .as('gus')
    .command('#trading-desk', 'transfer prop & co @bea #general https://example.com/x @nobody');
  expect(seen[0]).toMatchObject({
    command: '/key',
    text: 'transfer prop &amp; co <@U000000BEA> <#C00GENERAL|general> <https://example.com/x> @nobody',
    team_id: bot.slack.teamId,
    team_domain: 'local-desk',
    channel_id: 'C00TRADING',
    channel_name: 'trading-desk',
    user_id: 'U000000GUS',
    user_name: 'gus',
    api_app_id: 'A000000KEY',
    is_enterprise_install: 'false',
    trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
    response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\//),
  });
});

test('a command that is not acked in time fails with operation_timeout', async () => {
  await using bot = await overHttp((app) => app.command('/key', async () => {}), { ackTimeout: 50 });
  expect(await bot.slack.as('ana').command('#general', '/key')).toEqual({
    kind: 'failed',
    error: 'operation_timeout',
  });
});

test('a command fails with dispatch_failed when the bot cannot be reached', async () => {
  await using bot = await onlySlack();
  expect(await bot.slack.as('ana').command('#general', '/key')).toEqual({
    kind: 'failed',
    error: 'dispatch_failed',
  });
});

test('a command the manifest does not list does not exist', async () => {
  await using bot = await onlySlack();
  expect(await bot.slack.as('ana').command('#general', '/lock')).toMatchObject({ error: 'unknown_command' });
});

test('people of another organisation cannot run commands', async () => {
  await using bot = await overHttp((app) => app.command('/key', async ({ ack }) => ack()));
  expect(await bot.slack.as('olga').command('#shared-desk', '/key')).toMatchObject({ kind: 'failed' });
});

test('a deactivated person can do nothing', async () => {
  await using bot = await overHttp((app) => app.command('/key', async ({ ack }) => ack()));
  await bot.slack.changePerson('bea', { deleted: true });
  const bea = bot.slack.as('bea');
  expect(bea.channels()).toEqual([]);
  expect(() => bea.post('#general', 'hello')).toThrow(/account_inactive/);
  expect(await bea.command('#general', '/key')).toMatchObject({ error: 'account_inactive' });
});

test('a response_url replaces what the ack showed, then deletes it', async () => {
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack, respond, command }) => {
      await ack('Working on it.');
      if (command.text === 'gone') await respond({ delete_original: true });
      else await respond({ replace_original: true, text: 'Done.' });
    }),
  );
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key now');
  await eventually(() => ana.messages('#general')[0]?.text === 'Done.', bot.slack);
  expect(ana.messages('#general')).toHaveLength(1);
  await ana.command('#platform', '/key gone');
  await eventually(() => ana.messages('#platform').length === 0, bot.slack);
});

test('a response_url works five times within thirty minutes', async () => {
  const clock = stoppedClock();
  const urls: string[] = [];
  const register = (app: import('@slack/bolt').App) =>
    app.command('/key', async ({ ack, command }) => {
      urls.push(command.response_url);
      await ack();
    });
  await using bot = await overHttp((app) => void register(app), { now: clock.now });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key');
  await ana.command('#general', '/key');
  const use = async (url = '') => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'again' }) });
    return [response.status, response.ok ? 'ok' : ((await response.json()) as { error: string }).error];
  };
  for (const _ of [1, 2, 3, 4, 5]) expect(await use(urls[0])).toEqual([200, 'ok']);
  expect(await use(urls[0])).toEqual([404, 'used_url']);
  clock.move(1_801);
  expect(await use(urls[1])).toEqual([404, 'expired_url']);
});

test('an ack with invalid blocks fails instead of being shown', async () => {
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack }) => ack({ text: 'x', blocks: [button('press', 'x'.repeat(76))] })),
  );
  const outcome = await bot.slack.as('ana').command('#general', '/key');
  expect(outcome).toMatchObject({
    error: expect.stringMatching(/^invalid_command_response: .*76 characters/),
  });
  expect(bot.slack.as('ana').messages('#general')).toEqual([]);
});

test('over Socket Mode the ack body is shown as well', async () => {
  await using bot = await overSocket((app) =>
    app.command('/key', async ({ ack }) => ack({ text: 'By socket.' })),
  );
  const ana = bot.slack.as('ana');
  expect(await ana.command('#general', '/key help')).toEqual({ kind: 'accepted' });
  expect(ana.messages('#general')).toMatchObject([{ text: 'By socket.', ephemeral: true }]);
});

test('the last delivery can be repeated with the same ids', async () => {
  const triggers: string[] = [];
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    }),
  );
  await bot.slack.as('ana').command('#general', '/key');
  await bot.slack.redeliverLast();
  expect(triggers).toHaveLength(2);
  expect(triggers[0]).toBe(triggers[1]);
});

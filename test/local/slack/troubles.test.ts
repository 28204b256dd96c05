import { expect, test } from 'vitest';
import { onlySlack, stoppedClock } from './bot.ts';

const channel = 'C00TRADING';

test('a channel takes a burst of three posts, then one a second', async () => {
  const clock = stoppedClock();
  await using bot = await onlySlack({ rateLimits: true, now: clock.now });
  const say = (to = channel) => bot.client.chat.postMessage({ channel: to, text: 'x' });
  for (const _ of [1, 2, 3]) await say();
  await expect(say()).rejects.toMatchObject({ retryAfter: 1 });
  expect(await say('C0PLATFORM')).toMatchObject({ ok: true });
  clock.move(1);
  expect(await say()).toMatchObject({ ok: true });
  await expect(say()).rejects.toMatchObject({ retryAfter: 1 });
});

test('a method of tier 2 goes twenty times a minute', async () => {
  const clock = stoppedClock();
  await using bot = await onlySlack({ rateLimits: true, now: clock.now });
  for (let call = 0; call < 20; call += 1) await bot.client.users.list({});
  clock.move(38.5);
  await expect(bot.client.users.list({})).rejects.toMatchObject({ retryAfter: 22 });
  expect(await bot.client.users.info({ user: 'U000000ANA' })).toMatchObject({ ok: true });
  clock.move(21.5);
  expect(await bot.client.users.list({})).toMatchObject({ ok: true });
});

test('what fails after the deed leaves the deed, what fails before leaves nothing', async () => {
  await using bot = await onlySlack();
  bot.slack.trouble(
    'chat.postMessage',
    { kind: 'fail_before' },
    { kind: 'fail_after' },
    { kind: 'drop_after' },
  );
  const say = (text: string) => bot.client.chat.postMessage({ channel, text });
  await expect(say('before')).rejects.toThrow();
  await expect(say('after')).rejects.toThrow();
  await expect(say('dropped')).rejects.toThrow();
  await say('well');
  expect(
    bot.slack
      .as('ana')
      .messages(channel)
      .map(({ text }) => text),
  ).toEqual(['after', 'dropped', 'well']);
});

test('ordered errors and limits come once each, a method’s own before those of all', async () => {
  await using bot = await onlySlack();
  bot.slack.trouble('*', { kind: 'rate_limit', retryAfter: 7 });
  bot.slack.trouble('conversations.create', { kind: 'error', error: 'restricted_action' });
  const create = () => bot.client.conversations.create({ name: 'inc-1', is_private: true });
  await expect(create()).rejects.toThrow(/restricted_action/);
  await expect(create()).rejects.toMatchObject({ retryAfter: 7 });
  expect(await create()).toMatchObject({ ok: true });
});

import { expect, test } from 'vitest';
import { onlySlack, raw, stoppedClock } from './bot.ts';

test('metadata is kept, found by history, left by updates and refused when malformed', async () => {
  const clock = stoppedClock();
  await using bot = await onlySlack({ now: clock.now });
  const channel = 'C00TRADING';
  const metadata = { event_type: 'card', event_payload: { outbox_id: 7 } };
  await bot.client.chat.postMessage({ channel, text: 'before' });
  clock.move(10);
  const oldest = String(clock.now() - 5);
  const { ts = '' } = await bot.client.chat.postMessage({ channel, text: 'card', metadata });
  await bot.client.chat.update({ channel, ts, text: 'card 2' });
  const found = await bot.client.conversations.history({ channel, oldest, include_all_metadata: true });
  expect(found.messages).toMatchObject([{ ts, text: 'card 2', metadata }]);
  const bare = await bot.client.conversations.history({ channel, oldest });
  expect(bare.messages?.[0]).not.toHaveProperty('metadata');
  const post = (bad: unknown) =>
    raw(bot.slack.apiUrl, 'chat.postMessage', { channel, text: 'x', metadata: bad });
  expect(await post('{')).toMatchObject({ error: 'invalid_metadata_format' });
  expect(await post({ event_type: 'x' })).toMatchObject({ error: 'invalid_metadata_schema' });
  const big = { event_type: 'x', event_payload: { text: 'x'.repeat(8_000) } };
  expect(await post(big)).toMatchObject({ error: 'metadata_too_large' });
});

test('history is newest first, in pages, without thread replies', async () => {
  await using bot = await onlySlack();
  const channel = 'C00TRADING';
  const ana = bot.slack.as('ana');
  const first = ana.post(channel, 'one');
  ana.post(channel, 'reply', first.ts);
  ana.post(channel, 'two');
  ana.post(channel, 'three');
  const page = await bot.client.conversations.history({ channel, limit: 2 });
  expect(page.messages?.map(({ text }) => text)).toEqual(['three', 'two']);
  expect(page.has_more).toBe(true);
  const rest = await bot.client.conversations.history({
    channel,
    limit: 2,
    cursor: page.response_metadata?.next_cursor ?? '',
  });
  expect(rest.messages).toMatchObject([{ text: 'one', reply_count: 1 }]);
  const thread = await bot.client.conversations.replies({ channel, ts: first.ts });
  expect(thread.messages?.map(({ text }) => text)).toEqual(['one', 'reply']);
  expect(ana.messages(channel).map(({ text, replies }) => [text, replies])).toEqual([
    ['one', 1],
    ['two', 0],
    ['three', 0],
  ]);
  expect(ana.thread(channel, first.ts)).toHaveLength(2);
});

test('channel names are checked as Slack checks them', async () => {
  await using bot = await onlySlack();
  const create = (name: string) => bot.client.conversations.create({ name, is_private: true });
  await create('inc-7-prop-desk');
  for (const [name, error] of [
    ['inc-7-prop-desk', 'name_taken'],
    ['general', 'name_taken'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['Inc 7', 'invalid_name'],
    ['---', 'invalid_name_punctuation'],
    ['inc!7', 'invalid_name_specials'],
  ] as const) {
    await expect(create(name), name).rejects.toThrow(new RegExp(error));
  }
});

test('an invitation goes to all or to none, unless it is forced', async () => {
  await using bot = await onlySlack();
  const { channel: made } = await bot.client.conversations.create({ name: 'inc-1', is_private: true });
  const channel = made?.id ?? '';
  const invite = (users: string, force = false) => bot.client.conversations.invite({ channel, users, force });
  for (const [users, error] of [
    [bot.slack.botUserId, 'cant_invite_self'],
    ['U0NOBODY', 'user_not_found'],
    ['U00000DORA', 'cant_invite'],
    ['U000000GUS', 'user_is_restricted'],
    ['U000000ANA,U0NOBODY', 'user_not_found'],
  ] as const) {
    await expect(invite(users), users).rejects.toThrow(new RegExp(error));
  }
  expect(
    bot.slack
      .as('ana')
      .channels()
      .some((row) => row.id === channel),
  ).toBe(false);
  expect(await invite('U000000ANA,U0NOBODY', true)).toMatchObject({ errors: [{ user: 'U0NOBODY' }] });
  expect(
    bot.slack
      .as('ana')
      .channels()
      .some((row) => row.id === channel),
  ).toBe(true);
  await expect(invite('U000000ANA')).rejects.toThrow(/already_in_channel/);
});

test('an archived channel takes nothing more', async () => {
  await using bot = await onlySlack();
  const { channel: made } = await bot.client.conversations.create({ name: 'inc-2', is_private: true });
  const channel = made?.id ?? '';
  const { ts = '' } = await bot.client.chat.postMessage({ channel, text: 'card' });
  await bot.client.conversations.setTopic({ channel, topic: 'Resolved' });
  await bot.client.pins.add({ channel, timestamp: ts });
  await expect(bot.client.pins.add({ channel, timestamp: ts })).rejects.toThrow(/already_pinned/);
  await bot.client.bookmarks.add({
    channel_id: channel,
    title: 'Report',
    type: 'link',
    link: 'https://example.com/',
  });
  await bot.client.conversations.archive({ channel });
  await expect(bot.client.chat.postMessage({ channel, text: 'x' })).rejects.toThrow(/is_archived/);
  await expect(bot.client.conversations.archive({ channel })).rejects.toThrow(/already_archived/);
  expect(await bot.client.conversations.info({ channel })).toMatchObject({
    channel: { is_archived: true, topic: { value: 'Resolved' } },
  });
});

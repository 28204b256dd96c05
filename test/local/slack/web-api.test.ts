import { expect, test } from 'vitest';
import { button, section } from './blocks.ts';
import { appToken, clientOf, manifest, onlySlack, raw, scopes } from './bot.ts';

const withScopes = (...bot: string[]) => ({ ...manifest, oauth_config: { scopes: { bot } } });

test('a call without, with a wrong and with the other token is refused in Slack’s words', async () => {
  await using bot = await onlySlack();
  await expect(clientOf(bot.slack, '').auth.test()).rejects.toThrow(/not_authed/);
  await expect(clientOf(bot.slack, 'xoxb-other').auth.test()).rejects.toThrow(/invalid_auth/);
  await expect(bot.client.apps.connections.open()).rejects.toThrow(/not_allowed_token_type/);
  await expect(clientOf(bot.slack, appToken).apps.connections.open()).rejects.toThrow(/invalid_auth/);
});

test('a missing scope is told with what is needed and what is there', async () => {
  await using bot = await onlySlack({ manifest: withScopes('commands', 'im:write') });
  const call = bot.client.chat.postMessage({ channel: 'C00TRADING', text: 'x' });
  await expect(call).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'chat:write', provided: 'commands,im:write' },
  });
  await expect(bot.client.conversations.create({ name: 'x', is_private: true })).rejects.toMatchObject({
    data: { needed: 'groups:write' },
  });
});

test('an unknown method is refused and said loudly', async () => {
  await using bot = await onlySlack();
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  expect(await raw(bot.slack.apiUrl, 'reminders.add', {})).toMatchObject({
    ok: false,
    error: 'unknown_method',
  });
  expect((await warned).message).toMatch(/no method reminders.add/);
});

test('JSON bodies do what forms do', async () => {
  await using bot = await onlySlack();
  const posted = await raw(bot.slack.apiUrl, 'chat.postMessage', {
    channel: '#trading-desk',
    text: 'hi',
    blocks: [section('hi')],
  });
  expect(posted).toMatchObject({
    ok: true,
    channel: 'C00TRADING',
    message: { blocks: [{ type: 'section' }] },
  });
});

test('posting is refused where the bot is not, unless it may write to all public channels', async () => {
  await using bot = await onlySlack();
  const say = (channel: string) => bot.client.chat.postMessage({ channel, text: 'x' });
  await expect(say('C00GENERAL')).rejects.toThrow(/not_in_channel/);
  await expect(say('C0NOWHERE')).rejects.toThrow(/channel_not_found/);
  await expect(say('U00000DORA')).rejects.toThrow(/user_disabled/);
  await using wide = await onlySlack({ manifest: withScopes(...scopes, 'chat:write.public') });
  expect(await wide.client.chat.postMessage({ channel: '#general', text: 'x' })).toMatchObject({ ok: true });
});

test('a message to a person lands in their DM with the bot and is unread until they read it', async () => {
  await using bot = await onlySlack();
  const { channel = '' } = await bot.client.chat.postMessage({
    channel: 'U000000ANA',
    text: 'Please rotate.',
  });
  const ana = bot.slack.as('ana');
  expect(channel).toBe(ana.botDm());
  expect(ana.channels().find((row) => row.id === channel)).toMatchObject({
    kind: 'dm',
    name: 'Keysteward',
    unread: 1,
  });
  ana.markRead(channel);
  expect(ana.channels().find((row) => row.id === channel)?.unread).toBe(0);
});

test('a message can be changed by who wrote it, within its limits', async () => {
  await using bot = await onlySlack();
  const channel = 'C00TRADING';
  const { ts = '' } = await bot.client.chat.postMessage({ channel, text: 'one', blocks: [button('b', 'B')] });
  const ana = bot.slack.as('ana');
  const theirs = ana.post(channel, 'mine').ts;
  const change = (at: string, text: string) => bot.client.chat.update({ channel, ts: at, text });
  await expect(change(theirs, 'x')).rejects.toThrow(/cant_update_message/);
  await expect(change('1.000001', 'x')).rejects.toThrow(/message_not_found/);
  await expect(change(ts, 'x'.repeat(4_001))).rejects.toThrow(/msg_too_long/);
  await expect(change(ts, '')).rejects.toThrow(/no_text/);
  await bot.client.chat.update({ channel, ts, text: 'two', blocks: [section('two')] });
  expect(ana.messages(channel)[0]).toMatchObject({
    text: 'two',
    edited: false,
    blocks: [{ type: 'section' }],
  });
  await change(ts, 'three');
  expect(ana.messages(channel)[0]).toMatchObject({ text: 'three', edited: true, blocks: [] });
  await expect(bot.client.chat.delete({ channel, ts: theirs })).rejects.toThrow(/cant_delete_message/);
  await bot.client.chat.delete({ channel, ts });
  expect(ana.messages(channel)).toMatchObject([{ text: 'mine' }]);
});

test('invalid blocks are refused with the place of every fault', async () => {
  await using bot = await onlySlack();
  const call = bot.client.chat.postMessage({
    channel: 'C00TRADING',
    text: 'x',
    blocks: [section(''), button('b', 'x'.repeat(76))],
  });
  await expect(call).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      errors: [
        'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
        'must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]',
      ],
    },
  });
});

test('an ephemeral message reaches members only and cannot be updated', async () => {
  await using bot = await onlySlack();
  const channel = 'C00TRADING';
  const { message_ts: ts = '' } = await bot.client.chat.postEphemeral({
    channel,
    user: 'U000000ANA',
    text: 'psst',
  });
  expect(bot.slack.as('ana').messages(channel)).toMatchObject([{ text: 'psst', ephemeral: true }]);
  await expect(bot.client.chat.update({ channel, ts, text: 'x' })).rejects.toThrow(/message_not_found/);
  await expect(bot.client.chat.postEphemeral({ channel, user: 'U00000OLGA', text: 'x' })).rejects.toThrow(
    /user_not_in_channel/,
  );
});

test('people are told with the flags that matter, and all of them', async () => {
  await using bot = await onlySlack();
  const { members = [] } = await bot.client.users.list({});
  const flags = Object.fromEntries(members.map((one) => [one.name, one]));
  expect(flags['ana']).toMatchObject({ is_admin: true, tz: 'Europe/Lisbon', team_id: bot.slack.teamId });
  expect(flags['gus']).toMatchObject({ is_restricted: true });
  expect(flags['dora']).toMatchObject({ deleted: true });
  expect(flags['olga']).toMatchObject({ team_id: 'T000000OUT' });
  expect(flags['keysteward']).toMatchObject({ is_bot: true });
  const first = await bot.client.users.list({ limit: 4 });
  const rest = await bot.client.users.list({ cursor: first.response_metadata?.next_cursor ?? '' });
  const pages = [...(first.members ?? []), ...(rest.members ?? [])].map(({ name }) => name);
  expect(pages).toEqual(members.map(({ name }) => name));
  expect(await bot.client.usergroups.users.list({ usergroup: 'S0000ONCALL' })).toMatchObject({
    users: ['U000000BEA', 'U000000CEM'],
  });
});

test('a file is uploaded, shared in a message and read back', async () => {
  await using bot = await onlySlack();
  const content = Buffer.from('label,keyId\n');
  const { channel = '' } = await bot.client.conversations
    .open({ users: 'U000000ANA' })
    .then(({ channel }) => ({ channel: channel?.id ?? '' }));
  await bot.client.files.uploadV2({
    channel_id: channel,
    filename: 'keys.csv',
    file: content,
    initial_comment: 'Your export',
  });
  const ana = bot.slack.as('ana');
  const [message] = ana.messages(channel);
  expect(message).toMatchObject({
    text: 'Your export',
    files: [{ name: 'keys.csv', mimetype: 'text/csv', size: content.length }],
  });
  expect(Buffer.from(ana.download(message?.files[0]?.id ?? '').content).toString()).toBe('label,keyId\n');
  await expect(bot.client.files.info({ file: 'F0NONE' })).rejects.toThrow(/file_not_found/);
});

test('an image block must name a file that is here', async () => {
  await using bot = await onlySlack();
  const show = (id: string) =>
    bot.client.chat.postMessage({
      channel: 'C00TRADING',
      text: 'Calendar',
      blocks: [{ type: 'image', alt_text: 'Calendar', slack_file: { id } }],
    });
  await expect(show('F0NONE')).rejects.toThrow(/invalid_blocks/);
  const { id } = bot.slack.as('ana').upload('calendar.png', new Uint8Array([1]));
  expect(await show(id)).toMatchObject({ ok: true });
});

test('calls are remembered without their token', async () => {
  await using bot = await onlySlack();
  await bot.client.users.info({ user: 'U000000ANA', token: 'xoxb-local' });
  await bot.client.users.info({ user: 'U0NOBODY' }).catch(() => {});
  expect(bot.slack.calls()).toMatchObject([
    { method: 'users.info', args: { user: 'U000000ANA' }, answer: { ok: true } },
    { method: 'users.info', answer: { ok: false, error: 'user_not_found' } },
  ]);
  expect(JSON.stringify(bot.slack.calls())).not.toContain('xoxb');
});

test('a stale Home is a conflict', async () => {
  await using bot = await onlySlack();
  const publish = (text: string, hash?: string) =>
    bot.client.views.publish({
      user_id: 'U000000ANA',
      view: { type: 'home', blocks: [section(text)] },
      ...(hash === undefined ? {} : { hash }),
    });
  const first = await publish('one');
  await publish('two', first.view?.hash);
  await expect(publish('three', first.view?.hash)).rejects.toThrow(/hash_conflict/);
  const table = { type: 'table' as const, rows: [[{ type: 'raw_text' as const, text: 'x' }]] };
  await expect(
    bot.client.views.publish({ user_id: 'U000000ANA', view: { type: 'home', blocks: [table] } }),
  ).rejects.toThrow(/invalid_arguments/);
});

import type { BlockAction } from '@slack/bolt';
import { expect, test } from 'vitest';
import { button, plain, section } from './blocks.ts';
import { eventually, overHttp } from './bot.ts';

const heard = (into: BlockAction[]) => async (bolt: { ack: () => Promise<void>; body: unknown }) => {
  into.push(bolt.body as BlockAction);
  await bolt.ack();
};

test('a pressed button arrives with its message, its value and a response_url', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => app.action('done', heard(seen)));
  const { ts = '' } = await bot.client.chat.postMessage({
    channel: 'C00TRADING',
    text: 'Rotate prop-desk',
    blocks: [section('Rotate *prop-desk*'), button('done', 'Mark rotated', 'key 7')],
  });
  const gus = bot.slack.as('gus');
  expect(await gus.act({ in: 'message', channel: '#trading-desk', ts }, 'done')).toEqual({
    kind: 'accepted',
  });
  expect(seen[0]).toMatchObject({
    type: 'block_actions',
    user: { id: gus.me.id, username: 'gus', team_id: bot.slack.teamId },
    team: { id: bot.slack.teamId, domain: 'local-desk' },
    api_app_id: 'A000000KEY',
    container: { type: 'message', message_ts: ts, channel_id: 'C00TRADING', is_ephemeral: false },
    channel: { id: 'C00TRADING', name: 'trading-desk' },
    message: { ts, text: 'Rotate prop-desk', bot_id: 'B000000KEY' },
    actions: [
      {
        type: 'button',
        action_id: 'done',
        block_id: 'block-done',
        value: 'key 7',
        text: plain('Mark rotated'),
      },
    ],
    response_url: expect.stringContaining('/response/'),
  });
});

test('what an update left as it was can be pressed as it was seen before', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => app.action('done', heard(seen)));
  const { block_id: _, ...done } = button('done', 'Done');
  const where = { channel: 'C00TRADING', text: 'x' };
  const { ts = '' } = await bot.client.chat.postMessage({
    ...where,
    blocks: [section('before'), done, done],
  });
  const gus = bot.slack.as('gus');
  const ids = gus
    .messages('#trading-desk')
    .flatMap(({ blocks }) => blocks.map((block) => String(block['block_id'])));
  expect(new Set(ids).size).toBe(3);
  await bot.client.chat.update({ ...where, ts, blocks: [section('after'), done, done] });
  const place = { in: 'message', channel: '#trading-desk', ts } as const;
  for (const blockId of ids.slice(1)) await gus.act(place, 'done', { blockId });
  expect(seen.flatMap(({ actions }) => actions.map((one) => one.block_id))).toEqual(ids.slice(1));
});

test('an outsider in a shared channel can press, and carries their own team', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => app.action('done', heard(seen)));
  await bot.slack.as('ana').command('#shared-desk', '/invite @keysteward');
  const { ts = '' } = await bot.client.chat.postMessage({
    channel: 'C000SHARED',
    text: 'x',
    blocks: [button('done', 'Done')],
  });
  await bot.slack.as('olga').act({ in: 'message', channel: '#shared-desk', ts }, 'done');
  expect(seen[0]).toMatchObject({ user: { team_id: 'T000000OUT' }, team: { id: bot.slack.teamId } });
});

test('a button in an ephemeral message points at it without repeating it, and can replace it', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => {
    app.command('/key', async ({ ack }) => ack({ text: 'Which one?', blocks: [button('pick', 'This one')] }));
    app.action('pick', async ({ ack, body, respond }) => {
      seen.push(body as BlockAction);
      await ack();
      await respond({ replace_original: true, text: 'Picked.' });
    });
  });
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key show');
  const ts = ana.messages('#general')[0]?.ts ?? '';
  await ana.act({ in: 'message', channel: '#general', ts }, 'pick');
  expect(seen[0]).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } });
  expect(seen[0]).not.toHaveProperty('message');
  await eventually(() => ana.messages('#general')[0]?.text === 'Picked.', bot.slack);
  expect(ana.messages('#general')).toMatchObject([{ ts, blocks: [] }]);
});

test('nobody presses what only another person sees', async () => {
  await using bot = await overHttp((app) =>
    app.command('/key', async ({ ack }) => ack({ text: 'Yours', blocks: [button('pick', 'This one')] })),
  );
  const ana = bot.slack.as('ana');
  await ana.command('#general', '/key show');
  const place = { in: 'message', channel: '#general', ts: ana.messages('#general')[0]?.ts ?? '' } as const;
  await expect(bot.slack.as('bea').act(place, 'pick')).rejects.toThrow(/message_not_found/);
});

test('a select sends the whole chosen option and keeps it in the state', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => app.action('period', heard(seen)));
  const options = [
    { text: plain('90 days'), value: '90' },
    { text: plain('180 days'), value: '180' },
  ];
  const select = { type: 'static_select' as const, action_id: 'period', options };
  const blocks = [{ type: 'actions' as const, block_id: 'b', elements: [select] }];
  const { ts = '', channel = '' } = await bot.client.chat.postMessage({
    channel: 'U000000ANA',
    text: 'x',
    blocks,
  });
  const place = { in: 'message', channel, ts } as const;
  const choose = (value: string) =>
    bot.slack
      .as('ana')
      .act(place, 'period', { value: { type: 'static_select', selected_option: { value } } });
  await choose('180');
  const chosen = { type: 'static_select', selected_option: { text: { text: '180 days' }, value: '180' } };
  expect(seen[0]).toMatchObject({
    actions: [chosen],
    state: { values: { b: { period: chosen } } },
    channel: { name: 'directmessage' },
  });
  await expect(choose('7')).rejects.toThrow(/7 is not offered/);
});

test('a press names what is there when the element is missing', async () => {
  await using bot = await overHttp(() => {});
  const { ts = '' } = await bot.client.chat.postMessage({
    channel: 'C00TRADING',
    text: 'x',
    blocks: [button('done', 'Done')],
  });
  const press = bot.slack.as('ana').act({ in: 'message', channel: '#trading-desk', ts }, 'undo');
  await expect(press).rejects.toThrow(/There are: block-done\/done/);
});

test('an input that does not dispatch cannot be pressed', async () => {
  const seen: BlockAction[] = [];
  await using bot = await overHttp((app) => app.action('note', heard(seen)));
  const write = async (dispatch_action: boolean) => {
    const element = { type: 'plain_text_input' as const, action_id: 'note' };
    const blocks = [{ type: 'input' as const, label: plain('Note'), dispatch_action, element }];
    const { ts = '' } = await bot.client.chat.postMessage({ channel: 'C00TRADING', text: 'x', blocks });
    const place = { in: 'message', channel: '#trading-desk', ts } as const;
    return bot.slack.as('ana').act(place, 'note', { value: { type: 'plain_text_input', value: 'hello' } });
  };
  await expect(write(false)).rejects.toThrow(/does not dispatch/);
  expect(await write(true)).toEqual({ kind: 'accepted' });
  expect(seen).toMatchObject([{ actions: [{ action_id: 'note', value: 'hello' }] }]);
});

test('a message shortcut carries the whole message, a global one nothing of the kind', async () => {
  const seen: Record<string, unknown>[] = [];
  await using bot = await overHttp((app) => {
    app.shortcut(/.*/, async ({ ack, shortcut }) => {
      seen.push({ ...shortcut });
      await ack();
    });
  });
  const cem = bot.slack.as('cem');
  const message = cem.post('#general', 'oops: <secret> @ana');
  expect(await cem.messageShortcut('#general', message.ts, 'report')).toEqual({ kind: 'accepted' });
  expect(await cem.globalShortcut('leaked')).toEqual({ kind: 'accepted' });
  expect(await cem.globalShortcut('absent')).toMatchObject({ kind: 'failed' });
  expect(seen[0]).toMatchObject({
    type: 'message_action',
    callback_id: 'report',
    message_ts: message.ts,
    message: { text: 'oops: &lt;secret&gt; <@U000000ANA>', user: cem.me.id, blocks: [{ type: 'rich_text' }] },
    response_url: expect.any(String),
  });
  expect(seen[1]).toMatchObject({ type: 'shortcut', callback_id: 'leaked', user: { id: cem.me.id } });
  expect(seen[1]).not.toHaveProperty('response_url');
});

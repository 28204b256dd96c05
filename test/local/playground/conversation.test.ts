import { expect, test, vi } from 'vitest';
import { ana, desk, open, patience, stage, told, useBrowser } from './at-browser.ts';
import { md, option, plain } from './small-bot.ts';

useBrowser();

test('a command reaches the bot, and its answer is seen by whoever asked only', async () => {
  stage.bot.ack = ({ text }) => ({ response_type: 'ephemeral', text: `You asked for ${text}` });
  await ana.type('/key show prop-desk @bea');
  await ana.message('You asked for').getByText('Only visible to you').waitFor();
  expect(stage.bot.told.at(-1)).toMatchObject({
    command: '/key',
    text: 'show prop-desk <@U000000BEA>',
    channel_id: desk,
  });
  const bea = await open('U000000BEA');
  expect(await bea.message('You asked for').count()).toBe(0);
});

test('a command that fails says so beside the line and gives the line back', async () => {
  stage.bot.ack = () => new Promise(() => undefined);
  await ana.type('/nothing here');
  expect(await ana.test('trouble').textContent()).toContain('no such command');
  expect(await ana.test('composer').inputValue()).toBe('/nothing here');
});

test('what one person writes appears for the other without a reload, and as text', async () => {
  const bea = await open('U000000BEA');
  await bea.test('composer').fill('half a thou');
  await ana.type('<img src=x onerror="document.title=1"> <b>*hi*</b> @bea');
  await bea.message('<b>hi</b>').locator('[data-mention=U000000BEA]').waitFor();
  expect(await bea.test('composer').inputValue()).toBe('half a thou');
  expect(await bea.page.evaluate('document.activeElement.dataset.test')).toBe('composer');
  expect(await bea.page.locator('.messages :is(img, b)').count()).toBe(0);
});

test('unread channels are marked until they are looked at', async () => {
  await stage.bot.post('C0PLATFORM', 'News');
  await ana.test('channel-C0PLATFORM').getByLabel('1 unread').waitFor();
  await ana.goTo('platform');
  await ana.message('News').waitFor();
  await expect
    .poll(
      () =>
        stage.bot.slack
          .as('U000000ANA')
          .channels()
          .find(({ id }) => id === 'C0PLATFORM')?.unread,
    )
    .toBe(0);
});

test('answers go into the thread and are counted on the message', async () => {
  await ana.type('Who knows the log?');
  await ana.replyTo('Who knows', 'Me');
  await ana.test('thread').getByText('Me', { exact: true }).waitFor();
  await ana.test('close-thread').click();
  expect(await ana.message('Who knows').locator('[data-test=replies]').textContent()).toBe('1 reply');
  expect(await ana.page.getByText('Me', { exact: true }).count()).toBe(0);
});

test('long conversations open at their end and stay where one reads', async () => {
  for (let each = 0; each < 30; each += 1) await stage.bot.post(desk, `Line ${each}`);
  const element = "document.querySelector('main [data-scroll=end]')";
  const toEnd = `${element}.scrollHeight - ${element}.scrollTop - ${element}.clientHeight`;
  const scrolled = `${element}.scrollTop`;
  const list = ana.page.locator('main [data-scroll=end]');
  await ana.message('Line 29').waitFor();
  await expect.poll(() => ana.page.evaluate(toEnd), patience).toBeLessThan(2);
  await list.hover();
  await ana.page.mouse.wheel(0, -100_000);
  await ana.message('Line 0').waitFor();
  await expect.poll(() => ana.page.evaluate(scrolled), patience).toBe(0);
  await stage.bot.post(desk, 'Line 30');
  await ana.message('Line 30').waitFor({ state: 'attached' });
  await ana.settled();
  expect(await ana.page.evaluate(scrolled)).toBe(0);
});

test('a press carries its block, its action and its message; a confirmed one asks first', async () => {
  const confirm = {
    title: plain('Close it?'),
    text: plain('For good.'),
    confirm: plain('Close'),
    deny: plain('Keep'),
  };
  const ts = await stage.bot.post(desk, 'Incident 7', [
    {
      type: 'actions',
      block_id: 'next',
      elements: [
        { type: 'button', action_id: 'deleted', text: plain('I deleted it'), value: '7', style: 'primary' },
        { type: 'button', action_id: 'false_alarm', text: plain('False alarm'), style: 'danger', confirm },
      ],
    },
  ]);
  await ana.press('I deleted it');
  expect(told('block_actions').at(-1)).toMatchObject({
    actions: [{ action_id: 'deleted', block_id: 'next', value: '7' }],
    message: { ts },
    channel: { id: desk },
  });
  await ana.page.getByText('False alarm').click();
  await ana.test('confirm').getByText('For good.').waitFor();
  await ana.test('confirm-no').click();
  await ana.settled();
  expect(told('block_actions')).toHaveLength(1);
  await ana.press('False alarm');
  // The dialog closes before the page has anything under way.
  await vi.waitFor(
    () => expect(told('block_actions').at(-1)).toMatchObject({ actions: [{ action_id: 'false_alarm' }] }),
    patience,
  );
});

test('menus and selects in a message send what was chosen', async () => {
  await stage.bot.post(desk, 'Card', [
    {
      type: 'section',
      block_id: 's',
      text: md('*prop-desk*'),
      accessory: {
        type: 'static_select',
        action_id: 'sort',
        placeholder: plain('Sort by'),
        options: [option('Due', 'due'), option('Label', 'label')],
      },
    },
    {
      type: 'actions',
      block_id: 'a',
      elements: [
        {
          type: 'overflow',
          action_id: 'more',
          options: [option('Skip', 'skip'), option('Report', 'report')],
        },
      ],
    },
  ]);
  await ana.page.getByLabel('Sort by').selectOption({ label: 'Label' });
  await ana.settled();
  expect(told('block_actions').at(-1)).toMatchObject({
    actions: [{ action_id: 'sort', selected_option: { value: 'label' } }],
  });
  await ana.choose('Report');
  expect(told('block_actions').at(-1)).toMatchObject({
    actions: [{ action_id: 'more', selected_option: { value: 'report' } }],
  });
});

test('shortcuts on a message and for everything reach the bot', async () => {
  await ana.type('my key is out');
  await ana.messageShortcut('my key is out', 'Report leaked key');
  expect(told('message_action').at(-1)).toMatchObject({
    callback_id: 'report_leak',
    message: { text: 'my key is out' },
  });
  await ana.globalShortcut('Key leaked');
  expect(told('shortcut').at(-1)).toMatchObject({ callback_id: 'key_leaked' });
});

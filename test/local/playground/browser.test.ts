import type { ModalView } from '@slack/types';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PlaygroundPage, startBrowser } from '../../support/playground-page.ts';
import { md, option, type Payload, plain } from './small-bot.ts';
import { type Stage, startStage } from './stage.ts';

const desk = 'C00TRADING';
const patience = { timeout: 10_000 };

let browser: Browser;
let stage: Stage;
let ana: PlaygroundPage;
let trouble: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  stage = await startStage();
  trouble = [];
  ana = await open('U000000ANA');
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await stage.close();
});

async function open(
  person: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<PlaygroundPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.playground.url)) trouble.push(request.url());
  });
  page.on('pageerror', (error) => trouble.push(`page error: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error') trouble.push(`console: ${line.text()}`);
  });
  const driver = new PlaygroundPage(page, stage.playground.url);
  await driver.openAs(person, 'trading-desk');
  return driver;
}

const told = (type: string) => stage.bot.told.filter((payload) => payload['type'] === type);
const everything = (view: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'add_key',
  title: plain('Add a key'),
  submit: plain('Add key'),
  close: plain('Cancel'),
  blocks: [
    field('label', 'Label', { type: 'plain_text_input' }),
    field('note', 'Note', { type: 'plain_text_input', multiline: true }),
    field('mail', 'Mail', { type: 'email_text_input' }),
    field('page', 'Page', { type: 'url_text_input' }),
    field('days', 'Days', { type: 'number_input', is_decimal_allowed: false, initial_value: '90' }),
    field('made', 'Made', { type: 'datepicker' }),
    field('hour', 'Hour', { type: 'timepicker' }),
    field('until', 'Until', { type: 'datetimepicker' }),
    field('region', 'Region', {
      type: 'static_select',
      options: [option('Global', 'global'), option('Europe', 'eea')],
    }),
    field('who', 'Custodian', { type: 'users_select' }),
    field('holders', 'Holders', { type: 'multi_users_select', initial_users: ['U000000ANA'] }),
    field('where', 'Channel', { type: 'conversations_select' }),
    field('bot', 'Service', { type: 'external_select', min_query_length: 1 }),
    field('bots', 'Services', { type: 'multi_external_select', min_query_length: 0 }),
    field('tags', 'Tags', {
      type: 'multi_static_select',
      options: [option('Hot', 'hot'), option('Cold', 'cold')],
    }),
    field('may', 'Permissions', {
      type: 'checkboxes',
      options: [option('Read', 'read'), option('Trade', 'trade'), option('Withdraw', 'withdraw')],
    }),
    field('env', 'Environment', {
      type: 'radio_buttons',
      options: [option('Live', 'live'), option('Demo', 'demo')],
    }),
  ],
  ...view,
});
const field = (id: string, label: string, element: Record<string, unknown>) =>
  ({
    type: 'input',
    block_id: id,
    label: plain(label),
    element: { action_id: 'v', ...element },
  }) as ModalView['blocks'][number];

function opensOnCommand(view: ModalView, submitted: (payload: Payload) => unknown = () => undefined): void {
  stage.bot.ack = async (payload) => {
    if (payload['command'] !== undefined) return void (await stage.bot.open(payload.trigger_id, view));
    if (payload['type'] === 'view_submission') return submitted(payload);
    if (payload['type'] !== 'block_suggestion') return undefined;
    const names = ['hedging-bot', 'tax-report'].filter((name) => name.includes(String(payload['value'])));
    return { options: names.map((name) => option(name, name)) };
  };
}

describe('messages', () => {
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
});

describe('buttons', () => {
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
    expect(told('block_actions').at(-1)).toMatchObject({ actions: [{ action_id: 'false_alarm' }] });
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
});

describe('modals', () => {
  test('every kind of input arrives in the shape Slack sends', async () => {
    opensOnCommand(everything());
    await ana.type('/key add okx');
    await ana.fill('Label', 'prop-desk');
    await ana.fill('Note', 'two\nlines');
    await ana.fill('Mail', 'ana@example.com');
    await ana.fill('Page', 'https://www.okx.com');
    await ana.fill('Made', '2026-11-01');
    await ana.fill('Hour', '10:30');
    await ana.fill('Until', '2026-07-01T12:00');
    await ana.fill('Region', 'Europe');
    await ana.fill('Custodian', 'Cem Aydin');
    await ana.fill('Holders', ['Bea Novak', 'Dia Rahman']);
    await ana.fill('Channel', '#platform');
    await ana.fill('Service', 'hedg');
    await ana.fill('Services', ['hedging-bot', 'tax-report']);
    await ana.fill('Tags', ['Cold']);
    await ana.fill('Permissions', ['Read', 'Trade']);
    await ana.fill('Environment', 'Demo');
    await ana.submit();
    await ana.modal.waitFor({ state: 'detached' });
    const [submission] = told('view_submission');
    const view = submission?.['view'] as
      | { state: { values: Record<string, { v: Record<string, unknown> }> } }
      | undefined;
    const sent = Object.fromEntries(Object.entries(view?.state.values ?? {}).map(([id, { v }]) => [id, v]));
    expect(sent).toMatchObject({
      label: { type: 'plain_text_input', value: 'prop-desk' },
      note: { value: 'two\nlines' },
      mail: { value: 'ana@example.com' },
      page: { value: 'https://www.okx.com' },
      days: { type: 'number_input', value: '90' },
      made: { selected_date: '2026-11-01' },
      hour: { selected_time: '10:30' },
      // Lisbon is an hour ahead of UTC in July.
      until: { selected_date_time: Date.parse('2026-07-01T11:00:00Z') / 1000 },
      region: { selected_option: { value: 'eea', text: { text: 'Europe' } } },
      who: { selected_user: 'U000000CEM' },
      holders: { selected_users: ['U000000ANA', 'U000000BEA', 'U000000DIA'] },
      where: { selected_conversation: 'C0PLATFORM' },
      bot: { selected_option: { value: 'hedging-bot' } },
      bots: { selected_options: [{ value: 'hedging-bot' }, { value: 'tax-report' }] },
      tags: { selected_options: [{ value: 'cold' }] },
      may: { selected_options: [{ value: 'read' }, { value: 'trade' }] },
      env: { selected_option: { value: 'demo' } },
    });
  });

  test('a refused form stays open with its sentence beside the field and everything that was typed', async () => {
    let tries = 0;
    const view = everything({
      blocks: [
        field('label', 'Label', { type: 'plain_text_input' }),
        field('id', 'API key', { type: 'plain_text_input' }),
      ],
    });
    opensOnCommand(view, () =>
      ++tries === 1
        ? { response_action: 'errors', errors: { id: 'An OKX API key has 36 characters.' } }
        : undefined,
    );
    await ana.type('/key add okx');
    await ana.fill('Label', 'prop-desk');
    await ana.submit();
    expect(await ana.fieldError('API key').textContent()).toContain('required');
    await ana.fill('API key', 'short');
    await ana.submit();
    expect(await ana.fieldError('API key').textContent()).toBe('An OKX API key has 36 characters.');
    expect(await ana.field('Label').locator('input').inputValue()).toBe('prop-desk');
    expect(await ana.page.evaluate('document.activeElement.id')).toContain('-id-');
    await ana.submit();
    await ana.modal.waitFor({ state: 'detached' });
  });

  test('content that comes later keeps what was typed, and the caret', async () => {
    let id = '';
    const label = field('label', 'Label', { type: 'plain_text_input' });
    stage.bot.ack = async ({ trigger_id }) => {
      id = await stage.bot.open(trigger_id, everything({ blocks: [label] }));
    };
    await ana.type('/key add');
    await ana.field('Label').locator('input').pressSequentially('prop');
    const late = everything({
      title: plain('Add an OKX key'),
      blocks: [label, field('id', 'API key', { type: 'plain_text_input' })],
    });
    await stage.bot.call('views.update', { view_id: id, view: late });
    await ana.field('API key').waitFor();
    await ana.page.keyboard.type('-desk');
    expect(await ana.field('Label').locator('input').inputValue()).toBe('prop-desk');
    expect(await ana.test('modal-title').textContent()).toBe('Add an OKX key');
  });

  test('a bot that does not answer leaves the form open and says so', async () => {
    opensOnCommand(
      everything({ blocks: [field('label', 'Label', { type: 'plain_text_input' })] }),
      () => 'nonsense',
    );
    await ana.type('/key add');
    await ana.fill('Label', 'x');
    await ana.submit();
    await ana.test('modal-trouble').getByText('did not take this').waitFor();
    expect(await ana.field('Label').locator('input').inputValue()).toBe('x');
  });

  test('Escape closes it, and the bot hears of it when it asked to', async () => {
    opensOnCommand(
      everything({ notify_on_close: true, blocks: [field('label', 'Label', { type: 'plain_text_input' })] }),
    );
    await ana.type('/key add');
    await ana.modal.waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.modal.waitFor({ state: 'detached' });
    await ana.settled();
    expect(told('view_closed')).toHaveLength(1);
    expect(await ana.page.evaluate('document.activeElement.dataset.test')).toBe('composer');
  });
});

describe('the rest of the page', () => {
  test('Home is drawn by the bot for whoever opens it', async () => {
    stage.bot.ack = async (payload) => {
      const event = payload['event'] as { type: string; user: string } | undefined;
      if (event?.type !== 'app_home_opened') return;
      const elements = [{ type: 'button', action_id: 'add', text: plain('Add a key') }];
      await stage.bot.call('views.publish', {
        user_id: event.user,
        view: {
          type: 'home',
          blocks: [
            { type: 'header', text: plain('My keys') },
            { type: 'actions', block_id: 'h', elements },
          ],
        },
      });
    };
    await ana.goTo('Home');
    await ana.test('home-view').getByText('My keys').waitFor();
    await ana.press('Add a key');
    expect(told('block_actions').at(-1)).toMatchObject({
      view: { type: 'home' },
      actions: [{ action_id: 'add' }],
    });
  });

  test('one becomes somebody else, but nobody who left', async () => {
    await ana.become('gus');
    await ana.type('I am a guest');
    expect(stage.bot.slack.as('U000000GUS').messages(desk).at(-1)?.author).toBe('U000000GUS');
    await ana.test('person').click();
    expect(await ana.test('person-U00000DORA').getAttribute('aria-disabled')).toBe('true');
    await ana.test('deactivate-U000000CEM').click();
    await ana.test('reactivate-U000000CEM').waitFor();
    expect(stage.bot.slack.people.find(({ id }) => id === 'U000000CEM')?.kind).toBe('deactivated');
  });

  test('the clock moves forward', async () => {
    await ana.later('7d');
    await ana.test('clock-now').getByText('Mon, Nov 30, 2026').waitFor();
    await ana.later('1d');
    await ana.test('clock-now').getByText('Tue, Dec 1, 2026').waitFor();
  });

  test('keys are made and deleted at the imitated provider', async () => {
    await ana.goTo('OKX console');
    await ana.page.getByText('Make up an id').click();
    const keyId = await ana.test('provider-key-id').inputValue();
    await ana.test('provider-region').selectOption('eea');
    await ana.test('provider-create').click();
    await ana.test(`provider-delete-${keyId}`).click();
    await ana.test(`provider-restore-${keyId}`).waitFor();
    expect(await stage.okx.keys()).toEqual([{ keyId, region: 'eea', environment: 'live', state: 'deleted' }]);
    await ana.test('provider-key-id').fill(keyId);
    await ana.test('provider-create').click();
    await ana.test('provider-trouble').getByText('already has a key').waitFor();
  });

  test('the command can be completed from the keyboard', async () => {
    await ana.page.keyboard.type('/key lea');
    await ana.page.getByRole('option', { name: '/key leaked' }).waitFor();
    await ana.page.keyboard.press('Tab');
    expect(await ana.test('composer').inputValue()).toBe('/key leaked ');
    await ana.page.keyboard.type('prop-desk');
    await ana.page.keyboard.press('Enter');
    await ana.settled();
    expect(stage.bot.told.at(-1)).toMatchObject({ text: 'leaked prop-desk' });
  });

  test('a message and its menu are reached and used without a mouse', async () => {
    await ana.type('press me');
    await ana.message('press me').locator('[data-test=more-actions]').focus();
    await ana.page.keyboard.press('Enter');
    await ana.page.locator('[role=menuitem]:focus').waitFor();
    await ana.page.keyboard.press('Enter');
    await expect.poll(() => told('message_action'), patience).toHaveLength(1);
  });

  test('it asks nobody but itself and makes no error', async () => {
    await stage.bot.post(desk, 'x', [
      { type: 'image', image_url: 'https://elsewhere.example/x.png', alt_text: 'x' },
    ]);
    await ana.message('x').waitFor();
    expect(trouble).toEqual([]);
  });

  test('on a phone the channels are behind a button and nothing is wider than the screen', async () => {
    const phone = await open('U000000BEA', {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await phone.test('person').isVisible()).toBe(true);
    await phone.page.getByRole('button', { name: 'Channels' }).click();
    await phone.test('channel-C0PLATFORM').click();
    await phone.settled();
    expect(await phone.test('pane').getAttribute('data-channel')).toBe('C0PLATFORM');
  });
});

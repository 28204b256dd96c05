import { expect, test } from 'vitest';
import { ana, desk, open, patience, stage, told, trouble, useBrowser } from './at-browser.ts';
import { plain } from './small-bot.ts';

useBrowser();

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

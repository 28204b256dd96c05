import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { ana, stage, told, useBrowser } from './at-browser.ts';
import { option, type Payload, plain } from './small-bot.ts';

useBrowser();

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

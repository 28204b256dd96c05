import { expect, test } from 'vitest';
import { drawn } from './drawing.ts';
import { md, option, plain } from './small-bot.ts';

const input = (element: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'input',
  block_id: 'b',
  label: plain('Label'),
  element: { action_id: 'a', ...element },
  ...more,
});

test.each([
  ['plain_text_input', {}, '<input'],
  ['plain_text_input', { multiline: true }, '<textarea'],
  ['email_text_input', {}, 'type="email"'],
  ['url_text_input', {}, 'type="url"'],
  ['number_input', { is_decimal_allowed: false, min_value: '1' }, 'step="1" min="1"'],
  ['datepicker', { initial_date: '2026-11-01' }, 'type="date"'],
  ['timepicker', { initial_time: '10:30' }, 'type="time"'],
  ['datetimepicker', { initial_date_time: 1795431600 }, 'value="2026-11-23T11:00"'],
  ['rich_text_input', {}, '<textarea'],
  ['file_input', { max_files: 1 }, 'type="file"'],
  ['checkboxes', { options: [option('One', '1')] }, 'type="checkbox"'],
  ['radio_buttons', { options: [option('One', '1')] }, 'type="radio"'],
  [
    'static_select',
    { option_groups: [{ label: plain('G'), options: [option('One', '1')] }] },
    '<optgroup label="G">',
  ],
  ['users_select', {}, '>Cem Aydin</option>'],
  ['multi_users_select', { initial_users: ['U000000ANA'] }, 'class="chip"'],
  ['conversations_select', {}, '<select'],
  ['external_select', { min_query_length: 0 }, 'role="combobox"'],
  ['multi_external_select', { initial_options: [option('Bot', 'bot')] }, '>Bot<'],
] as const)('a %s can be filled in', (type, more, part) => {
  const html = drawn([input({ type, ...more })]);
  expect(html).toContain(part);
  expect(html).toContain(`data-type="${type}"`);
  expect(html).toMatch(/<label[^>]* for="s-b-a-input"/);
});

test('deactivated people and other workspaces cannot be picked', () => {
  const html = drawn([input({ type: 'users_select' })]);
  expect(html).not.toContain('Dora Lindqvist');
  expect(html).not.toContain('Olga Marchetti');
});

test('what was put in comes before the initial value, also when it was emptied', () => {
  const block = input({ type: 'plain_text_input', initial_value: 'first' });
  expect(drawn([block])).toContain('value="first"');
  const state = (value: string | null) => ({ b: { a: { type: 'plain_text_input', value } } });
  expect(drawn([block], { state: state('mine') })).toContain('value="mine"');
  expect(drawn([block], { state: state(null) })).not.toContain('value="first"');
});

test('a refused field carries its sentence where a screen reader finds it', () => {
  const html = drawn([input({ type: 'plain_text_input' }, { hint: plain('A hint.') })], {
    errors: { b: 'Too short <b>.' },
  });
  expect(html).toContain('role="alert"');
  expect(html).toContain('Too short &lt;b&gt;.');
  expect(html).toMatch(/<input[^>]* aria-describedby="s-b-said"/);
  expect(html).not.toContain('A hint.');
});

test('a confirmation, a style and an identity stand on the button', () => {
  const confirm = {
    title: plain('Sure?'),
    text: plain('Really.'),
    confirm: plain('Yes, delete'),
    deny: plain('No'),
  };
  const html = drawn([
    {
      type: 'actions',
      block_id: 'b',
      elements: [{ type: 'button', action_id: 'a', text: plain('Delete'), style: 'danger', confirm }],
    },
  ]);
  expect(html).toContain('class="button danger"');
  expect(html).toContain('data-block-id="b" data-action-id="a"');
  expect(html).toContain('Yes, delete');
});

test('words in tables stay words, and a number in a cell does not break the page', () => {
  const html = drawn([
    {
      type: 'table',
      rows: [[{ type: 'raw_text', text: '*Key*' }], [{ type: 'raw_number', value: 3, text: '3' }]],
    },
  ]);
  expect(html).toMatch(/<td[^>]*>.*\*Key\*.*<\/td>/);
  expect(html).toMatch(/<td[^>]*>.*3.*<\/td>/);
});

test('a picture elsewhere is named, not fetched', () => {
  const html = drawn([
    { type: 'image', image_url: 'https://elsewhere.example/x.png', alt_text: 'Calendar' },
    { type: 'image', slack_file: { id: 'F1' }, alt_text: 'Ours' },
    {
      type: 'context',
      elements: [
        { type: 'image', image_url: 'https://elsewhere.example/y.png', alt_text: 'Icon' },
        md('text'),
      ],
    },
  ]);
  expect(html).not.toContain('elsewhere.example');
  expect(html).toContain('>Calendar<');
  expect(html).toContain('src="/file?id=F1"');
});

test('blocks left to the library are drawn, and what it cannot draw says so', () => {
  expect(drawn([{ type: 'markdown', text: '# Title\n**bold**' }])).toContain('<strong');
  expect(drawn([{ type: 'alert', text: plain('Careful'), level: 'warning' }])).toContain('Careful');
  expect(drawn([{ type: 'something_new' }])).toContain('a something_new block');
});

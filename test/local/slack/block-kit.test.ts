import { expect, test } from 'vitest';
import {
  checkBlocks,
  checkMessage,
  checkView,
  limits,
  type Surface,
} from '../../../src/local/slack/block-kit.ts';
import { actions, button, input, mrkdwn, option, plain, section, select, times, x } from './blocks.ts';

const modal = (more: object = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Go'),
  blocks: [section('x')],
  ...more,
});
const cell = (text = 'c') => ({ type: 'raw_text', text });
const confirm = {
  title: plain('Sure?'),
  text: plain('It cannot be undone.'),
  confirm: plain('Delete'),
  deny: plain('Keep'),
};

/** What is right at a number and wrong one above it. */
const atTheLimit: [string, Surface, number, (size: number) => unknown[]][] = [
  ['blocks of a message', 'message', 50, (size) => times(size, section('x'))],
  ['blocks of a view', 'modal', 100, (size) => times(size, section('x'))],
  ['section text', 'message', 3_000, (size) => [section(x(size))]],
  ['section fields', 'message', 10, (size) => [{ type: 'section', fields: times(size, mrkdwn('f')) }]],
  ['a field', 'message', 2_000, (size) => [{ type: 'section', fields: [mrkdwn(x(size))] }]],
  ['header', 'home', 150, (size) => [{ type: 'header', text: plain(x(size)) }]],
  ['context elements', 'message', 10, (size) => [{ type: 'context', elements: times(size, mrkdwn('c')) }]],
  ['actions', 'message', 25, (size) => [actions(...times(size, { type: 'button', text: plain('b') }))]],
  ['button text', 'message', 75, (size) => [button('b', x(size))]],
  ['button value', 'message', 2_000, (size) => [button('b', 'b', x(size))]],
  [
    'action id',
    'message',
    255,
    (size) => [button(x(size), 'b')].map((block) => ({ ...block, block_id: 'b' })),
  ],
  ['block id', 'message', 255, (size) => [{ ...section('x'), block_id: x(size) }]],
  ['select options', 'modal', 100, (size) => [actions(select(size))]],
  ['option value', 'modal', 150, (size) => [actions({ ...select(0), options: [option(x(size))] })]],
  ['option text', 'modal', 75, (size) => [actions({ ...select(0), options: [option('v', x(size))] })]],
  [
    'overflow options',
    'message',
    5,
    (size) => [actions({ type: 'overflow', options: times(size, option()) })],
  ],
  ['checkboxes', 'modal', 10, (size) => [input({ type: 'checkboxes', options: times(size, option()) })]],
  [
    'radio buttons',
    'modal',
    10,
    (size) => [input({ type: 'radio_buttons', options: times(size, option()) })],
  ],
  ['placeholder', 'modal', 150, (size) => [input({ type: 'plain_text_input', placeholder: plain(x(size)) })]],
  ['label', 'modal', 2_000, (size) => [{ ...input({ type: 'plain_text_input' }), label: plain(x(size)) }]],
  ['files of an input', 'modal', 10, (size) => [input({ type: 'file_input', max_files: size })]],
  [
    'alt text',
    'message',
    2_000,
    (size) => [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: x(size) }],
  ],
  [
    'confirm title',
    'message',
    100,
    (size) => [actions({ type: 'button', text: plain('b'), confirm: { ...confirm, title: plain(x(size)) } })],
  ],
  [
    'confirm button',
    'message',
    30,
    (size) => [actions({ type: 'button', text: plain('b'), confirm: { ...confirm, deny: plain(x(size)) } })],
  ],
  ['table rows', 'message', 100, (size) => [{ type: 'table', rows: times(size, [cell()]) }]],
  ['table columns', 'message', 20, (size) => [{ type: 'table', rows: [times(size, cell())] }]],
  [
    'characters of all cells',
    'message',
    10_000,
    (size) => [{ type: 'table', rows: [[cell(x(5_000)), cell(x(size - 5_000))]] }],
  ],
  [
    'markdown of a message',
    'message',
    12_000,
    (size) => [
      { type: 'markdown', text: x(6_000) },
      { type: 'markdown', text: x(size - 6_000) },
    ],
  ],
  ['alert text', 'modal', 200, (size) => [{ type: 'alert', text: plain(x(size)) }]],
  [
    'cards',
    'message',
    10,
    (size) => [{ type: 'carousel', elements: times(size, { type: 'card', title: mrkdwn('t') }) }],
  ],
];

test.each(atTheLimit)('%s in a %s: %i is right, one more is wrong', (_, surface, size, blocks) => {
  expect(checkBlocks(surface, blocks(size))).toEqual([]);
  expect(checkBlocks(surface, blocks(size + 1))).not.toEqual([]);
});

const wrong: [string, Surface, unknown[], RegExp][] = [
  ['empty text', 'message', [section('')], /more than 0 characters/],
  ['no text and no fields', 'message', [{ type: 'section' }], /text or fields/],
  ['no blocks in a view', 'home', [], /no fewer than 1/],
  ['an unknown block', 'message', [{ type: 'sectoin' }], /unsupported type: sectoin/],
  ['no object', 'message', ['text'], /object/],
  ['an unknown property', 'message', [{ ...section('x'), colour: 'red' }], /additional property: colour/],
  ['mrkdwn in a header', 'message', [{ type: 'header', text: mrkdwn('x') }], /plain_text/],
  ['a table in a modal', 'modal', [{ type: 'table', rows: [[cell()]] }], /does not work in a modal/],
  ['a table in Home', 'home', [{ type: 'table', rows: [[cell()]] }], /does not work in a home/],
  ['an alert in a message', 'message', [{ type: 'alert', text: plain('x') }], /does not work in a message/],
  ['two tables', 'message', times(2, { type: 'table', rows: [[cell()]] }), /only_one_table_allowed/],
  [
    'a number cell',
    'message',
    [{ type: 'table', rows: [[{ type: 'raw_number', value: 1, text: '1' }]] }],
    /raw_number/,
  ],
  ['an empty cell', 'message', [{ type: 'table', rows: [[cell('')]] }], /more than 0 characters/],
  ['a block id twice', 'message', times(2, { ...section('x'), block_id: 'b' }), /block_id already exists: b/],
  [
    'an action id twice in a block',
    'message',
    [actions(...times(2, { type: 'button', action_id: 'a', text: plain('b') }))],
    /action_id already exists/,
  ],
  [
    'two focused inputs',
    'modal',
    times(2, input({ type: 'plain_text_input', focus_on_load: true })),
    /focus_on_load/,
  ],
  [
    'a number input outside a modal',
    'home',
    [input({ type: 'number_input', is_decimal_allowed: false })],
    /does not work in a home/,
  ],
  ['a file input in a message', 'message', [input({ type: 'file_input' })], /does not work in a message/],
  [
    'a file input that dispatches',
    'modal',
    [{ ...input({ type: 'file_input' }), dispatch_action: true }],
    /must not dispatch/,
  ],
  [
    'a date and time picker in Home',
    'home',
    [actions({ type: 'datetimepicker' })],
    /does not work in a home/,
  ],
  ['a button as an input', 'modal', [input({ type: 'button', text: plain('b') })], /does not belong here/],
  ['a text input as an action', 'modal', [actions({ type: 'plain_text_input' })], /does not belong here/],
  ['a select without options', 'modal', [actions({ type: 'static_select' })], /exactly one of options/],
  [
    'an initial option that is not offered',
    'modal',
    [actions({ ...select(2), initial_option: option('other') })],
    /not among the options/,
  ],
  [
    'a confirm without its buttons',
    'message',
    [actions({ type: 'button', text: plain('b'), confirm: { title: plain('t'), text: plain('x') } })],
    /missing required field: confirm/,
  ],
  [
    'a style Slack does not know',
    'message',
    [actions({ type: 'button', text: plain('b'), style: 'warning' })],
    /primary, danger/,
  ],
  ['an image without a source', 'message', [{ type: 'image', alt_text: 'x' }], /exactly one of image_url/],
  [
    'an image without alt text',
    'message',
    [{ type: 'image', image_url: 'https://example.com/a.png' }],
    /missing required field: alt_text/,
  ],
  ['a number input without its kind', 'modal', [input({ type: 'number_input' })], /is_decimal_allowed/],
  [
    'lengths the wrong way round',
    'modal',
    [input({ type: 'plain_text_input', min_length: 9, max_length: 3 })],
    /min_length is above/,
  ],
  [
    'an uneven data table',
    'message',
    [{ type: 'data_table', caption: 'c', rows: [[cell()], [cell(), cell()]] }],
    /same number of cells/,
  ],
  [
    'a data table without a caption',
    'message',
    [{ type: 'data_table', rows: [[cell()], [cell()]] }],
    /caption/,
  ],
  [
    'a fault inside a container',
    'message',
    [{ type: 'container', title: plain('t'), child_blocks: [section('')] }],
    /more than 0/,
  ],
];

test.each(wrong)('%s is wrong', (_, surface, blocks, message) => {
  expect(
    checkBlocks(surface, blocks)
      .map((problem) => problem.message)
      .join('; '),
  ).toMatch(message);
});

test('the same action id in two blocks is right', () => {
  const rows = [1, 2].map((index) => ({ ...button('open', 'Open'), block_id: `row-${index}` }));
  expect(checkBlocks('message', rows)).toEqual([]);
});

test('a fault points at its place', () => {
  const [problem] = checkBlocks('message', [section('x'), button('b', x(76))]);
  expect(problem).toEqual({
    pointer: '/blocks/1/elements/0/text/text',
    message: 'must be less than 76 characters',
  });
});

test('a view is checked as a whole', () => {
  expect(checkView(modal())).toEqual([]);
  expect(checkView({ type: 'home', blocks: [section('x')] })).toEqual([]);
  const faults: [object, RegExp][] = [
    [modal({ title: plain(x(25)) }), /24|25/],
    [modal({ title: undefined }), /title/],
    [modal({ submit: plain(x(25)) }), /25/],
    [modal({ private_metadata: x(3_001) }), /3001/],
    [modal({ callback_id: '' }), /more than 0/],
    [modal({ blocks: [input({ type: 'plain_text_input' })], submit: undefined }), /submit/],
    [modal({ private_metadata: 'x', blocks: times(100, section(x(3_000))) }), /larger than/],
    [{ type: 'home', title: plain('x'), blocks: [section('x')] }, /additional property: title/],
    [{ type: 'page', blocks: [section('x')] }, /modal, home/],
  ];
  for (const [view, message] of faults) {
    expect(
      checkView(view)
        .map((problem) => problem.message)
        .join('; '),
    ).toMatch(message);
  }
});

test('a message needs text or blocks', () => {
  expect(checkMessage({})).toMatchObject([{ message: 'no text' }]);
  expect(checkMessage({ text: 'x' })).toEqual([]);
  expect(checkMessage({ blocks: [section('x')] })).toEqual([]);
  expect(checkMessage({ text: x(limits.messageText + 1) })).toHaveLength(1);
});

/** The shape of every block and the surfaces it may stand on. */
import {
  byType,
  type Check,
  type Fields,
  fault,
  flag,
  integer,
  into,
  isObject,
  type Json,
  list,
  mrkdwn,
  oneOf,
  plain,
  type Spot,
  type Surface,
  shape,
  string,
  text,
} from './check.ts';
import { element, elements, imageFields, oneImageSource } from './elements.ts';
import { limits } from './limits.ts';
import { richText } from './rich-text.ts';

const selects = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
];
const anySelect = [...selects, ...selects.map((name) => `multi_${name}`)];
const choices = ['checkboxes', 'datepicker', 'radio_buttons', 'timepicker', ...anySelect];
const inActions = ['button', 'datetimepicker', 'overflow', 'rich_text_input', 'workflow_button', ...choices];
const inSection = ['button', 'image', 'overflow', 'workflow_button', ...choices];
const typing = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input'];
const inInput = ['datetimepicker', 'file_input', ...typing, ...choices];

const id: Fields = { block_id: string(1, limits.id) };
const image = byType(elements, ['image'], 'image');
const button = byType(elements, ['button'], 'button');
const address = string(1, 3_000);

function textOrFields(section: Json, spot: Spot): void {
  if (section['text'] === undefined && section['fields'] === undefined) fault(spot, 'needs text or fields');
}

function filesDoNotDispatch(input: Json, spot: Spot): void {
  const holdsFiles = isObject(input['element']) && input['element']['type'] === 'file_input';
  if (holdsFiles && input['dispatch_action'] === true) fault(spot, 'file_input must not dispatch');
}

const contextElement: Check = (value, spot) => {
  if (isObject(value) && value['type'] === 'image') image(value, spot);
  else text(limits.text)(value, spot);
};

const cell: Check = byType(
  { raw_text: shape({ text: string(1, limits.table.characters) }), rich_text: richText },
  ['raw_text', 'rich_text'],
  'table cell',
);

const columnSetting: Check = (value, spot) => {
  if (value !== null) shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: flag })(value, spot);
};

function rectangular(table: Json, spot: Spot): void {
  const rows = Array.isArray(table['rows']) ? table['rows'].filter((row) => Array.isArray(row)) : [];
  if (new Set(rows.map((row) => row.length)).size > 1)
    fault(into(spot, 'rows'), 'all rows need the same number of cells');
  const header: unknown[] = rows[0] ?? [];
  if (header.some((entry) => isObject(entry) && entry['type'] === 'rich_text')) {
    fault(into(spot, 'rows/0'), 'the header row takes no rich text');
  }
}

function titled(container: Json, spot: Spot): void {
  if (container['title'] === undefined && container['rich_text_title'] === undefined)
    fault(spot, 'needs a title');
}

const inContainer = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
];
/** Looked up when it runs: a container holds blocks of the table it stands in. */
const childBlock: Check = (value, spot) => byType(blocks, inContainer, 'child block')(value, spot);

const card = shape(
  {},
  {
    ...id,
    hero_image: image,
    icon: image,
    title: mrkdwn(limits.card.title),
    subtitle: mrkdwn(limits.card.title),
    body: mrkdwn(limits.card.body),
    subtext: mrkdwn(limits.card.body),
    actions: list(button, 1, limits.card.actions),
  },
);
const taskCard = shape(
  { task_id: address, title: address, status: oneOf('pending', 'in_progress', 'complete', 'error') },
  {
    ...id,
    details: richText,
    output: richText,
    sources: list(shape({ url: address, text: address }), 0, 100),
  },
);

/** Every block by its type. */
export const blocks: Fields = {
  actions: shape({ elements: list(element(inActions), 1, limits.actions) }, id),
  alert: shape(
    { text: text(limits.alert) },
    { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  card,
  carousel: shape({ elements: list(byType({ card }, ['card'], 'card'), 1, limits.card.inCarousel) }, id),
  container: shape(
    { child_blocks: list(childBlock, 1, limits.container.children) },
    {
      ...id,
      title: plain(limits.container.title),
      rich_text_title: richText,
      subtitle: text(limits.container.title),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
    titled,
  ),
  context: shape({ elements: list(contextElement, 1, limits.context) }, id),
  context_actions: shape(
    { elements: list(element(['feedback_buttons', 'icon_button']), 1, limits.contextActions) },
    id,
  ),
  data_table: shape(
    {
      caption: string(1, limits.text),
      rows: list(list(cell, 1, limits.dataTable.columns), limits.dataTable.minRows, limits.dataTable.rows),
    },
    {
      ...id,
      page_size: integer(1, limits.dataTable.pageSize),
      row_header_column_index: integer(0, limits.dataTable.columns - 1),
    },
    rectangular,
  ),
  data_visualization: shape({ title: string(1, limits.dataVisualization.title), chart: () => {} }, id),
  divider: shape({}, id),
  header: shape({ text: plain(limits.header) }, { ...id, level: integer(1, 4) }),
  image: shape(
    { alt_text: string(1, limits.image.alt) },
    { ...id, ...imageFields, title: plain(limits.image.title) },
    oneImageSource,
  ),
  input: shape(
    { label: plain(limits.input.label), element: element(inInput) },
    { ...id, hint: plain(limits.input.hint), optional: flag, dispatch_action: flag },
    filesDoNotDispatch,
  ),
  markdown: shape({ text: string(1, limits.markdown) }, id),
  plan: shape(
    { title: address },
    { ...id, tasks: list(byType({ task_card: taskCard }, ['task_card'], 'task'), 0, 50) },
  ),
  rich_text: richText,
  section: shape(
    {},
    {
      ...id,
      text: text(limits.text),
      fields: list(text(limits.sectionFields.text), 1, limits.sectionFields.items),
      accessory: element(inSection),
      expand: flag,
    },
    textOrFields,
  ),
  table: shape(
    { rows: list(list(cell, 1, limits.table.columns), 1, limits.table.rows) },
    { ...id, column_settings: list(columnSetting, 1, limits.table.columns) },
  ),
  task_card: taskCard,
  video: shape(
    {
      video_url: address,
      thumbnail_url: address,
      alt_text: string(1, limits.image.alt),
      title: plain(limits.video.text),
    },
    {
      ...id,
      title_url: address,
      author_name: string(1, limits.video.author),
      provider_name: address,
      provider_icon_url: address,
      description: plain(limits.video.text),
    },
  ),
};

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

/** Where each block may stand. Blocks that Slack's pages allow but its clients drop are left out of that surface. */
export const surfaces: Readonly<Record<string, readonly Surface[]>> = {
  actions: everywhere,
  context: everywhere,
  divider: everywhere,
  header: everywhere,
  image: everywhere,
  input: everywhere,
  rich_text: everywhere,
  section: everywhere,
  video: everywhere,
  card: ['message', 'home'],
  carousel: ['message', 'home'],
  container: ['message'],
  table: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  markdown: ['message'],
  plan: ['message'],
  task_card: ['message'],
  context_actions: ['message'],
  alert: ['modal'],
};

/** The shape of every interactive element, from Slack's element pages. */
import {
  type Check,
  type Fields,
  fault,
  flag,
  integer,
  into,
  isObject,
  type Json,
  list,
  oneOf,
  plain,
  type Spot,
  shape,
  string,
  text,
} from './check.ts';
import { limits } from './limits.ts';
import { richText } from './rich-text.ts';

const id = string(1, limits.id);
const style = oneOf('primary', 'danger');
const accessibilityLabel = string(1, limits.button.accessibilityLabel);
const url = string(1, limits.button.url);
const value = string(1, limits.button.value);
const anything: Check = () => {};

const confirm = shape(
  {
    title: plain(limits.confirm.title),
    text: plain(limits.confirm.text),
    confirm: plain(limits.confirm.button),
    deny: plain(limits.confirm.button),
  },
  { style },
);

const option = shape(
  { text: plain(limits.option.text), value: string(1, limits.option.value) },
  { description: plain(limits.option.description) },
);
const overflowOption = shape(
  { text: plain(limits.option.text), value: string(1, limits.option.value) },
  { description: plain(limits.option.description), url: string(1, limits.option.url) },
);
const richOption = shape(
  { text: text(limits.option.text), value: string(1, limits.option.value) },
  { description: text(limits.option.description) },
);
const optionGroup = shape({
  label: plain(limits.options.groupLabel),
  options: list(option, 1, limits.options.select),
});

const base: Fields = { action_id: id, confirm, focus_on_load: flag };
const select: Fields = { ...base, placeholder: plain(limits.placeholder) };
const many: Fields = { ...select, max_selected_items: integer(1, 100) };
const typed: Fields = {
  action_id: id,
  focus_on_load: flag,
  placeholder: plain(limits.placeholder),
  initial_value: string(1, limits.input.text),
  dispatch_action_config: shape(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2) },
  ),
};
const conversationFilter = shape(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 1, 4),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);
const conversations: Fields = { default_to_current_conversation: flag, filter: conversationFilter };

/** Options as the element offers them, groups flattened. */
function offered(element: Json): unknown[] {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'] : [];
  const own = Array.isArray(element['options']) ? element['options'] : [];
  return [
    ...own,
    ...groups.flatMap((group) =>
      isObject(group) && Array.isArray(group['options']) ? group['options'] : [],
    ),
  ];
}

const optionValue = (entry: unknown): unknown => (isObject(entry) ? entry['value'] : undefined);

function initialIsOffered(element: Json, spot: Spot): void {
  const values = offered(element).map(optionValue);
  const initial = [element['initial_option'], ...[element['initial_options'] ?? []].flat()];
  for (const entry of initial) {
    if (entry !== undefined && !values.includes(optionValue(entry)))
      fault(spot, 'initial option is not among the options');
  }
}

function oneKindOfOptions(element: Json, spot: Spot): void {
  if ((element['options'] === undefined) === (element['option_groups'] === undefined)) {
    fault(spot, 'needs exactly one of options and option_groups');
  }
  initialIsOffered(element, spot);
}

function lengthsAgree(element: Json, spot: Spot): void {
  const { min_length: min, max_length: max } = element;
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    fault(spot, 'min_length is above max_length');
}

const staticOptions: Fields = {
  options: list(option, 1, limits.options.select),
  option_groups: list(optionGroup, 1, limits.options.groups),
};
const ids = list(string(1, 255), 1, 100);
const feedback = shape(
  { text: plain(limits.button.text), value },
  { accessibility_label: accessibilityLabel },
);

/** Exactly one source; a file named by id or by its Slack address. */
export function oneImageSource(image: Json, spot: Spot): void {
  if ((image['image_url'] === undefined) === (image['slack_file'] === undefined)) {
    fault(spot, 'needs exactly one of image_url and slack_file');
  }
}

const slackFile = shape({}, { id: string(1, 255), url: string(1, limits.image.url) }, (file, spot) => {
  if ((file['id'] === undefined) === (file['url'] === undefined))
    fault(spot, 'needs exactly one of id and url');
});
export const imageFields: Fields = { image_url: string(1, limits.image.url), slack_file: slackFile };

/** Every element by its type. */
export const elements: Fields = {
  button: shape(
    { text: plain(limits.button.text) },
    { action_id: id, url, value, style, confirm, accessibility_label: accessibilityLabel },
  ),
  checkboxes: shape(
    { options: list(richOption, 1, limits.options.checkboxes) },
    { ...base, initial_options: list(richOption, 1, limits.options.checkboxes) },
    initialIsOffered,
  ),
  radio_buttons: shape(
    { options: list(richOption, 1, limits.options.radio) },
    { ...base, initial_option: richOption },
    initialIsOffered,
  ),
  overflow: shape({ options: list(overflowOption, 1, limits.options.overflow) }, { action_id: id, confirm }),
  datepicker: shape({}, { ...select, initial_date: string(10, 10, /^\d{4}-\d{2}-\d{2}$/) }),
  timepicker: shape(
    {},
    { ...select, initial_time: string(5, 5, /^([01]\d|2[0-3]):[0-5]\d$/), timezone: string(1, 255) },
  ),
  datetimepicker: shape({}, { ...base, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
  static_select: shape({}, { ...select, ...staticOptions, initial_option: option }, oneKindOfOptions),
  multi_static_select: shape(
    {},
    { ...many, ...staticOptions, initial_options: list(option, 1, limits.options.select) },
    oneKindOfOptions,
  ),
  external_select: shape({}, { ...select, initial_option: option, min_query_length: integer(0, 255) }),
  multi_external_select: shape(
    {},
    { ...many, initial_options: list(option, 1, limits.options.select), min_query_length: integer(0, 255) },
  ),
  users_select: shape({}, { ...select, initial_user: id }),
  multi_users_select: shape({}, { ...many, initial_users: ids }),
  channels_select: shape({}, { ...select, initial_channel: id, response_url_enabled: flag }),
  multi_channels_select: shape({}, { ...many, initial_channels: ids }),
  conversations_select: shape(
    {},
    { ...select, ...conversations, initial_conversation: id, response_url_enabled: flag },
  ),
  multi_conversations_select: shape({}, { ...many, ...conversations, initial_conversations: ids }),
  plain_text_input: shape(
    {},
    {
      ...typed,
      multiline: flag,
      min_length: integer(0, limits.input.text),
      max_length: integer(1, limits.input.text),
    },
    lengthsAgree,
  ),
  email_text_input: shape({}, typed),
  url_text_input: shape({}, typed),
  number_input: shape(
    { is_decimal_allowed: flag },
    { ...typed, min_value: string(1, 255), max_value: string(1, 255) },
  ),
  rich_text_input: shape(
    {},
    {
      ...typed,
      initial_value: richText,
      min_lines: integer(1, limits.input.lines),
      max_lines: integer(1, limits.input.lines),
    },
  ),
  file_input: shape(
    {},
    { action_id: id, filetypes: list(string(1, 255), 1, 100), max_files: integer(1, limits.input.files) },
  ),
  image: shape({ alt_text: string(1, limits.image.alt) }, imageFields, oneImageSource),
  workflow_button: shape(
    { text: plain(limits.button.text), workflow: anything },
    { action_id: id, style, accessibility_label: accessibilityLabel },
  ),
  feedback_buttons: shape({ positive_button: feedback, negative_button: feedback }, { action_id: id }),
  icon_button: shape(
    { icon: oneOf('trash'), text: plain(limits.button.text) },
    {
      action_id: id,
      value,
      confirm,
      accessibility_label: accessibilityLabel,
      visible_to_user_ids: list(id, 1, limits.visibleTo),
    },
  ),
};

/** Elements that exist on some surfaces only; all others may stand on every surface. */
const onlyOn: Readonly<Record<string, readonly string[]>> = {
  email_text_input: ['modal'],
  number_input: ['modal'],
  url_text_input: ['modal'],
  file_input: ['modal'],
  rich_text_input: ['modal', 'home'],
  datetimepicker: ['message', 'modal'],
  workflow_button: ['message'],
  feedback_buttons: ['message'],
  icon_button: ['message'],
};

/** An element in a place that allows these types, on a surface that knows it. */
export const element =
  (allowed: readonly string[]): Check =>
  (entry, spot) => {
    if (!isObject(entry)) return fault(spot, 'must provide an object');
    const type = String(entry['type']);
    if (!allowed.includes(type))
      return fault(into(spot, 'type'), `unsupported element: ${type} does not belong here`);
    const surfaces = onlyOn[type];
    if (surfaces !== undefined && !surfaces.includes(spot.surface)) {
      return fault(into(spot, 'type'), `unsupported element: ${type} does not work in a ${spot.surface}`);
    }
    elements[type]?.(entry, spot);
  };

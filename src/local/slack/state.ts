/** The values of inputs on a surface, as Slack puts them into `state.values`. */
import { placedElements } from './block-kit/walk.ts';
import type { Json } from './rows.ts';

/** By block id, then action id. */
export type Values = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** What each element is worth before anybody touched it, by type. */
const untouched: Readonly<Record<string, (element: Json) => Json>> = {
  plain_text_input: (element) => ({ value: element['initial_value'] ?? null }),
  email_text_input: (element) => ({ value: element['initial_value'] ?? null }),
  url_text_input: (element) => ({ value: element['initial_value'] ?? null }),
  number_input: (element) => ({ value: element['initial_value'] ?? null }),
  rich_text_input: (element) => ({ rich_text_value: element['initial_value'] ?? null }),
  file_input: () => ({ files: [] }),
  checkboxes: (element) => ({ selected_options: element['initial_options'] ?? [] }),
  radio_buttons: (element) => ({ selected_option: element['initial_option'] ?? null }),
  datepicker: (element) => ({ selected_date: element['initial_date'] ?? null }),
  timepicker: (element) => ({ selected_time: element['initial_time'] ?? null }),
  datetimepicker: (element) => ({ selected_date_time: element['initial_date_time'] ?? null }),
  static_select: (element) => ({ selected_option: element['initial_option'] ?? null }),
  external_select: (element) => ({ selected_option: element['initial_option'] ?? null }),
  users_select: (element) => ({ selected_user: element['initial_user'] ?? null }),
  channels_select: (element) => ({ selected_channel: element['initial_channel'] ?? null }),
  conversations_select: (element) => ({ selected_conversation: element['initial_conversation'] ?? null }),
  multi_static_select: (element) => ({ selected_options: element['initial_options'] ?? [] }),
  multi_external_select: (element) => ({ selected_options: element['initial_options'] ?? [] }),
  multi_users_select: (element) => ({ selected_users: element['initial_users'] ?? [] }),
  multi_channels_select: (element) => ({ selected_channels: element['initial_channels'] ?? [] }),
  multi_conversations_select: (element) => ({
    selected_conversations: element['initial_conversations'] ?? [],
  }),
};

/** All values of these blocks: what was put in where block id, action id and type still match, else the initial ones. */
export function valuesOf(blocks: readonly Json[], put: Values): Values {
  const values: Record<string, Record<string, Json>> = {};
  for (const { block, element } of placedElements(blocks)) {
    const type = String(element['type']);
    const initial = untouched[type];
    if (initial === undefined) continue;
    const [blockId, actionId] = [String(block['block_id']), String(element['action_id'])];
    const given = put[blockId]?.[actionId];
    const inBlock = values[blockId] ?? {};
    inBlock[actionId] = given?.['type'] === type ? given : { type, ...initial(element) };
    values[blockId] = inBlock;
  }
  return values;
}

/** Lays one set of values over another. */
export function merge(values: Values, more: Values): Values {
  const merged: Record<string, Readonly<Record<string, Json>>> = { ...values };
  for (const [blockId, actions] of Object.entries(more)) merged[blockId] = { ...merged[blockId], ...actions };
  return merged;
}

// @ts-check
/** What stands in a control, in the shape Slack sends it. */

/** @typedef {{ type: string, [name: string]: unknown }} InputValue */

/** Where each type keeps its value. */
const slots = /** @type {Record<string, string>} */ ({
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  checkboxes: 'selected_options',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  channels_select: 'selected_channel',
  multi_channels_select: 'selected_channels',
  conversations_select: 'selected_conversation',
  multi_conversations_select: 'selected_conversations',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  rich_text_input: 'rich_text_value',
  file_input: 'files',
});

/**
 * @param {HTMLElement} control an element with `data-type`
 * @returns {InputValue}
 */
export function valueIn(control) {
  const type = control.dataset['type'] ?? '';
  const slot = slots[type] ?? 'value';
  if (slot === 'files') return { type, files: JSON.parse(control.dataset['own'] ?? '[]') };
  if (
    slot.startsWith('selected_') &&
    type !== 'datepicker' &&
    type !== 'timepicker' &&
    type !== 'datetimepicker'
  ) {
    const picked = picks(control);
    return { type, [slot]: slot.endsWith('s') ? picked : (picked[0] ?? null) };
  }
  return { type, [slot]: shaped(type, typedIn(control)) };
}

/**
 * All controls of a form, by block id and action id.
 * @param {ParentNode} surface
 */
export function valuesIn(surface) {
  /** @type {Record<string, Record<string, InputValue>>} */
  const values = {};
  for (const control of surface.querySelectorAll('[data-type]')) {
    if (!(control instanceof HTMLElement)) continue;
    const { blockId = '', actionId = '' } = control.dataset;
    if (blockId === '') continue;
    values[blockId] = { ...values[blockId], [actionId]: valueIn(control) };
  }
  return values;
}

/** @param {HTMLElement} control */
function picks(control) {
  const marked = control.querySelectorAll('option:checked, input:checked, .chip');
  return [...marked].flatMap((each) => {
    const option = each.getAttribute('data-option');
    return option === null ? [] : [JSON.parse(option)];
  });
}

/** @param {HTMLElement} control */
function typedIn(control) {
  const input = control.querySelector('input, textarea');
  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input.value : '';
}

/**
 * @param {string} type
 * @param {string} text
 */
function shaped(type, text) {
  if (text === '') return null;
  if (type === 'rich_text_input') {
    return {
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
    };
  }
  return type === 'datetimepicker' ? zonedSeconds(text) : text;
}

/**
 * Epoch seconds of a local time such as `2026-11-23T15:05` in the viewer's zone.
 * @param {string} local
 */
function zonedSeconds(local) {
  const timeZone = document.getElementById('now')?.dataset['timezone'] ?? 'UTC';
  const asIfUtc = Date.parse(`${local}:00Z`);
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(asIfUtc);
  const ahead = Date.parse(`${shown.replace(' ', 'T')}Z`) - asIfUtc;
  return Math.floor((asIfUtc - ahead) / 1000);
}

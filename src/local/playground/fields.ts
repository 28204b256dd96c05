/** Elements in which one types, and the frame every value-carrying element shares. */
import type {
  Datepicker,
  DateTimepicker,
  EmailInput,
  FileInput,
  InputBlockElement,
  NumberInput,
  PlainTextInput,
  RichTextInput,
  Timepicker,
  URLInput,
} from '@slack/types';
import type { ReactElement } from 'react';
import { confirmation, identity } from './buttons.ts';
import { checkboxes, radioButtons, singleSelect, typeAhead } from './choices.ts';
import { type Attribute, h } from './element.ts';
import { controlId, givenValue, mark, type Spot, words } from './sheet.ts';

/** A value-carrying element in its frame; the page script reads the frame's `data-type` to shape what Slack would send. */
export function field(element: InputBlockElement, spot: Spot): ReactElement {
  const actionId = element.action_id ?? '';
  return h(
    'span',
    {
      className: `control ${element.type}`,
      id: controlId(spot, actionId),
      'data-drawn': mark(element),
      'data-type': element.type,
      'data-dispatch': spot.dispatch,
      'data-own': element.type === 'file_input' ? uploaded(spot, actionId) : undefined,
      'data-focus': 'focus_on_load' in element && element.focus_on_load === true ? true : undefined,
      ...identity(spot, actionId),
      ...('confirm' in element ? confirmation(element.confirm) : {}),
    },
    inner(element, spot),
  );
}

function inner(element: InputBlockElement, spot: Spot): ReactElement {
  switch (element.type) {
    case 'checkboxes':
      return checkboxes(element, spot);
    case 'radio_buttons':
      return radioButtons(element, spot);
    case 'static_select':
    case 'users_select':
    case 'conversations_select':
    case 'channels_select':
      return singleSelect(element, spot);
    case 'external_select':
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_conversations_select':
    case 'multi_channels_select':
    case 'multi_external_select':
      return typeAhead(element, spot);
    case 'file_input':
      return fileInput(element, spot);
    default:
      return typed(element, spot);
  }
}

type Typed =
  | PlainTextInput
  | EmailInput
  | URLInput
  | NumberInput
  | RichTextInput
  | Datepicker
  | Timepicker
  | DateTimepicker;

function typed(element: Typed, spot: Spot): ReactElement {
  const common = {
    id: `${controlId(spot, element.action_id ?? '')}-input`,
    className: 'input',
    placeholder:
      'placeholder' in element && element.placeholder !== undefined ? words(element.placeholder) : undefined,
    autoComplete: 'off',
    defaultValue: typedText(element, spot),
    ...(spot.labelledBy === undefined
      ? { 'aria-label': accessibleName(element) }
      : { 'aria-describedby': spot.describedBy }),
  };
  const long =
    element.type === 'rich_text_input' || (element.type === 'plain_text_input' && element.multiline === true);
  if (long) return h('textarea', { ...common, rows: 4, ...lengths(element) });
  return h('input', { ...common, ...kindOf(element), ...lengths(element) });
}

function kindOf(element: Typed): Record<string, Attribute> {
  switch (element.type) {
    case 'email_text_input':
      return { type: 'email' };
    case 'url_text_input':
      return { type: 'url' };
    case 'number_input':
      return {
        type: 'number',
        step: element.is_decimal_allowed ? 'any' : 1,
        min: element.min_value,
        max: element.max_value,
      };
    case 'datepicker':
      return { type: 'date' };
    case 'timepicker':
      return { type: 'time' };
    case 'datetimepicker':
      return { type: 'datetime-local' };
    default:
      return { type: 'text' };
  }
}

function lengths(element: Typed): Record<string, Attribute> {
  return element.type === 'plain_text_input' ? { maxLength: element.max_length } : {};
}

function accessibleName(element: Typed): string {
  return 'placeholder' in element && element.placeholder !== undefined ? words(element.placeholder) : 'Value';
}

function typedText(element: Typed, spot: Spot): string | undefined {
  const given = givenValue(spot, element.action_id ?? '');
  switch (element.type) {
    case 'datepicker':
      return given === undefined ? element.initial_date : text(given['selected_date']);
    case 'timepicker':
      return given === undefined ? element.initial_time : text(given['selected_time']);
    case 'datetimepicker':
      return localMinutes(
        given === undefined ? element.initial_date_time : given['selected_date_time'],
        spot,
      );
    case 'rich_text_input':
      return richText(given === undefined ? element.initial_value : given['rich_text_value']);
    default:
      return given === undefined ? element.initial_value : text(given['value']);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Epoch seconds as the text a `datetime-local` field holds, in the viewer's zone. */
function localMinutes(seconds: unknown, spot: Spot): string | undefined {
  if (typeof seconds !== 'number') return undefined;
  const { timezone: timeZone } = spot.sheet.reader;
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(seconds * 1000))
    .replace(' ', 'T');
}

/** The words of a rich text value; styles are not offered in this page's field. */
function richText(value: unknown): string | undefined {
  const words: string[] = [];
  JSON.stringify(value, (name, each) => {
    if (name === 'text' && typeof each === 'string') words.push(each);
    return each;
  });
  return words.length === 0 ? undefined : words.join('');
}

/** Files that went up before the page was redrawn, as the page script keeps them. */
function uploaded(spot: Spot, actionId: string): string {
  const files = givenValue(spot, actionId)?.['files'];
  return JSON.stringify(Array.isArray(files) ? files.map(({ id }: { id: string }) => ({ id })) : []);
}

function fileInput(element: FileInput, spot: Spot): ReactElement {
  return h('input', {
    type: 'file',
    id: `${controlId(spot, element.action_id ?? '')}-input`,
    className: 'file',
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((kind) => `.${kind}`).join(','),
    'aria-describedby': spot.describedBy,
  });
}

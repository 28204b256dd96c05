/** What Slack's client checks before it sends a modal: required inputs, lengths, numbers, addresses. */
import { isObject } from '../block-kit/check.ts';
import type { Blocks, Json } from '../rows.ts';
import type { Values } from '../state.ts';

/** Sentences by block id; empty when the modal may go. */
export function faultsBeforeSending(blocks: Blocks, values: Values): Readonly<Record<string, string>> {
  const faults = blocks.flatMap((block) => {
    const fault = block['type'] === 'input' ? faultOf(block, values) : undefined;
    return fault === undefined ? [] : [[String(block['block_id']), fault] as const];
  });
  return Object.fromEntries(faults);
}

function faultOf(block: Json, values: Values): string | undefined {
  const element = isObject(block['element']) ? block['element'] : {};
  const value = values[String(block['block_id'])]?.[String(element['action_id'])] ?? {};
  if (isEmpty(value)) return block['optional'] === true ? undefined : 'Please complete this required field.';
  const text = value['value'];
  return typeof text === 'string' ? textFault(element, text) : undefined;
}

function isEmpty(value: Json): boolean {
  const entries = Object.entries(value).filter(([name]) => name !== 'type');
  return entries.every(
    ([, entry]) => entry === null || entry === '' || (Array.isArray(entry) && entry.length === 0),
  );
}

const limitOf = (element: Json, name: string, fallback: number): number => Number(element[name] ?? fallback);

function textFault(element: Json, text: string): string | undefined {
  if (text.length > limitOf(element, 'max_length', 3_000)) return 'This is too long.';
  if (text.length < limitOf(element, 'min_length', 0)) return 'This is too short.';
  switch (element['type']) {
    case 'number_input':
      return numberFault(element, text);
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text) ? undefined : 'Enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'Enter a valid URL.';
    default:
      return undefined;
  }
}

function numberFault(element: Json, text: string): string | undefined {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return 'Enter a valid number.';
  if (element['is_decimal_allowed'] === false && !Number.isInteger(number)) return 'Enter a whole number.';
  if (number < limitOf(element, 'min_value', -Infinity)) return `Enter ${element['min_value']} or more.`;
  if (number > limitOf(element, 'max_value', Infinity)) return `Enter ${element['max_value']} or less.`;
  return undefined;
}

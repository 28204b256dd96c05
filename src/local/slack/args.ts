/** Reading the arguments of an API call: strings from a form, or values from JSON. */
import { SlackError } from './slack-error.ts';

export type Args = Readonly<Record<string, unknown>>;

/** The argument as text; empty when absent. */
export function text(args: Args, name: string): string {
  const value = args[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function needed(args: Args, name: string, error = 'invalid_arguments'): string {
  const value = text(args, name);
  if (value === '') {
    throw new SlackError(error, {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    });
  }
  return value;
}

export const flag = (args: Args, name: string): boolean =>
  ['true', '1', true, 1].includes(args[name] as string);

export function number(args: Args, name: string, fallback: number): number {
  const value = Number(text(args, name) || fallback);
  return Number.isFinite(value) ? value : fallback;
}

/** A structured argument, which a form carries as a JSON string. Absent: undefined. */
export function structure(args: Args, name: string, error: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw new SlackError(error);
  }
}

/** A comma-separated argument, or an array. */
export function many(args: Args, name: string): string[] {
  const value = args[name];
  const parts = Array.isArray(value) ? value.map(String) : text(args, name).split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** One page of a list with Slack's cursor. `invalid_cursor` when the cursor is not ours. */
export function page<Item>(
  items: readonly Item[],
  args: Args,
): { items: Item[]; response_metadata: { next_cursor: string } } {
  const limit = Math.min(1_000, Math.max(1, number(args, 'limit', 100)));
  const cursor = text(args, 'cursor');
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('from:', ''));
  if (!Number.isInteger(start)) throw new SlackError('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`from:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), response_metadata: { next_cursor: next } };
}

/** The small words from which the shapes of blocks and elements are built. A check reports; it never throws. */

export type Surface = 'message' | 'modal' | 'home';

/** One fault, with a JSON pointer into what was checked and Slack's way of saying it. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** Where a check stands: the surface, the pointer so far, and where faults go. */
export interface Spot {
  readonly surface: Surface;
  readonly pointer: string;
  readonly report: (problem: Problem) => void;
}

export type Check = (value: unknown, spot: Spot) => void;
export type Fields = Readonly<Record<string, Check>>;
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function fault(spot: Spot, message: string): void {
  spot.report({ pointer: spot.pointer, message });
}

export const into = (spot: Spot, key: string | number): Spot => ({
  ...spot,
  pointer: `${spot.pointer}/${key}`,
});

export const string =
  (min: number, max: number, pattern?: RegExp): Check =>
  (value, spot) => {
    if (typeof value !== 'string') return fault(spot, 'must provide a string');
    if (value.length < min) return fault(spot, `must be more than ${min - 1} characters`);
    if (value.length > max) return fault(spot, `must be less than ${max + 1} characters`);
    if (pattern !== undefined && !pattern.test(value)) fault(spot, `must match ${pattern.source}`);
  };

export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, spot) => {
    if (!allowed.includes(value)) fault(spot, `must be one of ${allowed.join(', ')}`);
  };

export const flag: Check = (value, spot) => {
  if (typeof value !== 'boolean') fault(spot, 'must provide a boolean');
};

export const integer =
  (min: number, max: number): Check =>
  (value, spot) => {
    if (!Number.isInteger(value)) return fault(spot, 'must provide an integer');
    if (Number(value) < min || Number(value) > max) fault(spot, `must be between ${min} and ${max}`);
  };

export const list =
  (item: Check, min: number, max: number): Check =>
  (value, spot) => {
    if (!Array.isArray(value)) return fault(spot, 'must provide an array');
    if (value.length < min) fault(spot, `no fewer than ${min} items required`);
    if (value.length > max) fault(spot, `no more than ${max} items allowed`);
    for (const [index, entry] of value.entries()) item(entry, into(spot, index));
  };

/** An object with exactly these fields; anything else is refused as Slack does. `also` sees the whole object. */
export const shape =
  (required: Fields, optional: Fields = {}, also?: (value: Json, spot: Spot) => void): Check =>
  (value, spot) => {
    if (!isObject(value)) return fault(spot, 'must provide an object');
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined) fault(spot, `missing required field: ${name}`);
      else check(value[name], into(spot, name));
    }
    for (const [name, entry] of Object.entries(value)) {
      if (name === 'type' || entry === undefined || Object.hasOwn(required, name)) continue;
      const check = Object.hasOwn(optional, name) ? optional[name] : undefined;
      if (check === undefined) fault(spot, `invalid additional property: ${name}`);
      else check(entry, into(spot, name));
    }
    also?.(value, spot);
  };

/** Picks the check by the value's `type`, which must be one of `allowed` in this place. */
export const byType =
  (table: Fields, allowed: readonly string[], what: string): Check =>
  (value, spot) => {
    if (!isObject(value)) return fault(spot, 'must provide an object');
    const type = value['type'];
    if (typeof type !== 'string' || !allowed.includes(type) || !Object.hasOwn(table, type)) {
      return fault(spot, `unsupported type: ${String(type)} is no ${what} here`);
    }
    table[type]?.(value, spot);
  };

const textObject =
  (types: readonly string[], max: number, min: number): Check =>
  (value, spot) => {
    if (!isObject(value)) return fault(spot, 'must provide an object');
    if (!types.includes(String(value['type']))) return fault(spot, `text must be ${types.join(' or ')}`);
    const extra: Fields = value['type'] === 'plain_text' ? { emoji: flag } : { verbatim: flag };
    shape({ text: string(min, max) }, extra)(value, spot);
  };

export const plain = (max: number): Check => textObject(['plain_text'], max, 1);
export const mrkdwn = (max: number): Check => textObject(['mrkdwn'], max, 1);
export const text = (max: number): Check => textObject(['plain_text', 'mrkdwn'], max, 1);

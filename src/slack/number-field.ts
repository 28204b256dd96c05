/** Whole numbers in forms. */
import { type Answer, ELEMENT, type Field, type FieldLook, frame, readText } from './fields.ts';

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function wholeIn(text: string, { least, most }: Bounds): Answer<number> {
  const number = Number(text);
  return /^\d{1,9}$/.test(text) && number >= least && number <= most
    ? { ok: true, value: number }
    : { ok: false, says: `Say a whole number from ${least} to ${most}.` };
}

function wholeInput(name: string, look: FieldLook<number | null>, bounds: Bounds, optional: boolean) {
  return frame(name, look, optional, {
    type: 'number_input',
    action_id: ELEMENT,
    is_decimal_allowed: false,
    min_value: String(bounds.least),
    max_value: String(bounds.most),
    ...(look.initial == null ? {} : { initial_value: String(look.initial) }),
  });
}

/** A whole number within bounds. */
export const whole = (bounds: Bounds): Field<number> => ({
  input: (name, look) => wholeInput(name, look, bounds, false),
  read: (raw) => {
    const answer = readText(raw);
    return answer.ok ? wholeIn(answer.value, bounds) : answer;
  },
});

/** A whole number within bounds, or none. What is no such number is still an error. */
export const optionalWhole = (bounds: Bounds): Field<number | null> => ({
  input: (name, look) => wholeInput(name, look, bounds, true),
  read: (raw) => {
    const answer = readText(raw);
    return answer.ok ? wholeIn(answer.value, bounds) : { ok: true, value: null };
  },
});

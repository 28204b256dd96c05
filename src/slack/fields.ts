/** Kinds of form fields: each draws its input and reads what Slack sends back for it. */
import type { InputBlock, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { plain } from './views/kit.ts';

export type Answer<Value> = { ok: true; value: Value } | { ok: false; says: string };

export interface FieldLook<Value> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly initial?: Value | undefined;
}

export interface Field<Value, Look = FieldLook<Value>> {
  input(name: string, look: Look): InputBlock;
  /** `raw` is the element's state as Slack sends it, or undefined when the input was not in the view. */
  read(raw: unknown): Answer<Value>;
}

export const ELEMENT = 'value';
const MISSING = 'This is needed.';

interface Frame {
  readonly label: string;
  readonly hint?: string | undefined;
}

/** An input with its label and hint around an element. */
export function frame(
  name: string,
  look: Frame,
  optional: boolean,
  element: InputBlock['element'],
): InputBlock {
  return {
    type: 'input',
    block_id: name,
    optional,
    label: plain(look.label, 2000),
    element,
    ...(look.hint ? { hint: plain(look.hint, 2000) } : {}),
  };
}

function read<Shape extends z.ZodType, Value>(
  shape: Shape,
  pick: (state: z.infer<Shape>) => Value | null,
): (raw: unknown) => Answer<Value> {
  return (raw) => {
    const state = shape.safeParse(raw);
    const value = state.success ? pick(state.data) : null;
    return value === null ? { ok: false, says: MISSING } : { ok: true, value };
  };
}

/** An empty optional field reads as `null`, never as an error. */
function orNull<Value>(readIt: (raw: unknown) => Answer<Value>): (raw: unknown) => Answer<Value | null> {
  return (raw) => {
    const answer = readIt(raw);
    return answer.ok ? answer : { ok: true, value: null };
  };
}

const TextState = z.object({ value: z.string().max(3000).nullish() });
export const readText = read(TextState, ({ value }) => value?.trim() || null);

function textInput(
  name: string,
  look: FieldLook<string | null>,
  optional: boolean,
  multiline: boolean,
  max: number,
) {
  return frame(name, look, optional, {
    type: 'plain_text_input',
    action_id: ELEMENT,
    multiline,
    max_length: max,
    ...(look.initial ? { initial_value: look.initial.slice(0, max) } : {}),
    ...(look.placeholder ? { placeholder: plain(look.placeholder, 150) } : {}),
  });
}

export const text = (max = 200, multiline = false): Field<string> => ({
  input: (name, look) => textInput(name, look, false, multiline, max),
  read: readText,
});

export const optionalText = (max = 500, multiline = false): Field<string | null> => ({
  input: (name, look) => textInput(name, look, true, multiline, max),
  read: orNull(readText),
});

const PersonState = z.object({ selected_user: z.string().nullish() });
const readPerson = read(PersonState, ({ selected_user }) => selected_user ?? null);

function personInput(name: string, look: FieldLook<string | null>, optional: boolean): InputBlock {
  return frame(name, look, optional, {
    type: 'users_select',
    action_id: ELEMENT,
    ...(look.initial ? { initial_user: look.initial } : {}),
  });
}

export const person = (): Field<string> => ({
  input: (name, look) => personInput(name, look, false),
  read: readPerson,
});

export const optionalPerson = (): Field<string | null> => ({
  input: (name, look) => personInput(name, look, true),
  read: orNull(readPerson),
});

const PeopleState = z.object({ selected_users: z.array(z.string()).nullish() });

/** Any number of people, also none. */
export const people = (): Field<readonly string[]> => ({
  input: (name, look) =>
    frame(name, look, true, {
      type: 'multi_users_select',
      action_id: ELEMENT,
      ...(look.initial && look.initial.length > 0 ? { initial_users: [...look.initial] } : {}),
    }),
  read: read(PeopleState, ({ selected_users }) => selected_users ?? []),
});

const ChannelState = z.object({
  selected_channel: z.string().nullish(),
  selected_conversation: z.string().nullish(),
});

export const optionalChannel = (): Field<string | null> => ({
  input: (name, look) =>
    frame(name, look, true, {
      type: 'conversations_select',
      action_id: ELEMENT,
      filter: {
        include: ['public', 'private'],
        exclude_bot_users: true,
        exclude_external_shared_channels: true,
      },
      ...(look.initial ? { initial_conversation: look.initial } : {}),
    }),
  read: orNull(read(ChannelState, (state) => state.selected_conversation ?? state.selected_channel ?? null)),
});

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export interface ChoiceLook<Value> extends FieldLook<Value> {
  readonly choices: readonly Choice[];
}

export const option = (choice: Choice): PlainTextOption => ({
  text: plain(choice.label, 75),
  value: choice.id.slice(0, 150),
  ...(choice.hint ? { description: plain(choice.hint, 75) } : {}),
});

const OneState = z.object({ selected_option: z.object({ value: z.string() }).nullish() });
const ManyState = z.object({ selected_options: z.array(z.object({ value: z.string() })).nullish() });

/** One of a few, as a menu. Which choices exist is checked by the deed, since they come from facts. */
export const choice = (): Field<string, ChoiceLook<string>> => ({
  input: (name, look) => {
    const initial = look.choices.find(({ id }) => id === look.initial);
    return frame(name, look, false, {
      type: 'static_select',
      action_id: ELEMENT,
      options: look.choices.slice(0, 100).map(option),
      ...(initial ? { initial_option: option(initial) } : {}),
    });
  },
  read: read(OneState, ({ selected_option }) => selected_option?.value ?? null),
});

/** Like `choice`, but the input may be left out of the view. */
export const choiceIfAny = (): Field<string | null, ChoiceLook<string>> => ({
  input: choice().input,
  read: orNull(choice().read),
});

/** One of a few, or none. */
export const optionalChoice = (): Field<string | null, ChoiceLook<string>> => ({
  input: (name, look) => ({ ...choice().input(name, look), optional: true }),
  read: orNull(choice().read),
});

const readMany = read(ManyState, ({ selected_options }) =>
  (selected_options ?? []).map(({ value }) => value),
);

const readAny = (raw: unknown): Answer<string[]> =>
  raw === undefined ? { ok: true, value: [] } : readMany(raw);

/**
 * Any of a few, also none: boxes, or a menu when Slack would not take that many boxes. Left out of the view, it reads
 * as none.
 */
export const choices = (): Field<readonly string[], ChoiceLook<readonly string[]>> => ({
  input: (name, look) => {
    const initial = look.choices.filter(({ id }) => look.initial?.includes(id));
    return frame(name, look, true, {
      type: look.choices.length <= 10 ? 'checkboxes' : 'multi_static_select',
      action_id: ELEMENT,
      options: look.choices.slice(0, 100).map(option),
      ...(initial.length > 0 ? { initial_options: initial.map(option) } : {}),
    });
  },
  read: readAny,
});

export interface LookupLook extends Frame {
  readonly placeholder?: string;
  readonly initial?: readonly Choice[];
}

/**
 * Any number, found by typing; the options come from the door named after the field. Left out of the view, it reads as
 * none.
 */
export const lookups = (door: string): Field<readonly string[], LookupLook> => ({
  input: (name, look) =>
    frame(name, look, true, {
      type: 'multi_external_select',
      action_id: door,
      min_query_length: 0,
      ...(look.initial && look.initial.length > 0 ? { initial_options: look.initial.map(option) } : {}),
      ...(look.placeholder ? { placeholder: plain(look.placeholder, 150) } : {}),
    }),
  read: readAny,
});

/** One, found by typing. */
export const lookup = (door: string): Field<string, LookupLook> => ({
  input: (name, look) =>
    frame(name, look, false, {
      type: 'external_select',
      action_id: door,
      min_query_length: 0,
      ...(look.initial?.[0] ? { initial_option: option(look.initial[0]) } : {}),
      ...(look.placeholder ? { placeholder: plain(look.placeholder, 150) } : {}),
    }),
  read: read(OneState, ({ selected_option }) => selected_option?.value ?? null),
});

/** One found by typing, or none. */
export const optionalLookup = (door: string): Field<string | null, LookupLook> => ({
  input: (name, look) => ({ ...lookup(door).input(name, look), optional: true }),
  read: orNull(lookup(door).read),
});

const DateState = z.object({ selected_date: z.iso.date().nullish() });
const readDay = read(DateState, ({ selected_date }) => selected_date ?? null);

function dayInput(name: string, look: FieldLook<string | null>, optional: boolean): InputBlock {
  return frame(name, look, optional, {
    type: 'datepicker',
    action_id: ELEMENT,
    ...(look.initial ? { initial_date: look.initial } : {}),
  });
}

export const day = (): Field<string> => ({
  input: (name, look) => dayInput(name, look, false),
  read: readDay,
});

export const optionalDay = (): Field<string | null> => ({
  input: (name, look) => dayInput(name, look, true),
  read: orNull(readDay),
});

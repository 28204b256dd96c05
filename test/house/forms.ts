/** Every form that the product defines, found by looking into its folder, so that a new one is found too. */
import { readdirSync } from 'node:fs';
import type { InputBlock } from '@slack/types';
import type { Field } from '../../src/slack/fields.ts';
import type { FormKind } from '../../src/slack/form.ts';

export type AnyForm = FormKind<Readonly<Record<string, Field<unknown>>>, never>;

const folder = new URL('../../src/slack/forms/', import.meta.url);

const isForm = (value: unknown): value is AnyForm =>
  typeof value === 'object' && value !== null && 'fields' in value && 'draw' in value;

const modules = await Promise.all(readdirSync(folder).map((file) => import(new URL(file, folder).href)));

export const everyForm: readonly AnyForm[] = modules.flatMap((module) =>
  Object.values(module as Record<string, unknown>).filter(isForm),
);

/** The inputs of a form as they are drawn, by field. Choices come with the view, so these have none. */
export const inputsOf = ({ fields }: AnyForm): readonly (readonly [string, InputBlock['element']])[] =>
  Object.entries(fields).map(([name, field]) => {
    const look = { label: name, choices: [{ id: 'x', label: 'x' }] };
    return [name, field.input(name, look as never).element];
  });

/** Lookups that a form's searching menus ask. */
export const lookupsOf = (form: AnyForm): string[] =>
  inputsOf(form).flatMap(([, element]) =>
    /external_select$/.test(element.type) ? [element.action_id ?? ''] : [],
  );

/** Names of the fields in which people type. */
export const textFieldsOf = (form: AnyForm): string[] =>
  inputsOf(form).flatMap(([name, element]) => (element.type === 'plain_text_input' ? [name] : []));

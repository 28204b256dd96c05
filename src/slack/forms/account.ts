import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

const fields = {
  name: field.text(60),
  holders: field.people(),
  breakGlass: field.optionalText(300),
};

export const addAccount = form('add-account', z.object({ provider: z.string() }), {
  ...fields,
  region: field.choiceIfAny(),
});

export const editAccount = form('edit-account', z.object({ account: z.number().int().positive() }), fields);

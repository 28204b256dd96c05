import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';
import { keyFacts } from './key-facts.ts';

const key = z.object({ key: z.number().int().positive() });

/** `provider` is only what the search for secrets has to know. */
export const editKey = form('edit-key', key.extend({ provider: z.string() }), {
  ...keyFacts,
  rotateBy: field.optionalDay(),
  rotateByBecause: field.optionalText(200),
});

/** When each service of a shared key has to have its own. */
export const ownKeys = form('own-keys', key, { day: field.day() });

export const deputy = form('name-deputy', key, { deputy: field.optionalPerson() });

export const retire = form('retire-key', key, { because: field.optionalText(300, true) });

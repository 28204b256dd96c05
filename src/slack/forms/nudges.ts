import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

const REASON = 300;

export const notMine = form('not-mine', z.object({ key: z.number().int().positive() }), {
  because: field.text(REASON, true),
});

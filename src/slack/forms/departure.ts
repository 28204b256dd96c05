import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

const number = z.number().int().positive();

export const needsNothing = form('needs-nothing', z.object({ departure: number, key: number }), {
  because: field.text(300, true),
});

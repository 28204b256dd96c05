import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

const incident = z.object({ incident: z.number() });

/** What somebody saw of a key whose provider cannot be asked. */
export const attest = form('attest', incident, {
  saw: field.choice(),
  rung: field.choice(),
  looked: field.text(300, true),
});

export const reopen = form('reopen', incident, { reason: field.text(500, true) });

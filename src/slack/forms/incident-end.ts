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

/**
 * What let it happen; what shall be better may follow later. `over` is when the review was recorded that the form was
 * drawn from, in milliseconds, so that two people do not write over each other.
 */
export const review = form('review', incident.extend({ over: z.number().nullable() }), {
  cause: field.choice(),
  says: field.text(2000, true),
  what: field.optionalText(300),
  owner: field.optionalPerson(),
  dueOn: field.optionalDay(),
});

export const followUp = form('follow-up', incident, {
  what: field.text(300),
  owner: field.person(),
  dueOn: field.day(),
});

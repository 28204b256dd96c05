import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

const incident = z.object({ incident: z.number() });

/** Which key leaked, when it was not said with the command. */
export const reportLeak = form(
  'report-leak',
  z.object({ drill: z.boolean(), channel: z.string().nullable() }),
  {
    key: field.optionalLookup('pick-key'),
    provider: field.optionalChoice(),
    says: field.optionalText(200),
    abuse: field.choices(),
  },
);

/** What is known of a leak, asked once the clock runs. */
export const known = form('known', incident, {
  where: field.optionalText(200),
  how: field.optionalText(500, true),
  abuse: field.choices(),
});

/** What becomes of one step: taken, done with evidence, skipped with a reason, taken back. */
export const step = form(
  'step',
  // Who held it when the form was drawn; older forms do not say.
  z.object({ incident: z.number(), step: z.string(), holder: z.string().nullish() }),
  { deed: field.choice(), note: field.optionalText(1000, true), to: field.optionalPerson() },
);

/** Kill first or replace first; the other one than it was. */
export const order = form(
  'order',
  z.object({ incident: z.number(), order: z.enum(['kill_first', 'overlap']) }),
  { reason: field.text(300, true) },
);

/** Why one person had to be enough. */
export const alone = form(
  'alone',
  z.object({ incident: z.number(), what: z.enum(['override', 'false_alarm']) }),
  { reason: field.text(500, true) },
);

export const override = form('override', incident, { reason: field.text(500, true) });

export const falseAlarm = form(
  'false-alarm',
  // Whether abuse was known when the form was drawn; older forms do not say.
  z.object({ incident: z.number(), abuse: z.boolean().optional() }),
  { reason: field.text(500, true) },
);

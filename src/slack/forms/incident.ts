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
export const step = form('step', z.object({ incident: z.number(), step: z.string() }), {
  deed: field.choice(),
  note: field.optionalText(1000, true),
});

export const override = form('override', incident, { reason: field.text(500, true) });

export const falseAlarm = form('false-alarm', incident, { reason: field.text(500, true) });

import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

/** A leak of an unknown key ends without an incident. */
export const dismissTriage = form('dismiss-triage', z.object({ triage: z.number() }), {
  because: field.text(500, true),
});

/** Into which incident's timeline a message goes, when its channel does not say so. Its secrets are masked by then. */
export const addToTimeline = form(
  'add-to-timeline',
  z.object({
    channel: z.string(),
    ts: z.string(),
    author: z.string().nullable(),
    says: z.string(),
    masked: z.boolean(),
  }),
  { incident: field.choice() },
);

import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';
import { keyFacts } from './key-facts.ts';

/** The report of a leak that waits for this key to be recorded. */
const triage = z.number().nullable().default(null);

/** Whose key or account is to be registered, when it was not said with the command. */
export const pickProvider = form(
  'pick-provider',
  z.object({ label: z.string(), what: z.enum(['key', 'account']).default('key'), triage }),
  { provider: field.choice() },
);

/** What is asked of a new key, whether it is the first one or takes the place of another. */
export const newKeyFields = {
  ...keyFacts,
  keyId: field.text(200),
  idConfirmed: field.choices(),
  custodian: field.person(),
  deputy: field.optionalPerson(),
  created: field.day(),
  askNow: field.choices(),
};

export const addKey = form('add-key', z.object({ provider: z.string(), triage }), newKeyFields);

export const service = form('service', z.object({ service: z.number().nullable() }), {
  name: field.text(60),
  owner: field.person(),
  ownerGroup: field.optionalLookup('pick-group'),
  criticality: field.choice(),
  channel: field.optionalChannel(),
  runbook: field.optionalText(300),
});

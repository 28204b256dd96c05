import { z } from 'zod';
import * as field from '../fields.ts';
import { form } from '../form.ts';

export const pickProvider = form('pick-provider', z.object({ label: z.string() }), {
  provider: field.choice(),
});

export const addKey = form('add-key', z.object({ provider: z.string() }), {
  label: field.text(60),
  keyId: field.text(200),
  idConfirmed: field.choices(),
  account: field.text(60),
  region: field.choiceIfAny(),
  environment: field.choice(),
  permissions: field.choices(),
  allowlist: field.optionalText(2000, true),
  services: field.lookups('pick-services'),
  custodian: field.person(),
  deputy: field.optionalPerson(),
  holders: field.people(),
  breakGlass: field.optionalText(300),
  keptAt: field.text(300),
  created: field.day(),
  expires: field.optionalDay(),
  rotation: field.choice(),
  askNow: field.choices(),
});

export const service = form('service', z.object({ service: z.number().nullable() }), {
  name: field.text(60),
  owner: field.person(),
  channel: field.optionalChannel(),
  runbook: field.optionalText(300),
});

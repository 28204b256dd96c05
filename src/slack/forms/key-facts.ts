/** Fields of the facts that may change while a key lives: the same in the form for a new key and in the one for changes. */
import * as field from '../fields.ts';

export const keyFacts = {
  label: field.text(60),
  account: field.text(60),
  region: field.choiceIfAny(),
  environment: field.choice(),
  permissions: field.choices(),
  allowlist: field.optionalText(2000, true),
  services: field.lookups('pick-services'),
  holders: field.people(),
  breakGlass: field.optionalText(300),
  keptAt: field.text(300),
  expires: field.optionalDay(),
  rotation: field.choice(),
};

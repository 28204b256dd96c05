/** The form for changing what is recorded of a key, and what its change did. */
import type { ModalView } from '@slack/types';
import type { EditableKey, Edited } from '../../custody/edit-key.ts';
import { issuerOf } from '../../domain/provider.ts';
import { editKey as form } from '../forms/custodians.ts';
import {
  expiresInput,
  type KnownFacts,
  keepingInputs,
  labelInput,
  placeInputs,
  rotationInput,
  servicesInput,
} from './key-fields.ts';
import { context, section } from './kit.ts';
import { code, md } from './text.ts';

/** What the form of a key shows of it. */
export const factsOf = ({ key, services, holders, breakGlass, asExposure }: EditableKey): KnownFacts => ({
  label: key.label,
  account: key.accountName,
  region: key.region,
  environment: key.environment,
  permissions: key.permissions,
  allowlist: key.allowlist,
  services: services.map(({ id, name }) => ({ id: String(id), label: name })),
  holders,
  breakGlass,
  keptAt: key.keptAt,
  expires: key.expiresOn,
  rotation: asExposure ? 'exposure' : String(key.rotationDays),
});

export function editKeyModal(model: EditableKey): ModalView {
  const { key, provider } = model;
  const known = factsOf(model);
  return form.draw({
    title: 'Change a key',
    submit: 'Save',
    hidden: { key: key.id, provider: provider.id },
    blocks: [
      section(
        md`${provider.publicId.label} ${code(key.keyId)} stays, at ${issuerOf(provider)}: another id is another key. Register that one, then retire this.`,
      ),
      context(
        md`Custodian and deputy have their own commands. Who can log in belongs to the account: a change there counts for all its keys.`,
      ),
      labelInput(known),
      ...placeInputs(provider, known),
      servicesInput(known),
      ...keepingInputs(known),
      expiresInput(known),
      rotationInput(known),
      ...dayInputs(key),
    ],
  });
}

const dayInputs = (key: EditableKey['key']) => [
  form.fields.rotateBy.input('rotateBy', {
    label: 'Replace by',
    hint: 'A day that holds whatever the period says. Usually empty.',
    initial: key.rotateBy,
  }),
  form.fields.rotateByBecause.input('rotateByBecause', {
    label: 'Why by then?',
    initial: key.rotateByBecause,
  }),
];

/** What a change did, in a sentence or three. */
export function editedNote({ changed, tier, dueOn, lacks }: Edited, slash: string): string {
  if (!changed) return 'Nothing was different, so nothing was changed.';
  return [
    'Saved.',
    tier.before === tier.now ? '' : `It was tier ${tier.before} and is tier ${tier.now} now.`,
    dueOn.before === dueOn.now ? '' : `It was due on ${dueOn.before} and is due on ${dueOn.now} now.`,
    lacks.includes('deputy') ? `A tier 1 key needs a deputy: name one with ${slash} deputy.` : '',
    lacks.includes('second holder')
      ? 'A tier 1 key needs two people who can log in there: with one, a leaked key lives until they wake up.'
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

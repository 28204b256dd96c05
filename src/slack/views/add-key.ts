/** The form for a new key: the provider's own fields, permissions and hints. */
import type { ContextBlock, InputBlock, ModalView } from '@slack/types';
import { issuerOf, type Provider } from '../../domain/provider.ts';
import type { Day, PersonId } from '../../domain/words.ts';
import { addKey, newKeyFields, pickProvider } from '../forms/custody.ts';
import {
  expiresInput,
  type KnownFacts,
  keepingInputs,
  labelInput,
  placeInputs,
  rotationInput,
  servicesInput,
} from './key-fields.ts';
import { context, type ModalLook, section } from './kit.ts';
import { constantLink, lines, md } from './text.ts';

/** What is known before the person fills anything in. */
export interface AddKeyDraft extends KnownFacts {
  readonly label: string;
  readonly custodian: PersonId;
  readonly deputy?: PersonId | null;
  readonly today: Day;
  /** The report of a leak that waits for this key to be recorded. */
  readonly triage?: number | null;
}

/** @param what of the provider is to be registered; `label` is its name as typed so far. */
export const pickProviderModal = (
  providers: readonly Provider[],
  label: string,
  what: 'key' | 'account' = 'key',
  triage: number | null = null,
): ModalView =>
  pickProvider.draw({
    title: what === 'key' ? 'Register a key' : 'Register an account',
    submit: 'Next',
    // Slack takes 3,000 characters there; a label has far fewer.
    hidden: { label: label.slice(0, 200), what, triage },
    blocks: [
      section(
        what === 'key'
          ? md`Who issued the key? The next step asks for what identifies it there, never for its secret.`
          : md`Where is the account? The next step asks who can log in there.`,
      ),
      pickProvider.fields.provider.input('provider', {
        label: 'Provider',
        choices: providers.map(({ id, name }) => ({ id, label: name })),
      }),
    ],
  });

export const addKeyModal = (provider: Provider, draft: AddKeyDraft): ModalView =>
  addKey.draw({
    title: `Register: ${provider.name}`,
    submit: 'Register key',
    hidden: { provider: provider.id, triage: draft.triage ?? null },
    blocks: newKeyInputs(provider, draft, servicesInput(draft)),
  });

/** @param services what stands where the services of a key are asked for. */
export function newKeyInputs(
  provider: Provider,
  draft: AddKeyDraft,
  services: InputBlock | ContextBlock,
): ModalLook['blocks'] {
  const fields = newKeyFields;
  return [
    context(
      md`Only public facts. Never paste a secret, a passphrase or a private key here: it would be refused.`,
    ),
    labelInput(draft),
    ...idInputs(provider),
    ...placeInputs(provider, draft),
    services,
    fields.custodian.input('custodian', {
      label: 'Custodian',
      hint: 'Answers for the key and gets the reminders.',
      initial: draft.custodian,
    }),
    fields.deputy.input('deputy', {
      label: 'Deputy',
      hint: 'Steps in. Needed when money can be withdrawn.',
      initial: draft.deputy,
    }),
    ...keepingInputs(draft),
    fields.created.input('created', { label: 'Created on', initial: draft.today }),
    expiresInput(draft),
    rotationInput(draft),
    provider.probe !== null &&
      fields.askNow.input('askNow', {
        label: `Ask ${issuerOf(provider)} now`,
        hint: `${provider.probe.warning} Only a key once seen alive can later be proven dead.`,
        choices: [{ id: 'yes', label: 'Ask whether it knows this key, without the secret' }],
        // Where asking may disturb, somebody has to choose it.
        initial: provider.probe.mayDisturb ? [] : ['yes'],
      }),
    context(sources(provider)),
  ];
}

function idInputs({ publicId }: Provider) {
  const fields = newKeyFields;
  return [
    fields.keyId.input('keyId', {
      label: publicId.label,
      hint: publicId.hint,
      placeholder: `like ${publicId.example}`,
    }),
    publicId.looksLikeItsSecret === true &&
      fields.idConfirmed.input('idConfirmed', {
        label: 'Which one is it?',
        hint: 'Its secret looks the same, so we cannot tell them apart.',
        choices: [
          {
            id: 'yes',
            label: 'This is the public key id, which the page still shows.',
            hint: 'Not the secret that was shown once.',
          },
        ],
      }),
  ];
}

const sources = (provider: Provider) => {
  const [page] = provider.regions;
  return lines(
    md`Facts about ${issuerOf(provider)} reviewed on ${provider.reviewed}.`,
    page ? md`Keys are listed at ${constantLink(page.keysPage, page.keysPage)}` : null,
  );
};

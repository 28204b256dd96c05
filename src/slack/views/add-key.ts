/** The form for a new key: the provider's own fields, permissions and hints. */
import type { ModalView } from '@slack/types';
import type { ExpiryRule, Provider } from '../../domain/provider.ts';
import type { Day, PersonId } from '../../domain/words.ts';
import { addKey, pickProvider } from '../forms/custody.ts';
import { context, section } from './kit.ts';
import { constantLink, lines, md } from './text.ts';

/** What is known before the person fills anything in. */
export interface AddKeyDraft {
  readonly label: string;
  readonly custodian: PersonId;
  readonly today: Day;
}

export const pickProviderModal = (providers: readonly Provider[], label: string): ModalView =>
  pickProvider.draw({
    title: 'Register a key',
    submit: 'Next',
    hidden: { label },
    blocks: [
      section(md`Who issued the key? The next step asks for what identifies it there, never for its secret.`),
      pickProvider.fields.provider.input('provider', {
        label: 'Provider',
        choices: providers.map(({ id, name }) => ({ id, label: name })),
      }),
    ],
  });

const periods = [
  { id: 'exposure', label: 'As its exposure asks: 90, 180 or 365 days' },
  ...['30', '60', '90', '180', '365'].map((days) => ({ id: days, label: `Every ${days} days` })),
];

export function addKeyModal(provider: Provider, draft: AddKeyDraft): ModalView {
  const { fields } = addKey;
  const { publicId, allowlist, regions, environments } = provider;
  return addKey.draw({
    title: `Register: ${provider.name}`,
    submit: 'Register key',
    hidden: { provider: provider.id },
    blocks: [
      context(
        md`Only public facts. Never paste a secret, a passphrase or a private key here: it would be refused.`,
      ),
      fields.label.input('label', {
        label: 'Label',
        hint: 'What your team calls it. It is typed in commands, so keep it short.',
        initial: draft.label || undefined,
        placeholder: 'prop-desk',
      }),
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
      fields.account.input('account', { label: 'Account or sub-account', hint: provider.accountHint }),
      regions.length > 0 &&
        fields.region.input('region', {
          label: 'Region',
          hint: 'Which of the provider’s sites you log in to. A wrong one makes a live key look dead.',
          choices: regions.map(({ id, label }) => ({ id, label })),
          initial: regions[0]?.id,
        }),
      fields.environment.input('environment', {
        label: 'Environment',
        choices: environments.map(({ id, label }) => ({ id, label })),
        initial: environments[0]?.id,
      }),
      fields.permissions.input('permissions', {
        label: 'Permissions',
        choices: provider.permissions.map(({ id, label, hint }) => ({ id, label, hint })),
      }),
      allowlist !== null &&
        fields.allowlist.input('allowlist', {
          label: 'IP allowlist',
          hint: `One address or range a line${allowlist.max.value === null ? '' : `, at most ${allowlist.max.value}`}. Empty: usable from anywhere.`,
          placeholder: '203.0.113.7',
        }),
      ...provider.expiry.map(expiryHint),
      fields.services.input('services', {
        label: 'Services that use it',
        hint: 'Type to find one, or to name a new one.',
        placeholder: 'trading-bot',
      }),
      fields.custodian.input('custodian', {
        label: 'Custodian',
        hint: 'Answers for the key and gets the reminders.',
        initial: draft.custodian,
      }),
      fields.deputy.input('deputy', {
        label: 'Deputy',
        hint: 'Steps in. Needed when money can be withdrawn.',
      }),
      fields.holders.input('holders', {
        label: 'Who can log in there',
        hint: 'People with a login and 2FA who can delete the key, in the order to ask. Asked once for an account.',
      }),
      fields.breakGlass.input('breakGlass', {
        label: 'If none of them answers',
        hint: 'Where the procedure for getting in is written down.',
      }),
      fields.keptAt.input('keptAt', {
        label: 'Where the secret is kept',
        hint: 'A pointer such as a vault path, never the secret.',
        placeholder: 'vault: trading/okx/prop-desk',
      }),
      fields.created.input('created', { label: 'Created on', initial: draft.today }),
      fields.expires.input('expires', { label: 'Expires on' }),
      fields.rotation.input('rotation', { label: 'Rotate', choices: periods, initial: 'exposure' }),
      provider.probe !== null &&
        fields.askNow.input('askNow', {
          label: `Ask ${provider.name} now`,
          hint: `${provider.probe.warning} Only a key once seen alive can later be proven dead.`,
          choices: [{ id: 'yes', label: 'Ask whether it knows this key, without the secret' }],
          initial: ['yes'],
        }),
      context(sources(provider)),
    ],
  });
}

const expiryHint = (rule: ExpiryRule) => context(md`${rule.says}`);

const sources = (provider: Provider) => {
  const [page] = provider.regions;
  return lines(
    md`${provider.name} facts reviewed on ${provider.reviewed}.`,
    page ? md`Keys are listed at ${constantLink(page.keysPage, page.keysPage)}` : null,
  );
};

/** Inputs of the facts that may change while a key lives, drawn for its provider. */
import type { ExpiryRule, Provider } from '../../domain/provider.ts';
import type { Choice } from '../fields.ts';
import { keyFacts as fields } from '../forms/key-facts.ts';
import { context } from './kit.ts';
import { md } from './text.ts';

/** What is known of a key before the person fills anything in. */
export interface KnownFacts {
  readonly label?: string;
  readonly account?: string;
  readonly region?: string;
  readonly environment?: string;
  readonly permissions?: readonly string[];
  readonly allowlist?: readonly string[];
  readonly services?: readonly Choice[];
  readonly holders?: readonly string[];
  readonly breakGlass?: string | null;
  readonly keptAt?: string;
  readonly expires?: string | null;
  /** Days, or `exposure`. */
  readonly rotation?: string;
}

const PERIODS = ['30', '60', '90', '180', '365'];

/** A period that is not in the menu is offered too, so that it stays when nobody changes it. */
function periods(current: string | undefined): Choice[] {
  const days =
    current === undefined || current === 'exposure' || PERIODS.includes(current)
      ? PERIODS
      : [current, ...PERIODS];
  return [
    { id: 'exposure', label: 'As its tier asks, by the team’s policy' },
    ...days.map((each) => ({ id: each, label: `Every ${each} days` })),
  ];
}

export const labelInput = (known: KnownFacts) =>
  fields.label.input('label', {
    label: 'Label',
    hint: 'What your team calls it. It is typed in commands, so keep it short.',
    initial: known.label,
    placeholder: 'prop-desk',
  });

/** Where the key is at its provider, and what it can do there. */
export function placeInputs(provider: Provider, known: KnownFacts) {
  const { allowlist, regions, environments } = provider;
  return [
    fields.account.input('account', {
      label: 'Account or sub-account',
      hint: provider.accountHint,
      initial: known.account,
    }),
    regions.length > 0 &&
      fields.region.input('region', {
        label: 'Region',
        hint: 'Which of the provider’s sites you log in to. A wrong one makes a live key look dead.',
        choices: regions.map(({ id, label }) => ({ id, label })),
        initial: known.region ?? regions[0]?.id,
      }),
    fields.environment.input('environment', {
      label: 'Environment',
      choices: environments.map(({ id, label }) => ({ id, label })),
      initial: known.environment ?? environments[0]?.id,
    }),
    fields.permissions.input('permissions', {
      label: 'Permissions',
      choices: provider.permissions.map(({ id, label, hint }) => ({ id, label, hint })),
      initial: known.permissions,
    }),
    allowlist !== null &&
      fields.allowlist.input('allowlist', {
        label: 'IP allowlist',
        hint: `One address or range a line${allowlist.max.value === null ? '' : `, at most ${allowlist.max.value}`}. Empty: usable from anywhere.`,
        placeholder: '203.0.113.7',
        initial: known.allowlist?.join('\n'),
      }),
    ...provider.expiry.map(expiryHint),
  ];
}

const expiryHint = (rule: ExpiryRule) => context(md`${rule.says}`);

export const servicesInput = (known: KnownFacts) =>
  fields.services.input('services', {
    label: 'Services that use it',
    hint: 'Type to find one, or to name a new one.',
    placeholder: 'trading-bot',
    initial: known.services ?? [],
  });

/** Who can delete it, and where its secret is. */
export const keepingInputs = (known: KnownFacts) => [
  fields.holders.input('holders', {
    label: 'Who can log in there',
    hint: 'People with a login and 2FA who can delete the key, in the order to ask. Asked once for an account.',
    initial: known.holders,
  }),
  fields.breakGlass.input('breakGlass', {
    label: 'If none of them answers',
    hint: 'Where the procedure for getting in is written down.',
    initial: known.breakGlass,
  }),
  fields.keptAt.input('keptAt', {
    label: 'Where the secret is kept',
    hint: 'A pointer such as a vault path, never the secret.',
    placeholder: 'vault: trading/okx/prop-desk',
    initial: known.keptAt,
  }),
];

export const expiresInput = (known: KnownFacts) =>
  fields.expires.input('expires', { label: 'Expires on', initial: known.expires });

export const rotationInput = (known: KnownFacts) =>
  fields.rotation.input('rotation', {
    label: 'Rotate',
    choices: periods(known.rotation),
    initial: known.rotation ?? 'exposure',
  });

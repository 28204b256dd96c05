/** What is risky about a key as it stands, said at once and for as long as it is so. */
import { narrows } from './allowlist.ts';
import { daysBetween } from './days.ts';
import { dangerOf, type ExposedKey, exposureOf, isHarmless } from './exposure.ts';
import { type ExpiryRule, issuerOf } from './provider.ts';
import type { Day, PersonId } from './words.ts';

export interface KeyFacts extends ExposedKey {
  readonly deputy: PersonId | null;
  /** How many people can log in to the key's account and delete there. */
  readonly consoleHolders: number;
  /** How many services use the key. */
  readonly services: number;
  readonly today: Day;
}

export interface Warning {
  /** Stable; the expiry rule's own id for a rule of the provider. */
  readonly id: string;
  readonly says: string;
}

/** Provider facts older than this are worth a second look. */
const FACTS_GROW_OLD_DAYS = 180;

/** The warnings of a key, the worst first. */
export function warningsOf(key: KeyFacts): Warning[] {
  const { provider, today } = key;
  const topTier = exposureOf(key).tier === 1;
  const found: (Warning | false)[] = [
    canWithdrawFromAnywhere(key) && {
      id: 'withdraw_without_allowlist',
      says: provider.allowlist
        ? 'Can withdraw from any address. Link the IPs of its services, or take Withdraw away.'
        : 'Can withdraw from any address, and this provider has no allowlist. Take Withdraw away if nothing needs it.',
    },
    topTier && key.deputy === null && { id: 'no_deputy', says: 'Tier 1 without a deputy. Name one.' },
    topTier &&
      key.consoleHolders < 2 && {
        id: 'few_console_holders',
        says: `${key.consoleHolders === 0 ? 'Nobody' : 'Only one person'} can log in and delete this key. Tier 1 needs two.`,
      },
    key.services > 1 && {
      id: 'shared',
      says: `Shared by ${key.services} services: when it leaks, all of them stop. Give each its own key.`,
    },
    ...expiryRulesFor(key).map((rule) => ({ id: rule.id, says: rule.says })),
    daysBetween(provider.reviewed as Day, today) > FACTS_GROW_OLD_DAYS && {
      id: 'old_facts',
      says: `What we know about ${issuerOf(provider)} was last checked on ${provider.reviewed}. Compare with its own pages.`,
    },
  ];
  return found.filter((warning) => warning !== false);
}

/** The provider's own rules that would end this key. */
export function expiryRulesFor(key: ExposedKey): readonly ExpiryRule[] {
  return key.provider.expiry.filter(
    (rule) =>
      (rule.permissions.length === 0 || rule.permissions.some((id) => key.permissions.includes(id))) &&
      (!rule.withoutAllowlistOnly || key.allowlist.length === 0) &&
      (rule.environments.length === 0 || rule.environments.includes(key.environment)),
  );
}

function canWithdrawFromAnywhere(key: ExposedKey): boolean {
  return (
    !isHarmless(key.provider, key.environment) &&
    !narrows(key.allowlist) &&
    key.permissions.some((id) => dangerOf(key.provider, id) === 'withdraw')
  );
}

/** The day on which a provider ends a key by a rule of its own. */
import { addDays } from './days.ts';
import type { ExposedKey } from './exposure.ts';
import { destructionStages } from './nudge.ts';
import type { ExpiryRule } from './provider.ts';
import { expiryRulesFor } from './warnings.ts';
import type { Day } from './words.ts';

export interface Destruction {
  readonly on: Day;
  readonly rule: ExpiryRule;
  /** Days before that day on which it is said. */
  readonly stages: readonly number[];
}

/**
 * The first end that a rule of its provider sets to a key; `null` when none does. A key that is not used counts from the
 * last day on which it is known to have been: said so, else recorded as living.
 */
export function destructionOf(
  key: ExposedKey & { readonly createdOn: Day; readonly recordedOn: Day; readonly inUseOn: Day | null },
): Destruction | null {
  const used = [key.createdOn, key.recordedOn, key.inUseOn ?? key.createdOn].sort().at(-1) ?? key.createdOn;
  const ends = expiryRulesFor(key).flatMap((rule) => {
    const days = rule.days.value;
    if (days === null) return [];
    const on = addDays(rule.counts === 'since_last_use' ? used : key.createdOn, days);
    return [{ on, rule, stages: destructionStages(days) }];
  });
  return ends.sort((a, b) => (a.on < b.on ? -1 : 1))[0] ?? null;
}

/** How bad an incident is: what a thief could do with the key, and whether somebody already does. */
import type { Tier } from './words.ts';

/** 1 is worst. It decides how soon silent people are called, and how long a second person is waited for. */
export type Severity = 1 | 2 | 3;

/** The tier of the key; abuse makes it one step worse. */
export function severityOf({ tier, abuseSeen }: { tier: Tier; abuseSeen: boolean }): Severity {
  if (!abuseSeen || tier === 1) return tier;
  return tier === 2 ? 1 : 2;
}

/**
 * Whether one person's word is not enough to call it a false alarm: everything can be lost with the key, or somebody saw
 * it being abused, which one person alone does not talk away.
 */
export const needsSecond = ({ tier, abuseSeen }: { tier: Tier; abuseSeen: boolean }): boolean =>
  tier === 1 || abuseSeen;

/** Short, for titles and lists. */
export const severityName = (of: { tier: Tier; abuseSeen: boolean }): string => `SEV${severityOf(of)}`;

/** In words, for whoever does not know the numbers. */
export function severityWords(of: { tier: Tier; abuseSeen: boolean }): string {
  if (of.abuseSeen) return 'It is being abused.';
  return {
    1: 'Everything can be lost.',
    2: 'Money can be moved or data changed.',
    3: 'Data can be read, or little can be lost.',
  }[of.tier];
}

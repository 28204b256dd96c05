/** What the new key of a rotation may be: never more than the old one was. And how its provider has it replaced. */
import { widerThan } from './allowlist.ts';
import { LABEL_MAX, labelKey } from './labels.ts';
import type { Provider, Replacing } from './provider.ts';
import type { Day } from './words.ts';

export interface KeyScope {
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly allowlist: readonly string[];
}

/** A sentence beside each field in which the new key would be able to do more than the old one; none is as it should be. */
export function widened(old: KeyScope, next: KeyScope, provider: Provider): Record<string, string> {
  const more = next.permissions.filter((id) => !old.permissions.includes(id));
  const named = more.map((id) => provider.permissions.find((each) => each.id === id)?.label ?? id);
  const open = next.allowlist.length === 0 && old.allowlist.length > 0;
  return {
    ...(next.environment === old.environment
      ? {}
      : { environment: 'The new key belongs to the same environment as the old one.' }),
    ...(named.length === 0
      ? {}
      : {
          permissions: `More than the old key may: ${named.join(', ')}. Replace it first; change it later.`,
        }),
    ...(open
      ? { allowlist: 'The old key had an allowlist, so the new one needs one too.' }
      : allowlistFault(widerThan(next.allowlist, old.allowlist))),
  };
}

function allowlistFault(wider: readonly number[]): Record<string, string> {
  if (wider.length === 0) return {};
  const entries = wider.length === 1 ? `Entry ${wider[0]} was` : `Entries ${wider.join(', ')} were`;
  return {
    allowlist: `${entries} not allowed to the old key. Replace it first; change the allowlist later.`,
  };
}

/**
 * Which keys fill an account, so that no new one can be made beside them; `null` when there is room or no limit is known.
 * @param there labels of the keys that exist in it, the old one among them, as far as is known
 */
export function fillsAccount(provider: Provider, there: readonly string[]): readonly string[] | null {
  const limit = provider.maxKeysPerAccount.value;
  const isBeside = replacingOf(provider).way === 'beside';
  return isBeside && limit !== null && there.length >= limit ? there : null;
}

/** `prop-desk` → `prop-desk-2` → `prop-desk-3`, passing over what is taken. */
export function nextLabel(label: string, taken: readonly string[]): string {
  const [, stem = label, number = '1'] = /^(.*)-(\d{1,3})$/.exec(label) ?? [];
  const used = new Set(taken.map(labelKey));
  for (let next = Number(number) + 1; ; next += 1) {
    const proposed = `${[...stem].slice(0, LABEL_MAX - 5).join('')}-${next}`;
    if (!used.has(labelKey(proposed))) return proposed;
  }
}

const GIVEN_AWAY = /-until-\d{4}-\d\d-\d\d$/;

/** What an old key is called once the new one took over its label. */
export const labelUntil = (label: string, day: Day): string =>
  `${[...label].slice(0, LABEL_MAX - '-until-2026-01-01'.length).join('')}-until-${day}`;

export const gaveLabelAway = (label: string): boolean => GIVEN_AWAY.test(label);

/** How a key of this provider is replaced by plan. */
export function replacingOf(provider: Provider): Pick<Replacing, 'way' | 'mind' | 'end'> {
  if (provider.replacing !== undefined) return provider.replacing;
  const { how = [] } = provider.playbook.find(({ kind }) => kind === 'delete') ?? {};
  const { value, grade } = provider.canDisable;
  const lasting = 'There is no off switch: deleting is for good. Do it in a quiet hour.';
  return { way: 'beside', mind: null, end: value || grade === 'unknown' ? how : [lasting, ...how] };
}

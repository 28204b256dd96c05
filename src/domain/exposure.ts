/** What a thief could do with a key, and how often it should therefore be replaced. */
import { narrows } from './allowlist.ts';
import type { Danger, Provider } from './provider.ts';
import type { Tier } from './words.ts';

/** Facts of a key that decide about its exposure. */
export interface ExposedKey {
  readonly provider: Provider;
  readonly permissions: readonly string[];
  readonly allowlist: readonly string[];
  readonly environment: string;
}

export interface Exposure {
  readonly tier: Tier;
  /** Sentences, the weightiest first. */
  readonly reasons: readonly string[];
}

const tierOf: Readonly<Record<Danger, Tier>> = { withdraw: 1, admin: 1, trade: 2, write: 2, read: 3 };
const worstFirst: readonly Danger[] = ['withdraw', 'admin', 'trade', 'write', 'read'];
const could: Readonly<Record<Danger, string>> = {
  withdraw: 'Can send money out.',
  admin: 'Can make keys, people or permissions.',
  trade: 'Can trade or move money inside the account.',
  write: 'Can change data.',
  read: 'Can read only.',
};

/**
 * The tier of a key: 1 withdraw or admin, 2 trade or write, 3 read. An allowlist takes tier 1 to 2 and no
 * further, since a thief inside the allowed network can still act. Where nothing can be lost it is 3.
 */
export function exposureOf(key: ExposedKey): Exposure {
  if (isHarmless(key.provider, key.environment)) {
    return { tier: 3, reasons: ['Nothing of value can be lost in this environment.'] };
  }
  const danger = worstDanger(key.provider, key.permissions);
  const strangers = key.permissions.filter((id) => declaredDanger(key.provider, id) === null);
  const reasons = [could[danger], ...strangers.map(() => 'A permission we do not know counts as the worst.')];
  if (tierOf[danger] > 1) return { tier: tierOf[danger], reasons };
  return narrows(key.allowlist)
    ? { tier: 2, reasons: [...reasons, 'Only from listed addresses.'] }
    : { tier: 1, reasons: [...reasons, 'From any address: no allowlist keeps a thief out.'] };
}

/** Days between rotations when nobody chose otherwise. */
export function rotationDays(tier: Tier): number {
  return { 1: 90, 2: 180, 3: 365 }[tier];
}

/** Whether a holder of these permissions can move money, inside the account or out of it. */
export function moneyCanMove(provider: Provider, permissions: readonly string[]): boolean {
  return permissions.some((id) => ['withdraw', 'trade'].includes(dangerOf(provider, id)));
}

/** Whether nothing of value can be lost in this environment. An unknown environment is not harmless. */
export function isHarmless(provider: Provider, environment: string): boolean {
  return provider.environments.some(({ id, harmless }) => id === environment && harmless);
}

/** The worst that these permissions allow; none recorded counts as `read`. */
export function worstDanger(provider: Provider, permissions: readonly string[]): Danger {
  const dangers = permissions.map((id) => dangerOf(provider, id));
  return worstFirst.find((danger) => dangers.includes(danger)) ?? 'read';
}

/** How dangerous one permission is. One that the provider's file does not list counts as the worst. */
export function dangerOf(provider: Provider, permission: string): Danger {
  return declaredDanger(provider, permission) ?? 'withdraw';
}

function declaredDanger(provider: Provider, permission: string): Danger | null {
  return provider.permissions.find(({ id }) => id === permission)?.danger ?? null;
}

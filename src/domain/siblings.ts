/** Which other keys may be in the same hands once one has leaked, and why. */
import type { AccountRef, KeyRef, PersonId, ServiceRef } from './words.ts';

/** What of a key says where else its secret may have been. */
export interface KeyPlace {
  readonly id: KeyRef;
  readonly label: string;
  readonly provider: string;
  readonly account: AccountRef;
  readonly accountName: string;
  readonly custodian: PersonId;
  /** Pointer to where its secret is kept. */
  readonly keptAt: string;
  /** Addresses and ranges that may use it: the hosts it lies on. */
  readonly allowlist: readonly string[];
  readonly services: readonly ServiceRef[];
}

export type Reason = 'account' | 'store' | 'host' | 'parent' | 'service' | 'custodian';

export const reasonWords: Readonly<Record<Reason, string>> = {
  account: 'same account at the provider',
  store: 'kept in the same place',
  host: 'used from the same address',
  parent: 'account of the same owner at the provider',
  service: 'used by the same service',
  custodian: 'same custodian',
};

/** How much each says: a login that was taken opens the account and the store; a person has many places. */
export const weights: Readonly<Record<Reason, number>> = {
  account: 12,
  store: 10,
  host: 8,
  parent: 4,
  service: 2,
  custodian: 1,
};

export interface Sibling<Place extends KeyPlace = KeyPlace> {
  readonly key: Place;
  /** The strongest first. */
  readonly reasons: readonly Reason[];
}

/** The other keys that share something with this one, the likeliest to be lost too first. */
export function siblingsOf<Place extends KeyPlace>(
  leaked: KeyPlace,
  others: readonly Place[],
): Sibling<Place>[] {
  const weight = ({ reasons }: Sibling<Place>) => reasons.reduce((sum, reason) => sum + weights[reason], 0);
  return others
    .filter(({ id }) => id !== leaked.id)
    .map((key) => ({ key, reasons: sharedBy(leaked, key) }))
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((a, b) => weight(b) - weight(a) || a.key.label.localeCompare(b.key.label, 'en'));
}

function sharedBy(leaked: KeyPlace, other: KeyPlace): Reason[] {
  const shared: Readonly<Record<Reason, boolean>> = {
    account: leaked.account === other.account,
    store: inStore(storeOf(leaked.keptAt), other.keptAt),
    host: leaked.allowlist.some((address) => other.allowlist.includes(address)),
    parent: sameOwner(leaked, other),
    service: leaked.services.some((service) => other.services.includes(service)),
    custodian: leaked.custodian === other.custodian,
  };
  return (Object.keys(weights) as Reason[]).filter((reason) => shared[reason]);
}

/** The same account is a reason of its own. */
function sameOwner(leaked: KeyPlace, other: KeyPlace): boolean {
  const owner = ownerOf(leaked.accountName);
  if (owner === null || leaked.provider !== other.provider || leaked.account === other.account) return false;
  return ownerOf(other.accountName) === owner;
}

/**
 * Whose account it is, by how people name them, in lower case: AWS's number before the user (`111122223333 deploy`), or what
 * stands before a slash, comma or colon (`acme/web`, `Acme, billing`). `null` when the name says no more than itself.
 */
export function ownerOf(account: string): string | null {
  const [, number, words] =
    /^(?:(\d{6,})[\s/,:]+\S|([^/,:]*[^/,:\s])\s*[/,:]\s*\S)/.exec(account.trim()) ?? [];
  return (number ?? words)?.toLowerCase() ?? null;
}

/**
 * How pointers name their store: the part that keys of one store have in common. The first rule that fits counts; a
 * pointer that fits none is its own store.
 */
const stores: readonly { readonly kind: string; readonly shared: RegExp }[] = [
  { kind: 'AWS secret or parameter', shared: /^arn:aws[\w-]*:(?:secretsmanager|ssm):[\w-]*:\d*:/ },
  { kind: 'Google Secret Manager', shared: /^projects\/[^/]+\/secrets\// },
  { kind: '1Password or another vault by address', shared: /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+(?:\/|$)/ },
  { kind: 'folder of a vault', shared: /^[\w .@-]+:\s*(?:[^/\s]+\/)+/ },
  { kind: 'folder', shared: /^\/?(?:[^/]+\/)+/ },
  { kind: 'vault by name', shared: /^[\w .@-]+:/ },
];

/** The beginning that pointers into the same store share, in lower case: `vault: trading/` of `Vault: trading/okx`. */
export function storeOf(pointer: string): string {
  const text = pointer.trim().toLowerCase();
  const found = stores.map(({ shared }) => shared.exec(text)?.[0]).find((prefix) => prefix !== undefined);
  return found ?? text;
}

/** Whether a pointer leads into the store. */
export function inStore(store: string, pointer: string): boolean {
  return store !== '' && storeOf(pointer) === store;
}

import { dayIn, daysBetween } from '../domain/days.ts';
import { exposureOf } from '../domain/exposure.ts';
import { labelKey } from '../domain/labels.ts';
import { isKeyParty } from '../domain/permissions.ts';
import { verdict } from '../domain/proof.ts';
import { issuerOf } from '../domain/provider.ts';
import { type Warning, warningsOf } from '../domain/warnings.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Scope } from '../store/database.ts';
import { type KeyFacts, keyFacts, keyFactsNamed } from '../store/key-facts.ts';
import type { KeyWithAccount } from '../store/keys.ts';
import { keyMeant } from './find-keys.ts';

/** All that the card of a key shows, and which of its buttons this reader may press. */
export interface KeyCard {
  readonly id: KeyRef;
  readonly key: KeyWithAccount;
  readonly providerName: string;
  /** Who issued it, in sentences. */
  readonly issuer: string;
  readonly publicIdName: string;
  readonly regionName: string;
  readonly environmentName: string;
  readonly permissionNames: readonly string[];
  readonly exposure: readonly string[];
  readonly warnings: readonly Warning[];
  readonly services: KeyFacts['services'];
  readonly holders: readonly PersonId[];
  /** People of this card who are no full members any more. */
  readonly gone: readonly PersonId[];
  readonly today: Day;
  readonly daysLeft: number;
  /** What we know of the key at its provider, in a sentence. */
  readonly seen: string;
  /** What the provider learns by being asked about it; `null` when it cannot be asked. */
  readonly askWarning: string | null;
  readonly openIncident: KeyFacts['openIncident'];
  readonly rotating: boolean;
  readonly replaces: KeyFacts['replaces'];
  readonly replacedBy: KeyFacts['replacedBy'];
  /** Whether the reader answers for this key. */
  readonly party: boolean;
}

export async function keyCard(scope: Scope, id: KeyRef): Promise<KeyCard | null> {
  const facts = await keyFacts(scope, id);
  return facts === null ? null : cardFrom(scope, facts);
}

/**
 * The card of the key that somebody means by a label. One question when they typed all of it, as most do.
 * @throws Refusal `not_found` or `ambiguous`, with labels that may be meant.
 */
export async function keyCardMeant(scope: Scope, typed: string): Promise<KeyCard> {
  const facts =
    (await keyFactsNamed(scope, labelKey(typed))) ??
    (await keyFacts(scope, (await keyMeant(scope, typed)).id));
  if (facts === null) throw new Error('a key that was found is gone');
  return cardFrom(scope, facts);
}

function cardFrom(scope: Scope, facts: KeyFacts): KeyCard {
  const { key, services, holders, gone, openIncident, rotating, replaces, replacedBy, seen } = facts;
  const provider = findProvider(key.provider);
  const exposed = {
    provider,
    permissions: key.permissions,
    allowlist: key.allowlist,
    environment: key.environment,
  };
  const today = dayIn(scope.now, 'UTC');
  return {
    id: key.id,
    key,
    providerName: provider.name,
    issuer: issuerOf(provider),
    publicIdName: provider.publicId.label,
    regionName: provider.regions.find((region) => region.id === key.region)?.label ?? key.region,
    environmentName:
      provider.environments.find(({ id: own }) => own === key.environment)?.label ?? key.environment,
    permissionNames: key.permissions.map(
      (permission) => provider.permissions.find(({ id: own }) => own === permission)?.label ?? permission,
    ),
    exposure: exposureOf(exposed).reasons,
    warnings: warningsOf({
      ...exposed,
      deputy: key.deputy,
      consoleHolders: holders.length,
      services: services.length,
      today,
    }),
    services,
    holders,
    gone,
    today,
    daysLeft: daysBetween(today, key.dueOn),
    seen: verdict(seen, { probe: provider.probe, since: null }).says,
    askWarning: provider.probe?.warning ?? null,
    openIncident,
    rotating,
    replaces,
    replacedBy,
    party: isParty(scope, key),
  };
}

function isParty(scope: Scope, key: KeyWithAccount): boolean {
  const { person, role } = scope.act;
  return person !== null && isKeyParty({ id: person, role }, key);
}

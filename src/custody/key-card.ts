import { dayIn, daysBetween } from '../domain/days.ts';
import { exposureOf } from '../domain/exposure.ts';
import { isKeyParty } from '../domain/permissions.ts';
import { type Warning, warningsOf } from '../domain/warnings.ts';
import type { Day, IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { findProvider } from '../providers/index.ts';
import { holdersOf } from '../store/accounts.ts';
import type { Scope } from '../store/database.ts';
import { openIncidentOf } from '../store/incidents.ts';
import { type KeyWithAccount, keyById } from '../store/keys.ts';
import { runningRotation } from '../store/rotations.ts';
import { type ServiceRow, servicesOfKey } from '../store/services.ts';
import { goneAmong } from './people-gone.ts';

/** All that the card of a key shows, and which of its buttons this reader may press. */
export interface KeyCard {
  readonly id: KeyRef;
  readonly key: KeyWithAccount;
  readonly providerName: string;
  readonly publicIdName: string;
  readonly regionName: string;
  readonly environmentName: string;
  readonly permissionNames: readonly string[];
  readonly exposure: readonly string[];
  readonly warnings: readonly Warning[];
  readonly services: readonly ServiceRow[];
  readonly holders: readonly PersonId[];
  /** People of this card who are no full members any more. */
  readonly gone: readonly PersonId[];
  readonly today: Day;
  readonly daysLeft: number;
  /** What we know of the key at its provider, in a sentence. */
  readonly seen: string;
  readonly canBeAsked: boolean;
  readonly openIncident: { readonly id: IncidentRef; readonly number: number } | null;
  readonly rotating: boolean;
  /** Whether the reader answers for this key. */
  readonly party: boolean;
}

export async function keyCard(scope: Scope, id: KeyRef): Promise<KeyCard | null> {
  const key = await keyById(scope, id);
  if (key === null) return null;
  const provider = findProvider(key.provider);
  const [services, holders, incident, rotation, verdict] = await Promise.all([
    servicesOfKey(scope, id),
    holdersOf(scope, key.account),
    openIncidentOf(scope, id),
    runningRotation(scope, id),
    verdictOf(scope, key, null),
  ]);
  const exposed = {
    provider,
    permissions: key.permissions,
    allowlist: key.allowlist,
    environment: key.environment,
  };
  const today = dayIn(scope.now, 'UTC');
  const gone = await goneAmong(scope, [
    key.custodian,
    key.deputy,
    ...holders,
    ...services.map(({ owner }) => owner),
  ]);
  return {
    id,
    key,
    providerName: provider.name,
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
    seen: verdict.says,
    canBeAsked: provider.probe !== null,
    openIncident: incident === null ? null : { id: incident.id, number: incident.number },
    rotating: rotation !== null,
    party: isParty(scope, key),
  };
}

function isParty(scope: Scope, key: KeyWithAccount): boolean {
  const { person, role } = scope.act;
  return person !== null && isKeyParty({ id: person, role }, key);
}

/** What becomes of a row of a file: a new key, a change, nothing, or a sentence about why it cannot be. */
import { exposureOf } from './exposure.ts';
import { type ImportRow, ONLY_REGION } from './import.ts';
import { labelKey } from './labels.ts';
import { isKeyParty, may } from './permissions.ts';
import type { Provider } from './provider.ts';
import { dueOn } from './rotation.ts';
import type { Day, PersonId, Role, Tier } from './words.ts';

/** All that a file can say of a key; also what an export writes. */
export interface KeyAsWritten {
  readonly provider: string;
  readonly keyId: string;
  readonly label: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly permissions: readonly string[];
  readonly allowlist: readonly string[];
  /** Names. */
  readonly services: readonly string[];
  readonly custodian: PersonId;
  readonly deputy: PersonId | null;
  /** Who can log in to the account, in the order in which they are asked. */
  readonly holders: readonly PersonId[];
  readonly breakGlass: string | null;
  readonly keptAt: string;
  readonly createdOn: Day;
  readonly expiresOn: Day | null;
  readonly rotationDays: number;
}

export interface KnownAccount {
  readonly holders: readonly PersonId[];
  readonly breakGlass: string | null;
}

/** What is recorded already about what a row is about. */
export interface Known {
  readonly key: (KeyAsWritten & { readonly state: string; readonly rotateBy: Day | null }) | null;
  /** The key that has the label of the row, if another one. */
  readonly labelTakenBy: string | null;
  /** The account of this name in this region, if there is one. */
  accountNamed(region: string, name: string): KnownAccount | null;
  /** Whether Slack said that this person is anything but an active full member. */
  unfit(person: PersonId): boolean;
}

/** What the team says for rows that do not say it themselves. */
export interface Defaults {
  /** For keys whose day of creation is not said. */
  readonly today: Day;
  /** Days between rotations, by tier. */
  readonly rotationDays: Readonly<Record<Tier, number>>;
}

export interface Bringer {
  readonly id: PersonId;
  readonly role: Role;
}

export type Decision =
  | {
      readonly do: 'create' | 'update';
      readonly key: KeyAsWritten;
      readonly tier: Tier;
      readonly dueOn: Day;
      /** Names of the fields that differ; all of them for a new key. */
      readonly fields: readonly (keyof KeyAsWritten)[];
    }
  | { readonly do: 'unchanged' }
  | { readonly do: 'problem'; readonly says: readonly string[] };

/** Pure. */
export function decideRow(
  provider: Provider,
  row: ImportRow,
  known: Known,
  by: Bringer,
  defaults: Defaults,
): Decision {
  const { today } = defaults;
  const merged = merge(provider, row, known, by, defaults);
  if ('missing' in merged) return { do: 'problem', says: merged.missing };
  const fields = known.key === null ? FIELDS : differing(known.key, merged);
  if (known.key !== null && fields.length === 0) return { do: 'unchanged' };
  const { tier } = exposureOf({ ...merged, provider });
  const says = [...faultsOf(merged, tier, known, fields, today), ...rightsFaults(known, by, fields)];
  if (says.length > 0) return { do: 'problem', says };
  const due = dueOn({
    created: merged.createdOn,
    rotatedOn: null,
    rotationDays: merged.rotationDays,
    expiresOn: merged.expiresOn,
    // A day that was set for it stays, whatever the file says of its period.
    rotateBy: known.key?.rotateBy ?? null,
  });
  return { do: known.key === null ? 'create' : 'update', key: merged, tier, dueOn: due, fields };
}

const FIELDS: readonly (keyof KeyAsWritten)[] = [
  'label',
  'account',
  'region',
  'environment',
  'permissions',
  'allowlist',
  'services',
  'custodian',
  'deputy',
  'holders',
  'breakGlass',
  'keptAt',
  'createdOn',
  'expiresOn',
  'rotationDays',
];

/** The key as it will be: what the row says, else as it is, else the default. */
function merge(
  provider: Provider,
  row: ImportRow,
  known: Known,
  by: Bringer,
  { today, rotationDays }: Defaults,
): KeyAsWritten | { readonly missing: readonly string[] } {
  const old = known.key;
  const label = row.label ?? old?.label;
  const account = row.account ?? old?.account;
  const region = row.region ?? old?.region ?? onlyOne(provider.regions, ONLY_REGION.id);
  const environment = row.environment ?? old?.environment ?? onlyOne(provider.environments, 'live');
  const permissions = row.permissions ?? old?.permissions;
  const keptAt = row.keptAt ?? old?.keptAt;
  if (!label || !account || !region || !environment || !permissions || !keptAt) {
    const needed = { Label: label, Account: account, Region: region, Environment: environment };
    const names = Object.entries({ ...needed, Permissions: permissions, 'Secret is kept at': keptAt })
      .filter(([, value]) => !value)
      .map(([name]) => name);
    return { missing: [`A new key needs: ${names.join(', ')}.`] };
  }
  const there = known.accountNamed(region, account);
  const allowlist = row.allowlist ?? old?.allowlist ?? [];
  const exposure = exposureOf({ provider, permissions, allowlist, environment });
  return {
    provider: provider.id,
    keyId: row.keyId,
    label,
    account,
    region,
    environment,
    permissions,
    allowlist,
    services: row.services ?? old?.services ?? [],
    custodian: row.custodian ?? old?.custodian ?? by.id,
    deputy: said(row.deputy, old?.deputy),
    holders: row.holders ?? there?.holders ?? [],
    breakGlass: row.breakGlass ?? there?.breakGlass ?? null,
    keptAt,
    createdOn: row.createdOn ?? old?.createdOn ?? today,
    expiresOn: said(row.expiresOn, old?.expiresOn),
    rotationDays: row.rotationDays ?? old?.rotationDays ?? rotationDays[exposure.tier],
  };
}

const said = <Value>(now: Value | null | undefined, before: Value | null | undefined): Value | null =>
  now === undefined ? (before ?? null) : now;

/** What need not be said because there is no choice. */
const onlyOne = (offered: readonly { readonly id: string }[], none: string): string | undefined =>
  offered.length > 1 ? undefined : (offered[0]?.id ?? none);

/** The fields in which two states of a key differ; order matters only among console holders. */
export function differing(one: KeyAsWritten, other: KeyAsWritten): (keyof KeyAsWritten)[] {
  return FIELDS.filter((field) => comparable(field, one[field]) !== comparable(field, other[field]));
}

function comparable(field: keyof KeyAsWritten, value: KeyAsWritten[keyof KeyAsWritten]): string {
  if (field === 'account') return labelKey(String(value));
  if (field === 'services') return JSON.stringify((value as readonly string[]).map(labelKey).sort());
  const sorted = field === 'permissions' || field === 'allowlist';
  return JSON.stringify(sorted ? [...(value as readonly string[])].sort() : value);
}

function faultsOf(
  key: KeyAsWritten,
  tier: Tier,
  known: Known,
  fields: readonly (keyof KeyAsWritten)[],
  today: Day,
): string[] {
  const changed = (field: keyof KeyAsWritten): boolean => fields.includes(field);
  const holders = new Set(key.holders).size;
  const unfit = 'is no active full member of this workspace.';
  const found: (string | false)[] = [
    known.labelTakenBy !== null &&
      `Label: another key is called ${known.labelTakenBy} already. Give this one another label.`,
    key.createdOn > today && 'Created: that day has not come yet.',
    key.expiresOn !== null && key.expiresOn <= key.createdOn && 'Expires: must be after the day of creation.',
    changed('custodian') && known.unfit(key.custodian) && `Custodian: ${unfit}`,
    changed('deputy') && key.deputy !== null && known.unfit(key.deputy) && `Deputy: ${unfit}`,
    changed('holders') && key.holders.some(known.unfit) && `Console holders: one of them ${unfit}`,
    key.deputy === key.custodian && 'Deputy: must be somebody else than the custodian.',
    tier === 1 && key.deputy === null && 'Deputy: with this key everything can be lost, so it needs one.',
    holders < (tier === 1 ? 2 : 1) &&
      `Console holders: at least ${tier === 1 ? 'two people' : 'one person'} who can log in and delete the key.`,
  ];
  return found.filter((says) => says !== false);
}

/** A file gives nobody more rights than the buttons do. */
function rightsFaults(known: Known, by: Bringer, fields: readonly (keyof KeyAsWritten)[]): string[] {
  if (known.key === null) return [];
  if (known.key.state !== 'active') {
    return ['This key is leaked, retired or gone, and a file cannot change it.'];
  }
  if (!isKeyParty(by, known.key)) return ['Only its custodian, its deputy or a lead may change this key.'];
  if (fields.includes('custodian') && !may(by.role, 'lead')) {
    return ['Custodian: custody changes by handing over, which the other person accepts, or by a lead.'];
  }
  return [];
}

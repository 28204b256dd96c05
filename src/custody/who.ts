import { labelKey } from '../domain/labels.ts';
import { nearestOf } from '../domain/nearest.ts';
import { Refusal } from '../domain/refusal.ts';
import type { KeyRef, PersonId } from '../domain/words.ts';
import { holdersOf } from '../store/accounts.ts';
import type { Scope } from '../store/database.ts';
import { findKeys, type KeyWithAccount, keysNamed, keysOfServices, someLabels } from '../store/keys.ts';
import {
  type ServiceRow,
  servicesLike,
  servicesNamed,
  servicesOfKey,
  servicesOwnedBy,
} from '../store/services.ts';
import { goneAmong } from './people-gone.ts';

/** One key, the services that use it, and everybody one may call about it. */
export interface WhoEntry {
  readonly key: KeyWithAccount;
  readonly services: readonly ServiceRow[];
  readonly holders: readonly PersonId[];
}

export interface Who {
  /** What the question was taken for. */
  readonly asked: { readonly kind: 'service' | 'key' | 'person'; readonly name: string };
  readonly services: readonly ServiceRow[];
  readonly entries: readonly WhoEntry[];
  readonly more: number;
  /** People named here who are no full members any more. */
  readonly gone: readonly PersonId[];
}

const SHOWN = 8;

/**
 * Which key belongs to which service, and who to call: from a service, a label, a key id or a person.
 * @throws Refusal `not_found` with what may be meant.
 */
export async function whoAnswers(scope: Scope, typed: string, person: PersonId | null): Promise<Who> {
  if (person !== null) return ofPerson(scope, person);
  const name = labelKey(typed);
  const services = name === '' ? [] : await servicesNamed(scope, name, SHOWN);
  if (services.length > 0) return ofServices(scope, typed, services);
  const byLabel = name === '' ? [] : await keysNamed(scope, name, SHOWN + 1);
  const keys = byLabel.length > 0 ? byLabel : await byKeyId(scope, typed);
  if (keys.length > 0) return ofKeys(scope, typed, keys);
  throw await nobody(scope, typed);
}

async function byKeyId(scope: Scope, typed: string): Promise<KeyWithAccount[]> {
  if (typed.trim().length < 4) return [];
  return (await findKeys(scope, { text: typed.trim() }, { size: SHOWN + 1, number: 1 })).rows;
}

async function ofServices(scope: Scope, typed: string, services: readonly ServiceRow[]): Promise<Who> {
  const keys = await keysOfServices(
    scope,
    services.map(({ id }) => id),
  );
  return answer(
    scope,
    { kind: 'service', name: services.length === 1 ? (services[0]?.name ?? typed) : typed },
    services,
    keys,
  );
}

const ofKeys = (scope: Scope, typed: string, keys: readonly KeyWithAccount[]): Promise<Who> =>
  answer(scope, { kind: 'key', name: keys.length === 1 ? (keys[0]?.label ?? typed) : typed }, [], keys);

async function ofPerson(scope: Scope, person: PersonId): Promise<Who> {
  const [services, held] = await Promise.all([
    servicesOwnedBy(scope, person),
    findKeys(scope, { custodian: person }, { size: 100, number: 1 }),
  ]);
  const used = await keysOfServices(
    scope,
    services.map(({ id }) => id),
  );
  return answer(scope, { kind: 'person', name: person }, services, [...held.rows, ...used]);
}

async function answer(
  scope: Scope,
  asked: Who['asked'],
  services: readonly ServiceRow[],
  keys: readonly KeyWithAccount[],
): Promise<Who> {
  const distinct = [...new Map<KeyRef, KeyWithAccount>(keys.map((key) => [key.id, key])).values()];
  const entries = await Promise.all(distinct.slice(0, SHOWN).map((key) => entryOf(scope, key)));
  const gone = await goneAmong(scope, peopleIn(services, entries));
  return { asked, services, entries, more: distinct.length - entries.length, gone };
}

const peopleIn = (services: readonly ServiceRow[], entries: readonly WhoEntry[]) => [
  ...services.map(({ owner }) => owner),
  ...entries.flatMap(({ key, services: uses, holders }) => [
    key.custodian,
    key.deputy,
    ...holders,
    ...uses.map(({ owner }) => owner),
  ]),
];

async function entryOf(scope: Scope, key: KeyWithAccount): Promise<WhoEntry> {
  const [services, holders] = await Promise.all([
    servicesOfKey(scope, key.id),
    holdersOf(scope, key.account),
  ]);
  return { key, services, holders };
}

async function nobody(scope: Scope, typed: string): Promise<Refusal> {
  const [labels, services] = await Promise.all([someLabels(scope, 1000), servicesLike(scope, '', 1000)]);
  const near = nearestOf([...labels, ...services.map((service) => service.name)], typed);
  return new Refusal(
    'not_found',
    `Nothing here is called “${typed.trim().slice(0, 60)}”: no service, no label, no key id.`,
    near === null ? 'The list and service list commands show everything.' : `Did you mean ${near}?`,
  );
}

import type { Act } from '../domain/act.ts';
import { labelFault, labelKey, tidyLabel } from '../domain/labels.ts';
import { nearestOf } from '../domain/nearest.ts';
import { Refusal } from '../domain/refusal.ts';
import { type PersonId, personId, type ServiceRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import { type KeyWithAccount, keysOfServices } from '../store/keys.ts';
import {
  changeService,
  insertService,
  type ServiceFacts,
  type ServiceRow,
  serviceById,
  servicesLike,
  servicesNamed,
} from '../store/services.ts';
import { goneAmong } from './people-gone.ts';

/** How bad it is when a service stops. */
export const CRITICALITIES = ['low', 'normal', 'high'] as const;

export interface ServiceForm {
  readonly name: string;
  readonly owner: string;
  /** User group that owns it together with the person. */
  readonly ownerGroup: string | null;
  readonly criticality: string;
  readonly channel: string | null;
  readonly runbook: string | null;
}

/** Records a service. @throws Refusal when its name is taken or cannot be a name. */
export function addService(database: Database, act: Act, form: ServiceForm): Promise<ServiceRow> {
  const facts = checkedService(form);
  return inWorkspace(database, act, async (tx) => (await insertService(tx, facts)) ?? refuseName(facts.name));
}

/** Changes a service; its keys stay with it. */
export function editService(
  database: Database,
  act: Act,
  id: ServiceRef,
  form: ServiceForm,
): Promise<ServiceRow> {
  const facts = checkedService(form);
  return inWorkspace(database, act, async (tx) => {
    const [same] = await servicesNamed(tx, facts.nameKey, 1);
    if (same !== undefined && same.nameKey === facts.nameKey && same.id !== id) refuseName(facts.name);
    return (await changeService(tx, id, facts)) ?? refuseMissing();
  });
}

function checkedService(form: ServiceForm): ServiceFacts {
  const fault = labelFault(form.name);
  if (fault !== null) {
    throw new Refusal('bad_input', 'The name does not fit; nothing was recorded.', fault, { name: fault });
  }
  const criticality = CRITICALITIES.find((each) => each === form.criticality);
  if (criticality === undefined) {
    const says = 'Choose one of the list.';
    throw new Refusal('bad_input', `${says} Nothing was recorded.`, says, { criticality: says });
  }
  return {
    name: tidyLabel(form.name),
    nameKey: labelKey(form.name),
    owner: personId(form.owner),
    ownerGroup: form.ownerGroup,
    criticality,
    channel: form.channel,
    runbook: form.runbook,
  };
}

function refuseName(name: string): never {
  const says = `There is a service called ${name} already. Choose another name.`;
  throw new Refusal('bad_input', says, 'Nothing was recorded.', { name: says });
}

function refuseMissing(): never {
  throw new Refusal(
    'not_found',
    'That service is not recorded here. Nothing was done.',
    'Look with service list.',
  );
}

export const NEW_SERVICE = 'new:';

/** The services a key form names; new ones are recorded with the key's custodian as owner. */
export async function usedServices(tx: Tx, named: readonly string[], owner: PersonId): Promise<ServiceRef[]> {
  const ids: ServiceRef[] = [];
  for (const each of named) {
    ids.push(
      each.startsWith(NEW_SERVICE)
        ? await newService(tx, each.slice(NEW_SERVICE.length), owner)
        : known(each),
    );
  }
  return [...new Set(ids)];
}

const known = (text: string): ServiceRef => Number(text) as ServiceRef;

async function newService(tx: Tx, name: string, owner: PersonId): Promise<ServiceRef> {
  const fault = labelFault(name);
  if (fault !== null) {
    throw new Refusal('bad_input', 'A service name does not fit.', fault, { services: fault });
  }
  const facts = { name: tidyLabel(name), nameKey: labelKey(name), owner, channel: null, runbook: null };
  const row = (await insertService(tx, facts)) ?? (await servicesNamed(tx, facts.nameKey, 1))[0];
  return row?.id ?? refuseMissing();
}

/** The service somebody means. @throws Refusal with what may be meant. */
export async function serviceMeant(scope: Scope, typed: string): Promise<ServiceRow> {
  const name = labelKey(typed);
  const found = name === '' ? [] : await servicesNamed(scope, name, 6);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined) {
    const names = found.slice(0, 5).map((service) => service.name);
    throw new Refusal(
      'ambiguous',
      `More than one service begins with “${tidyLabel(typed)}”.`,
      `Say which: ${names.join(', ')}`,
    );
  }
  const all = (await servicesLike(scope, '', 1000)).map((service) => service.name);
  const near = nearestOf(all, typed);
  throw new Refusal(
    'not_found',
    `No service begins with “${tidyLabel(typed).slice(0, 60)}”. Nothing was done.`,
    near === null ? 'The service list command shows all.' : `Did you mean ${near}?`,
  );
}

export interface ServiceCard {
  readonly service: ServiceRow;
  readonly keys: readonly KeyWithAccount[];
  /** Owner and custodians who are no full members any more. */
  readonly gone: readonly PersonId[];
}

export async function serviceCard(scope: Scope, id: ServiceRef): Promise<ServiceCard> {
  const service = (await serviceById(scope, id)) ?? refuseMissing();
  const keys = await keysOfServices(scope, [id]);
  return { service, keys, gone: await goneAmong(scope, peopleOf([service], keys)) };
}

/** Services with their keys, in the order of their names. */
export async function listServices(scope: Scope, typed: string, limit: number): Promise<ServiceCard[]> {
  const services = await servicesLike(scope, typed, limit);
  const keys = await keysOfServices(
    scope,
    services.map(({ id }) => id),
  );
  const gone = await goneAmong(scope, peopleOf(services, keys));
  return services.map((service) => ({
    service,
    keys: keys.filter((key) => key.service === service.id),
    gone,
  }));
}

const peopleOf = (services: readonly ServiceRow[], keys: readonly KeyWithAccount[]): PersonId[] => [
  ...services.map(({ owner }) => owner),
  ...keys.map(({ custodian }) => custodian),
];

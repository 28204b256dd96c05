import { addKey } from '../../custody/add-key.ts';
import { checkKey } from '../../custody/check-key.ts';
import { listKeys } from '../../custody/find-keys.ts';
import { keyCard } from '../../custody/key-card.ts';
import { addService, editService, listServices, NEW_SERVICE, serviceCard } from '../../custody/services.ts';
import { actor } from '../../domain/act.ts';
import { labelFault, labelKey, tidyLabel } from '../../domain/labels.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { KeyRef, ServiceRef, TriageRef } from '../../domain/words.ts';
import { findProvider, providerOf, providers } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import { keysLike } from '../../store/keys.ts';
import type { Visit } from '../door.ts';
import { addKeyFor, drawKey } from '../drawings/custody.ts';
import type { Choice } from '../fields.ts';
import type { addKey as addKeyForm, pickProvider, service as serviceForm } from '../forms/custody.ts';
import { become, openModal, type Reply, replace, tell } from '../reply.ts';
import { addAccountModal } from '../views/account.ts';
import { pickProviderModal } from '../views/add-key.ts';
import { keyCardMessage } from '../views/key-card.ts';
import { keyListMessage } from '../views/key-list.ts';
import { messageModal } from '../views/notices.ts';
import { serviceCardMessage, serviceModal } from '../views/service.ts';
import { NO_GROUP } from '../views/settings.ts';
import { recordedLeak } from './triage.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;

export const startAddKey = async (): Promise<Reply> => openModal(pickProviderModal(providers, ''));

/** Second page of the form: the chosen provider's own fields. */
export async function chooseProvider(
  { act }: Visit,
  { hidden, answers }: Filled<typeof pickProvider>,
): Promise<Reply> {
  const provider = providerOf(answers.provider);
  if (!provider)
    throw new Refusal('bad_input', 'Unknown provider.', 'Choose again.', {
      provider: 'Choose one of the list.',
    });
  return become(
    hidden.what === 'account'
      ? addAccountModal(provider, hidden.label)
      : addKeyFor(act, provider, hidden.label, hidden.triage),
  );
}

export async function submitKey(
  visit: Visit,
  { hidden, answers }: Filled<typeof addKeyForm>,
): Promise<Reply> {
  const { database, act } = visit;
  const provider = findProvider(hidden.provider);
  const said = {
    ...answers,
    region: answers.region ?? provider.regions[0]?.id ?? 'global',
    idConfirmed: answers.idConfirmed.includes('yes'),
    askNow: answers.askNow.includes('yes'),
  };
  if (hidden.triage !== null) return recordedLeak(visit, provider, said, hidden.triage as TriageRef);
  const { id } = await addKey(database, act, provider, said);
  const card = await lookingInto(database, act, (scope) => keyCard(scope, id));
  if (card === null) return { do: 'close' };
  return become(
    messageModal(keyCardMessage(card, { plain: true, note: 'Recorded. Nobody has to remember it now.' })),
  );
}

export async function showKey({ database, act }: Visit, { key }: { key: number }): Promise<Reply> {
  const shown = await lookingInto(database, act, (scope) => drawKey(scope, key as KeyRef));
  return tell(shown);
}

export async function askAboutKey({ database, act }: Visit, { key }: { key: number }): Promise<Reply> {
  const says = await checkKey(database, act, key as KeyRef);
  return replace(await lookingInto(database, act, (scope) => drawKey(scope, key as KeyRef, { note: says })));
}

export async function turnPage(
  { database, act, slash }: Visit,
  { filter, page }: { filter: string; page: number },
): Promise<Reply> {
  const list = await lookingInto(database, act, (scope) => listKeys(scope, actor(act), filter, page));
  return replace(keyListMessage(list, slash));
}

export const startAddService = async ({ act }: Visit): Promise<Reply> =>
  openModal(
    serviceModal({
      id: null,
      name: '',
      owner: actor(act),
      ownerGroup: null,
      criticality: 'normal',
      channel: null,
      runbook: null,
    }),
  );

export async function submitService(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof serviceForm>,
): Promise<Reply> {
  const id = hidden.service as ServiceRef | null;
  const said = { ...answers, ownerGroup: answers.ownerGroup === NO_GROUP.id ? null : answers.ownerGroup };
  const saved =
    id === null ? await addService(database, act, said) : await editService(database, act, id, said);
  const card = await lookingInto(database, act, (scope) => serviceCard(scope, saved.id));
  return become(messageModal(serviceCardMessage(card, id === null ? 'Recorded.' : 'Saved.')));
}

export async function showService(
  { database, act }: Visit,
  { service }: { service: number },
): Promise<Reply> {
  return tell(
    serviceCardMessage(
      await lookingInto(database, act, (scope) => serviceCard(scope, service as ServiceRef)),
    ),
  );
}

const OFFERED = 30;

/** Keys for a picker, as typed so far. */
export async function suggestKeys({ database, act }: Visit, typed: string): Promise<Choice[]> {
  const keys = await lookingInto(database, act, (scope) => keysLike(scope, typed, OFFERED));
  return keys.map((key) => ({
    id: String(key.id),
    label: `${key.label} · ${findProvider(key.provider).name}`,
  }));
}

/** Services for the key form, and the typed name itself when it is new. */
export async function suggestServices({ database, act }: Visit, typed: string): Promise<Choice[]> {
  const found = await lookingInto(database, act, (scope) => listServices(scope, typed, OFFERED));
  const choices = found.map(({ service }) => ({ id: String(service.id), label: service.name }));
  const isNew =
    typed.trim() !== '' &&
    labelFault(typed) === null &&
    !found.some(({ service }) => service.nameKey === labelKey(typed));
  return isNew
    ? [...choices, { id: `${NEW_SERVICE}${tidyLabel(typed)}`, label: `New service: ${tidyLabel(typed)}` }]
    : choices;
}

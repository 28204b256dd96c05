import { listKeys } from '../../custody/find-keys.ts';
import { keyCardMeant } from '../../custody/key-card.ts';
import { listServices, serviceCard, serviceMeant } from '../../custody/services.ts';
import { whoAnswers } from '../../custody/who.ts';
import { actor } from '../../domain/act.ts';
import { type KnownCommand, personIn } from '../../domain/command.ts';
import { LABEL_MAX } from '../../domain/labels.ts';
import { nearestOf } from '../../domain/nearest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { providerOf, providers } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import { statusOf } from '../../workspace/status.ts';
import type { Visit } from '../door.ts';
import { addKeyFor } from '../drawings/custody.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { pickProviderModal } from '../views/add-key.ts';
import { helpMessage } from '../views/help.ts';
import { keyCardMessage } from '../views/key-card.ts';
import { keyListMessage } from '../views/key-list.ts';
import { pickKeyMessage } from '../views/pickers.ts';
import { serviceCardMessage, serviceListMessage, serviceModal } from '../views/service.ts';
import { statusMessage } from '../views/status.ts';
import { clip } from '../views/text.ts';
import { whoMessage } from '../views/who.ts';

export const help = async ({ slash }: Visit): Promise<Reply> => tell(helpMessage(slash));

/** `add`, `add okx`, `add okx prop-desk`; a single word that is no provider is taken as a label. */
export async function add({ act }: Visit, { args }: KnownCommand): Promise<Reply> {
  const [first = '', ...rest] = args;
  const provider = providerOf(first);
  if (provider) return openModal(addKeyFor(act, provider, label(rest)));
  const near = nearestOf(
    providers.flatMap(({ id, name, aliases }) => [id, name, ...aliases]),
    first,
  );
  if (near !== null && args.length > 1) {
    throw new Refusal(
      'not_found',
      `No provider is called “${first}”. Nothing was done.`,
      `Did you mean ${near}?`,
    );
  }
  return openModal(pickProviderModal(providers, label(args)));
}

/** As much of it as a label can have; the form says what is wrong with the rest. */
const label = (words: readonly string[]): string => clip(words.join(' '), LABEL_MAX);

export async function list({ database, act, slash }: Visit, { rest }: KnownCommand): Promise<Reply> {
  return tell(
    keyListMessage(await lookingInto(database, act, (scope) => listKeys(scope, actor(act), rest, 1)), slash),
  );
}

export async function show({ database, act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  if (rest === '') return tell(pickKeyMessage('Which key?'));
  return tell(keyCardMessage(await lookingInto(database, act, (scope) => keyCardMeant(scope, rest))));
}

export async function who({ database, act, slash }: Visit, { args, rest }: KnownCommand): Promise<Reply> {
  if (rest === '') {
    throw new Refusal(
      'bad_input',
      'Who for what?',
      `Say a service, a label, a key id or @somebody: ${slash} who trading-bot`,
    );
  }
  const person = personIn(args[0] ?? '');
  return tell(
    whoMessage(await lookingInto(database, act, (scope) => whoAnswers(scope, rest, person)), slash),
  );
}

export async function serviceAdd({ act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  return openModal(
    serviceModal({
      id: null,
      name: rest,
      owner: actor(act),
      ownerGroup: null,
      criticality: 'normal',
      channel: null,
      runbook: null,
    }),
  );
}

export async function serviceEdit({ database, act, groups }: Visit, { rest }: KnownCommand): Promise<Reply> {
  const service = await lookingInto(database, act, (scope) => serviceMeant(scope, rest));
  // Only its name is missing, and Slack is only asked for it when there is one.
  return openModal(serviceModal(service, service.ownerGroup === null ? null : await groups.all()));
}

export async function serviceList({ database, act, slash }: Visit, { rest }: KnownCommand): Promise<Reply> {
  return tell(
    serviceListMessage(await lookingInto(database, act, (scope) => listServices(scope, rest, 200)), slash),
  );
}

export async function serviceShow({ database, act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  const card = await lookingInto(database, act, async (scope) =>
    serviceCard(scope, (await serviceMeant(scope, rest)).id),
  );
  return tell(serviceCardMessage(card));
}

export async function status({ database, act, slack, slash }: Visit): Promise<Reply> {
  return tell(statusMessage(await lookingInto(database, act, (scope) => statusOf(scope, slack)), slash));
}

import type { KeyForm } from '../../custody/key-form.ts';
import type { Provider } from '../../domain/provider.ts';
import type { IncidentRef, KeyRef, TriageRef } from '../../domain/words.ts';
import { addNote, incidentAt } from '../../incident/add-note.ts';
import type { Declared } from '../../incident/declare.ts';
import { matchTriage, recordLeakedKey } from '../../incident/match-triage.ts';
import { openTriage, type UnknownLeak } from '../../incident/open-triage.ts';
import { type TriageCard, triageOf } from '../../incident/triage-card.ts';
import { claimTriage, dismissTriage, nameProvider } from '../../incident/work-triage.ts';
import { findProvider, providers } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import { keysLike } from '../../store/keys.ts';
import type { SaidMessage } from '../arrived.ts';
import { matchTriage as matchMenu } from '../buttons.ts';
import type { Visit } from '../door.ts';
import { addKeyFor } from '../drawings/custody.ts';
import { incidentOf } from '../drawings/incident.ts';
import type { Choice } from '../fields.ts';
import type * as forms from '../forms/triage.ts';
import { become, close, nothing, openModal, type Reply, replace, tell } from '../reply.ts';
import { pickProviderModal } from '../views/add-key.ts';
import { declaredMessage } from '../views/incident-answers.ts';
import { incidentTitle } from '../views/incident-title.ts';
import type { Message } from '../views/kit.ts';
import { messageModal } from '../views/notices.ts';
import {
  addedMessage,
  chooseIncidentModal,
  dismissModal,
  openedTriageMessage,
  triageMessage,
} from '../views/triage.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly triage: number;
}

const cardOf = ({ database, act }: Visit, triage: number): Promise<TriageCard> =>
  lookingInto(database, act, (scope) => triageOf(scope, triage as TriageRef));

/** Starts the clock of an unknown key's leak. */
export async function opened(visit: Visit, leak: UnknownLeak): Promise<Message> {
  const { id, joined } = await openTriage(visit.database, visit.act, leak);
  return openedTriageMessage(await cardOf(visit, id), joined);
}

/** The button of a refused secret, and of a label that matches no key. */
export async function open(
  visit: Visit,
  leak: { provider: string | null; says: string | null },
): Promise<Reply> {
  return replace(await opened(visit, leak));
}

export async function show(visit: Visit, { triage }: Of): Promise<Reply> {
  return tell(triageMessage(await cardOf(visit, triage)));
}

/** Live cards are drawn again by themselves; a private copy is not. */
async function redrawn(visit: Visit, triage: number): Promise<Reply> {
  return visit.inOwnCopy ? replace(triageMessage(await cardOf(visit, triage))) : nothing;
}

export async function claim(visit: Visit, { triage }: Of): Promise<Reply> {
  await claimTriage(visit.database, visit.act, triage as TriageRef);
  return redrawn(visit, triage);
}

export async function name(visit: Visit, { triage, provider }: Of & { provider: string }): Promise<Reply> {
  await nameProvider(visit.database, visit.act, triage as TriageRef, provider);
  return redrawn(visit, triage);
}

const OFFERED = 30;

/** Keys for "which key is it?", each with the triage that asks. */
export async function suggest({ database, act }: Visit, typed: string, action: string): Promise<Choice[]> {
  const keys = await lookingInto(database, act, (scope) => keysLike(scope, typed, OFFERED));
  return keys.map((key) => ({
    id: matchMenu.option(action, key.id),
    label: `${key.label} · ${findProvider(key.provider).name}`,
  }));
}

/** "It is this one." */
export async function match(visit: Visit, { triage, key }: Of & { key: number }): Promise<Reply> {
  const found = { triage: triage as TriageRef, key: key as KeyRef };
  return replace(await declared(visit, await matchTriage(visit.database, visit.act, found), false));
}

async function declared(visit: Visit, { id, joined }: Declared, plain: boolean): Promise<Message> {
  const card = await lookingInto(visit.database, visit.act, (scope) => incidentOf(scope, id));
  return declaredMessage(card, { joined, plain });
}

/** The form for the key, of its provider where that is known. */
export async function startRecord(visit: Visit, { triage }: Of): Promise<Reply> {
  const { issuer, says } = await cardOf(visit, triage);
  return openModal(
    issuer === null
      ? pickProviderModal(providers, says ?? '', 'key', triage)
      : addKeyFor(visit.act, findProvider(issuer.id), says ?? '', triage),
  );
}

/** The key is recorded now, and its incident is open. */
export async function recordedLeak(
  visit: Visit,
  provider: Provider,
  form: KeyForm,
  triage: TriageRef,
): Promise<Reply> {
  const recorded = await recordLeakedKey(visit.database, visit.act, provider, form, triage);
  return become(messageModal(await declared(visit, recorded, true)));
}

export const startDismiss = async (visit: Visit, { triage }: Of): Promise<Reply> =>
  openModal(dismissModal(await cardOf(visit, triage)));

export async function submitDismiss(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.dismissTriage>,
): Promise<Reply> {
  await dismissTriage(database, act, hidden.triage as TriageRef, answers.because);
  return close;
}

/** The message shortcut: into the incident of that channel, or a question which one. */
export async function addToTimeline(visit: Visit, message: SaidMessage | null): Promise<Reply> {
  const { database, act } = visit;
  if (message === null || act.channel === null) throw new Error('a message shortcut without a message');
  const said = { ...message, channel: act.channel };
  const found = await lookingInto(database, act, (scope) => incidentAt(scope, said.channel));
  if ('one' in found) {
    return tell(addedMessage(await addNote(database, act, found.one, said), said.masked));
  }
  const choices = found.choices.map((row) => ({
    id: row.id,
    title: incidentTitle({ ...row, providerName: findProvider(row.provider).name }),
  }));
  return openModal(chooseIncidentModal(said, choices));
}

export async function submitToTimeline(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.addToTimeline>,
): Promise<Reply> {
  const said = { ...hidden, author: hidden.author as SaidMessage['author'] };
  const number = await addNote(database, act, Number(answers.incident) as IncidentRef, said);
  return become(messageModal(addedMessage(number, said.masked)));
}

/** Who is what in an incident, and what a lead or one person alone decides. */
import { actor } from '../../domain/act.ts';
import { aliveRefusal, aloneRefusal, commandRefusal, earlyRefusal } from '../../domain/incident-people.ts';
import type { TwoPersons } from '../../domain/incident-wishes.ts';
import { type IncidentRef, personId } from '../../domain/words.ts';
import { confirmAlone } from '../../incident/alone.ts';
import { changeOrder } from '../../incident/change-order.ts';
import { joinIncident, takeLead, takeScribe } from '../../incident/take-role.ts';
import { withdrawWish } from '../../incident/wishes.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/incident.ts';
import { clear, openModal, type Reply, replace, tell } from '../reply.ts';
import { aloneModal, orderModal, peopleMessage } from '../views/incident-people.ts';
import { cardOf, redrawn } from './incident.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly incident: number;
}
const ref = (incident: number): IncidentRef => incident as IncidentRef;

export async function show(visit: Visit, { incident }: Of): Promise<Reply> {
  return tell(peopleMessage(await cardOf(visit, incident)));
}

/** The private message with the buttons says how it is now. */
async function again(visit: Visit, incident: number): Promise<Reply> {
  const shown = peopleMessage(await cardOf(visit, incident));
  return visit.inOwnCopy ? replace(shown) : tell(shown);
}

export async function lead(visit: Visit, { incident, from }: Of & { from: string }): Promise<Reply> {
  await takeLead(visit.database, visit.act, { incident: ref(incident), from: personId(from) });
  return again(visit, incident);
}

export async function scribe(visit: Visit, { incident, from }: Of & { from: string | null }): Promise<Reply> {
  const had = from === null ? null : personId(from);
  await takeScribe(visit.database, visit.act, { incident: ref(incident), from: had });
  return again(visit, incident);
}

export async function join(visit: Visit, { incident }: Of): Promise<Reply> {
  await joinIncident(visit.database, visit.act, ref(incident));
  return again(visit, incident);
}

/** @throws Refusal before anything is typed. */
export async function startOrder(visit: Visit, { incident }: Of): Promise<Reply> {
  const card = await cardOf(visit, incident);
  const refused = commandRefusal(card, { id: actor(visit.act), role: visit.act.role });
  if (refused !== null) throw refused;
  return openModal(orderModal(card));
}

export async function submitOrder(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.order>,
): Promise<Reply> {
  const { order } = hidden;
  await changeOrder(database, act, { incident: ref(hidden.incident), order, reason: answers.reason });
  return clear;
}

/** @throws Refusal before anything is typed. */
export async function startAlone(
  visit: Visit,
  { incident, what }: Of & { what: TwoPersons },
): Promise<Reply> {
  const card = await cardOf(visit, incident);
  const wish = what === 'override' ? card.override : card.falseAlarm;
  const { now, role } = visit.act;
  const refused =
    aloneRefusal(wish, { id: actor(visit.act), role }) ??
    (what === 'override' ? aliveRefusal(card.proof.verdict.proof) : null) ??
    (wish && earlyRefusal(wish, card, now));
  if (refused !== null) throw refused;
  return openModal(aloneModal(card, what));
}

export async function submitAlone(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.alone>,
): Promise<Reply> {
  const { what } = hidden;
  await confirmAlone(database, act, { incident: ref(hidden.incident), what, reason: answers.reason });
  return clear;
}

export async function withdraw(
  visit: Visit,
  { incident, what, of }: Of & { what: TwoPersons; of: number | null },
): Promise<Reply> {
  await withdrawWish(visit.database, visit.act, { incident: ref(incident), what, of });
  return redrawn(visit, incident);
}

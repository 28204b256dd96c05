/** What stands in the new messages of an incident: changes, steps handed over, second persons wanted. */
import { type TwoPersons, twoPersons, type WishEnd } from '../domain/incident-wishes.ts';
import { type IncidentRef, type PersonId, personId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { endOfWish } from '../store/wishes.ts';
import { type CardStep, type IncidentCard, incidentCard } from './incident-card.ts';
import { type Loud, loudThings } from './loud.ts';

export interface LoudCard {
  readonly incident: IncidentCard;
  readonly what: Loud;
  readonly by: PersonId;
}

/** @param subject `<incident>:<what>:<who did it>`. */
export async function loudCard(scope: Scope, subject: string): Promise<LoudCard | null> {
  const [id, said, by = ''] = subject.split(':');
  const what = loudThings.find((each) => each === said);
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  return incident === null || what === undefined ? null : { incident, what, by: personId(by) };
}

export interface HandedCard {
  readonly incident: IncidentCard;
  readonly step: CardStep;
  readonly to: PersonId;
  readonly by: PersonId;
}

/** @param subject `<incident>:<step>:<to>:<by>`. */
export async function handedCard(scope: Scope, subject: string): Promise<HandedCard | null> {
  const [id, of, to = '', by = ''] = subject.split(':');
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  const step = incident?.steps.find((each) => each.id === of);
  if (incident === null || step === undefined) return null;
  return { incident, step, to: personId(to), by: personId(by) };
}

export interface SecondCard {
  readonly incident: IncidentCard;
  readonly what: TwoPersons;
  /** When the wish was made that this message is about, in milliseconds; older messages are about the one that stands. */
  readonly askedAt: number | null;
  /** How it ended without being confirmed. */
  readonly end: WishEnd | null;
}

/** @param subject `<incident>:<what>:<when it was asked for>`. */
export async function secondCard(scope: Scope, subject: string): Promise<SecondCard | null> {
  const [id, said, asked] = subject.split(':');
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  if (incident === null) return null;
  const what = said === 'override' ? 'override' : 'false_alarm';
  const askedAt = asked === undefined ? null : Number(asked);
  return { incident, what, askedAt, end: await endOfWish(scope, incident.id, what, askedAt) };
}

export interface LapsedCard {
  readonly incident: IncidentCard;
  readonly what: TwoPersons;
  readonly end: WishEnd;
}

/** @param subject `<incident>:lapsed:<what>:<when it was asked for>`. */
export async function lapsedCard(scope: Scope, subject: string): Promise<LapsedCard | null> {
  const [id, lapsed, said, asked] = subject.split(':');
  const what = twoPersons.find((each) => each === said);
  if (lapsed !== 'lapsed' || what === undefined) return null;
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  const end = incident && (await endOfWish(scope, incident.id, what, Number(asked)));
  return incident && end && { incident, what, end };
}

export interface ReopenedCard {
  readonly incident: IncidentCard;
  /** Who reads it; `null` for the team channel. */
  readonly reader: PersonId | null;
}

/** @param subject `<incident>:reopened:<reader, or nothing>`. */
export async function reopenedCard(scope: Scope, subject: string): Promise<ReopenedCard | null> {
  const [id, reopened, reader = ''] = subject.split(':');
  if (reopened !== 'reopened') return null;
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  return incident && { incident, reader: reader === '' ? null : personId(reader) };
}

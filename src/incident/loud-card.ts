/** What stands in the new messages of an incident: changes, steps handed over, second persons wanted. */
import { type IncidentRef, type PersonId, personId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { TwoPersons } from './call-effects.ts';
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
}

/** @param subject `<incident>:<what>`. */
export async function secondCard(scope: Scope, subject: string): Promise<SecondCard | null> {
  const [id, said] = subject.split(':');
  const incident = await incidentCard(scope, Number(id) as IncidentRef);
  return incident && { incident, what: said === 'override' ? 'override' : 'false_alarm' };
}

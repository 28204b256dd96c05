import { actor } from '../domain/act.ts';
import type { PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { leadsHere } from '../store/triages.ts';
import type { AtWork } from './at-work.ts';
import { present } from './call-people.ts';

/** Leads who are called at once, at most: each of them is woken. */
const MOST_LEADS = 10;

/**
 * Everybody but the actor who can judge about an incident, those first who answer for it: its lead, the leads of the
 * workspace, then whoever has to do with the key or works on it. A drill stays among those who are in it.
 */
export async function othersIn(scope: Scope, { stored, key }: AtWork): Promise<PersonId[]> {
  const people = [
    stored.lead,
    ...(stored.drill ? [] : await leadsHere(scope, MOST_LEADS)),
    key.deputy,
    key.custodian,
    stored.scribe,
    ...stored.responders,
    ...stored.logins.map(({ person }) => person),
  ];
  const here = await present(
    scope,
    people.filter((person) => person !== null),
  );
  return here.filter((person) => person !== actor(scope.act));
}

/** Who may be told about a key, in the order that the planner of nudges goes by as well. */
import type { Place } from '../domain/effects.ts';
import { answererOf, leadFor, type Party, type PlanningTeam } from '../domain/nudge-topics.ts';
import type { PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import type { KeyRow } from '../store/keys.ts';
import { leadsHere } from '../store/leads.ts';
import { peopleAmong, thisWorkspace } from '../store/people.ts';
import { partyOf, planningTeam } from './nudge-facts.ts';

export type AnsweredFor = Pick<KeyRow, 'custodian' | 'deputy' | 'disownedAt'>;

export interface Parties {
  readonly custodian: Party;
  readonly deputy: Party | null;
  /** The active leads. */
  readonly leads: readonly Party[];
  /** The one of them who is told of this key. */
  readonly lead: Party | null;
  readonly team: PlanningTeam;
  /** Where there is nobody to ask; `null` while no channel is chosen. */
  readonly channel: Place | null;
}

export async function partiesOf(
  scope: Scope,
  { custodian, deputy }: Pick<AnsweredFor, 'custodian' | 'deputy'>,
): Promise<Parties> {
  const workspace = await thisWorkspace(scope);
  const team = planningTeam(workspace);
  const ids = [custodian, ...(deputy === null ? [] : [deputy])];
  const [[first, second], leads] = await Promise.all([
    peopleHere(scope, team, ids),
    leadsHere(scope).then((found) => peopleHere(scope, team, found)),
  ]);
  return {
    custodian: first ?? partyOf({ id: custodian, timezone: null, standing: null }, team),
    deputy: second ?? null,
    leads,
    lead: leadFor(leads, { custodian, deputy }),
    team,
    channel: workspace.teamChannel === null ? null : { channel: workspace.teamChannel },
  };
}

/** These people, in this order; whom we have not met is taken as they are. */
export async function peopleHere(
  scope: Scope,
  team: PlanningTeam,
  ids: readonly PersonId[],
): Promise<Party[]> {
  if (ids.length === 0) return [];
  const known = await peopleAmong(scope, [...ids]);
  return ids.map((id) => {
    const met = known.find((person) => person.id === id);
    return partyOf({ id, timezone: met?.timezone ?? null, standing: met?.standing ?? null }, team);
  });
}

/** Who answers for a key among them: its custodian, else its deputy, else a lead; `null` when none of them is left. */
export const answererAmong = (
  { custodian, deputy, lead }: Parties,
  { disownedAt }: Pick<AnsweredFor, 'disownedAt'>,
): Party | null => answererOf({ custodian, deputy, lead, disowned: disownedAt !== null });

/** The same by id; where it is `null`, the team channel is told. */
export async function recipientFor(scope: Scope, key: AnsweredFor): Promise<PersonId | null> {
  return answererAmong(await partiesOf(scope, key), key)?.id ?? null;
}

/** Their direct messages, else the team channel; `null` without either. */
export const placeOf = (party: Party | null, { channel }: Pick<Parties, 'channel'>): Place | null =>
  party === null ? channel : { person: party.id };

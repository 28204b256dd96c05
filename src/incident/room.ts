import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef, PersonId, TriageRef } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { keyById } from '../store/keys.ts';
import { thisWorkspace } from '../store/people.ts';
import { triageById } from '../store/triages.ts';
import { triageRoomOf } from './triage-effects.ts';

/** What the channel of an incident needs to know. */
export interface Room {
  /** Fit for a Slack channel: lower case, no spaces, at most 70 characters. */
  readonly name: string;
  /** How it is named where it has no channel of its own. */
  readonly title: string;
  readonly drill: boolean;
  /** Where its thread begins then; `null` when there is none, and for a drill, which stays with those who practise. */
  readonly teamChannel: string | null;
  readonly originChannel: string | null;
  readonly reporter: PersonId;
  /** Outbox name of the room that it goes on in, when the leak was worked before its key was known. */
  readonly goesOnIn: string | null;
}

export async function roomFor(scope: Scope, id: number): Promise<Room> {
  const incident = await incidentById(scope, id as IncidentRef);
  const key = incident === null ? null : await keyById(scope, incident.key);
  if (incident === null || key === null) {
    throw new Refusal('not_found', 'That incident is not recorded here.', 'The incidents command shows all.');
  }
  const { number, drill } = incident;
  return {
    name: roomName(drill ? 'drill' : 'leak', number, key.label),
    title: `${drill ? 'DRILL' : 'Leak'} #${number}: ${key.label}`,
    drill,
    teamChannel: drill ? null : (await thisWorkspace(scope)).teamChannel,
    originChannel: incident.originChannel,
    reporter: incident.reportedBy,
    goesOnIn: incident.triage === null ? null : triageRoomOf(incident.triage),
  };
}

/** The room of a leak whose key is not known yet; its incident goes on there. */
export async function triageRoomFor(scope: Scope, id: number): Promise<Room> {
  const triage = await triageById(scope, id as TriageRef);
  if (triage === null) {
    throw new Refusal('not_found', 'That triage is not recorded here.', 'The incidents command shows all.');
  }
  const { number, originChannel, reportedBy: reporter } = triage;
  const { teamChannel } = await thisWorkspace(scope);
  const title = `Leak #${number}: key not found yet`;
  return {
    name: `leak-${number}`,
    title,
    drill: false,
    teamChannel,
    originChannel,
    reporter,
    goesOnIn: null,
  };
}

/** `leak-7-prop-desk`. Letters that Slack does not take in a name become hyphens. */
export function roomName(kind: 'leak' | 'drill', number: number, label: string): string {
  const slug = label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `${kind}-${number}-${slug}`.slice(0, 70).replace(/-+$/, '');
}

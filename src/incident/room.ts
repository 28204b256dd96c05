import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { keyById } from '../store/keys.ts';

/** What the channel of an incident needs to know. */
export interface Room {
  /** Fit for a Slack channel: lower case, no spaces, at most 70 characters. */
  readonly name: string;
  readonly originChannel: string | null;
  readonly reporter: PersonId;
}

export async function roomFor(scope: Scope, id: number): Promise<Room> {
  const incident = await incidentById(scope, id as IncidentRef);
  const key = incident === null ? null : await keyById(scope, incident.key);
  if (incident === null || key === null) {
    throw new Refusal('not_found', 'That incident is not recorded here.', 'The incidents command shows all.');
  }
  return {
    name: roomName(incident.drill ? 'drill' : 'leak', incident.number, key.label),
    originChannel: incident.originChannel,
    reporter: incident.reportedBy,
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

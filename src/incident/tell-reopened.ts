/** Says that it is open again to everybody who was told that it is over: a redrawn message wakes nobody. */
import type { PersonId } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import type { StoredIncident } from '../store/incidents.ts';
import { placesOf, wantAll } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';
import { calledTo } from '../store/told.ts';
import { present } from './call-people.ts';
import { postReopened, toldAgain } from './effects.ts';

/**
 * Loudly to the room and these people; in few words to whoever else has a message about it: those asked to log in, owners
 * of services, whoever was called, and the team channel if it was. Each once for each time that it is opened again.
 * @param incident as it is now, open again.
 */
export async function tellReopened(
  tx: Tx,
  incident: StoredIncident,
  loudly: readonly PersonId[],
): Promise<void> {
  // Before the loud messages, which are about it too.
  const told = await toldOf(tx, incident);
  postReopened(tx, incident, loudly);
  const others = (await present(tx, told.people)).filter((person) => !loudly.includes(person));
  const message = { do: 'message', kind: 'incident-loud' } as const;
  wantAll(tx, [
    ...others.map((person) => ({
      name: `${toldAgain(incident)}${person}`,
      effect: { ...message, subject: `${incident.id}:reopened:${person}`, to: { person } },
      lane: 'incident' as const,
    })),
    ...told.channels.map((channel) => ({
      name: `${toldAgain(incident)}team`,
      effect: { ...message, subject: `${incident.id}:reopened:`, to: { channel } },
      lane: 'incident' as const,
    })),
  ]);
}

/**
 * Everybody who had a message about it. What was sent is swept a month after the end; that people were called is kept for
 * good by the audit log, and whom it concerned is stored with it. The team may have another channel by now.
 */
async function toldOf(
  tx: Tx,
  { id, logins, notices, drill }: StoredIncident,
): Promise<{ people: PersonId[]; channels: string[] }> {
  const [places, called, { teamChannel }] = await Promise.all([
    placesOf(tx, `incident:${id}:`),
    calledTo(tx, id),
    thisWorkspace(tx),
  ]);
  const toldTeam = places.some((place) => 'channel' in place) || (!drill && called.channel);
  const channel = toldTeam ? teamChannel : null;
  return {
    people: [
      ...places.flatMap((place) => ('person' in place ? [place.person as PersonId] : [])),
      ...called.people,
      ...logins.flatMap(({ person, askedAt }) => (askedAt === null ? [] : [person])),
      ...notices.map(({ owner }) => owner),
    ],
    channels: channel === null ? [] : [channel],
  };
}

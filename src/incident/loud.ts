/** What must be heard: said in new messages, since an update of the card notifies nobody. */
import { actor } from '../domain/act.ts';
import type { Place } from '../domain/effects.ts';
import type { IncidentStep } from '../domain/incident-state.ts';
import type { TwoPersons } from '../domain/incident-wishes.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import type { StoredIncident } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';
import type { AtWork } from './at-work.ts';
import { handedName, MOST_SECOND, secondName } from './call-effects.ts';
import { roomOf } from './effects.ts';
import { othersIn } from './others.ts';

/** What can be said loudly: who did it stands with it, the rest is drawn from what is stored. */
export const loudThings = ['abuse', 'order', 'lead', 'override_alone', 'false_alarm_alone'] as const;
export type Loud = (typeof loudThings)[number];

/** @param alsoTeam in the team channel too; never for a drill. */
export async function sayLoudly(
  tx: Tx,
  incident: Pick<StoredIncident, 'id' | 'drill'>,
  what: Loud,
  alsoTeam = false,
): Promise<void> {
  const { teamChannel } = await thisWorkspace(tx);
  const team = alsoTeam && !incident.drill && teamChannel !== null ? [{ channel: teamChannel }] : [];
  const room = roomOf(incident.id);
  const places: Place[] = [{ room }, ...team];
  for (const [nth, to] of places.entries()) {
    want(tx, {
      name: `incident:${incident.id}:loud:${what}:${tx.now.getTime()}:${nth}`,
      effect: {
        do: 'message',
        kind: 'incident-loud',
        subject: `${incident.id}:${what}:${actor(tx.act)}`,
        to,
      },
      lane: 'incident',
      ...('room' in to ? { after: room } : {}),
    });
  }
}

/** Tells whoever has a step now that it was given to them, with its buttons. */
export function tellHandedOver(tx: Tx, id: IncidentRef, { id: step, by, claimedAt }: IncidentStep): void {
  if (by === null || by === tx.act.person) return;
  want(tx, {
    name: handedName(id, step, claimedAt),
    effect: {
      do: 'message',
      kind: 'step-handed',
      subject: `${id}:${step}:${by}:${actor(tx.act)}`,
      to: { person: by },
    },
    lane: 'incident',
  });
}

/**
 * Calls everybody who could be the second person, at once: a decision that needs two must not wait for one of them to
 * look at the card.
 */
export async function callSecond(tx: Tx, at: AtWork, what: TwoPersons, requestedAt: Date): Promise<void> {
  const { stored } = at;
  const { teamChannel } = await thisWorkspace(tx);
  const people = (await othersIn(tx, at)).slice(0, MOST_SECOND - 1);
  const team = stored.drill || teamChannel === null ? [] : [{ channel: teamChannel }];
  const places: Place[] = [...people.map((person) => ({ person })), ...team];
  const subject = `${stored.id}:${what}:${requestedAt.getTime()}`;
  for (const [nth, to] of places.entries()) {
    want(tx, {
      name: secondName(stored.id, what, requestedAt, nth),
      effect: { do: 'message', kind: 'second-person', subject, to },
      lane: 'incident',
    });
  }
  tx.record('called a second person', `incident:${stored.id}`, { what, people });
}

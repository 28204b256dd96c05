/** What a leak of an unknown key wants of Slack: its room, its card, and the calls to whoever could take it up. */
import type { Place } from '../domain/effects.ts';
import type { PersonId, TriageRef } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import { want } from '../store/outbox.ts';

export const triageRoomOf = (id: TriageRef): string => `room:triage:${id}`;
const messagesOf = (id: TriageRef): string => `triage:${id}:`;
const cardOf = (id: TriageRef): string => `${messagesOf(id)}card`;

/** Opens the room, posts the card there, pins it and brings these people in. */
export function openTriageRoom(tx: Tx, id: TriageRef, people: readonly PersonId[]): void {
  const room = triageRoomOf(id);
  const card = cardOf(id);
  want(tx, { name: room, effect: { do: 'triage-room', triage: id }, lane: 'incident' });
  wantCard(tx, card, id, { room }, room);
  inviteToTriage(tx, id, '1', people);
  want(tx, {
    name: `${messagesOf(id)}pin`,
    effect: { do: 'pin', message: card },
    lane: 'incident',
    after: card,
  });
}

/** @param which makes this invitation one of its own: done once for ever. */
export function inviteToTriage(tx: Tx, id: TriageRef, which: string, people: readonly PersonId[]): void {
  const room = triageRoomOf(id);
  want(tx, {
    name: `${messagesOf(id)}invite:${which}`,
    effect: { do: 'invite', room, people: [...people] },
    lane: 'incident',
    after: room,
  });
}

/**
 * The card once more, where people are called to it: an update of the old one would notify nobody.
 * @param call makes it one of its own.
 */
export function callTo(tx: Tx, id: TriageRef, call: string, place: Place): void {
  wantCard(tx, `${messagesOf(id)}call:${call}:${Object.values(place).join()}`, id, place);
}

function wantCard(tx: Tx, name: string, id: TriageRef, to: Place, after?: string): void {
  want(tx, {
    name,
    effect: { do: 'message', kind: 'triage', subject: String(id), to },
    lane: 'incident',
    ...(after === undefined ? {} : { after }),
  });
}

/** Draws the card again, wherever it was posted. */
export const redrawTriage = (tx: Tx, id: TriageRef): void => tx.redrawAll(messagesOf(id));

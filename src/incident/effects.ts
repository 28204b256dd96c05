/** What an incident wants of Slack: its room, its card, and the people it calls. */
import type { Place } from '../domain/effects.ts';
import type { IncidentRef, PersonId, ServiceRef } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import { deletedAt } from '../store/incident-as-seen.ts';
import type { StoredIncident } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';

export const roomOf = (id: IncidentRef): string => `room:incident:${id}`;
const cardOf = (id: IncidentRef): string => `incident:${id}:card`;

/** Opens the room, posts the card there, pins it, invites these people and decorates it, in this order. */
export function openRoom(tx: Tx, id: IncidentRef, people: readonly PersonId[]): void {
  const room = roomOf(id);
  want(tx, { name: room, effect: { do: 'room', incident: id }, lane: 'incident' });
  want(tx, {
    name: cardOf(id),
    effect: { do: 'message', kind: 'incident', subject: String(id), to: { room } },
    lane: 'incident',
    after: room,
  });
  invite(tx, id, '1', people);
  want(tx, {
    name: `incident:${id}:pin`,
    effect: { do: 'pin', message: cardOf(id) },
    lane: 'incident',
    after: cardOf(id),
  });
  for (const decoration of ['bookmark', 'canvas'] as const) {
    want(tx, {
      name: `incident:${id}:${decoration}`,
      effect: { do: decoration, room, incident: id },
      lane: 'answer',
      after: room,
    });
  }
}

/** Brings people into the room. `which` makes this invitation one of its own: done once for ever. */
export function invite(tx: Tx, id: IncidentRef, which: string, people: readonly PersonId[]): void {
  if (people.length === 0) return;
  const room = roomOf(id);
  want(tx, {
    name: `incident:${id}:invite:${which}`,
    effect: { do: 'invite', room, people: [...people] },
    lane: 'incident',
    after: room,
  });
}

/** "Can you log in there?", to one person. */
export function wantLoginQuestion(tx: Tx, id: IncidentRef, person: PersonId): void {
  want(tx, {
    name: loginQuestion(id, person),
    effect: { do: 'message', kind: 'login-question', subject: `${id}:${person}`, to: { person } },
    lane: 'incident',
  });
}

/** To the owner of a service that uses the key. */
export function wantServiceNotice(tx: Tx, id: IncidentRef, service: ServiceRef, owner: PersonId): void {
  want(tx, {
    name: serviceNotice(id, service),
    effect: { do: 'message', kind: 'service-notice', subject: `${id}:${service}`, to: { person: owner } },
    lane: 'incident',
  });
}

const loginQuestion = (id: IncidentRef, person: PersonId): string => `incident:${id}:login:${person}`;
const serviceNotice = (id: IncidentRef, service: ServiceRef): string => `incident:${id}:service:${service}`;

/** Says loudly that the key is alive, or its incident open, again: an update of an old card notifies nobody, so new ones are posted. */
export function postReopened(tx: Tx, incident: StoredIncident, people: readonly PersonId[]): void {
  const { id } = incident;
  const post = { do: 'message', kind: 'incident', subject: String(id) } as const;
  want(tx, {
    name: reopened(incident),
    effect: { ...post, to: { room: roomOf(id) } },
    lane: 'incident',
  });
  for (const person of people) {
    want(tx, {
      name: `${reopened(incident)}:${person}`,
      effect: { ...post, to: { person } },
      lane: 'incident',
    });
  }
}

/** Each return has its own cards, since an update of an old one notifies nobody. */
const reopened = ({ id, reopenedAt }: StoredIncident): string => `incident:${id}:reopened:${nth(reopenedAt)}`;

/** Beginning of the names of what tells the others that it is open again. */
export const toldAgain = (incident: StoredIncident): string => `${reopened(incident)}:told:`;

/** Which end or return of an incident: the first, or the one after it came back at that moment. */
const nth = (reopenedAt: Date | null): number => Math.floor((reopenedAt?.getTime() ?? 0) / 1000);

/**
 * The report as files, for people and for programs, posted in the room.
 * @param which makes it one of its own; each end of the incident has one.
 */
export function wantReport(tx: Tx, incident: StoredIncident, which = String(nth(incident.reopenedAt))): void {
  const room = roomOf(incident.id);
  wantFiles(tx, incident.id, which, { room }, room);
}

/** The same files for one person, each time they ask. */
export function wantReportFor(tx: Tx, id: IncidentRef, person: PersonId): void {
  wantFiles(tx, id, `${person}:${tx.now.getTime()}`, { person });
}

/** The one for people last: it is what stands lowest in the room. */
function wantFiles(tx: Tx, id: IncidentRef, which: string, to: Place, after?: string): void {
  const kinds = { report: 'incident-report', 'report-json': 'incident-json' } as const;
  for (const name of ['report-json', 'report'] as const) {
    want(tx, {
      name: `incident:${id}:${name}:${which}`,
      effect: { do: 'file', kind: kinds[name], subject: String(id), to },
      lane: 'incident',
      ...(after === undefined ? {} : { after }),
    });
  }
}

/**
 * Draws the incident's cards again, and its questions and notices with them.
 * @param which.all also what concerns other people: their questions lose or regain their buttons with the incident.
 */
export function redrawIncident(tx: Tx, incident: StoredIncident, which: { all: boolean }): void {
  const { id } = incident;
  tx.redraw(cardOf(id));
  if (incident.reopenedAt !== null) {
    const name = reopened(incident);
    // Copies for people change with the deletion and the end only: Slack takes few updates a minute.
    const theirs = which.all ? everCalled(incident).map((person) => `${name}:${person}`) : [];
    tx.redraw(name, ...theirs);
    if (which.all) tx.redrawAll(toldAgain(incident));
  }
  for (const { person, canLogIn } of incident.logins) {
    // Whoever said yes works from there until the key is deleted; from then on it says the same to everybody.
    const changes = deletedAt(incident) === null && (person === tx.act.person || canLogIn === true);
    if (which.all || changes) tx.redraw(loginQuestion(id, person));
  }
  if (!which.all) return;
  for (const { service } of incident.notices) tx.redraw(serviceNotice(id, service));
}

export function redrawNotice(tx: Tx, id: IncidentRef, service: ServiceRef): void {
  tx.redraw(serviceNotice(id, service));
}

/** Whom a return of the key concerns first: the lead, and whoever said that it was deleted, or could do so. */
export function callers({ lead, steps, logins }: StoredIncident): PersonId[] {
  const hands = steps.flatMap(({ frozen, by }) => (frozen.kind === 'delete' && by !== null ? [by] : []));
  const deleter = logins.find(({ canLogIn }) => canLogIn === true)?.person;
  return [...new Set([lead, ...hands, ...(deleter === undefined ? [] : [deleter])])];
}

/** Everybody who may have been called when it came back: the deletion, by which they were known, was taken back then. */
const everCalled = ({ lead, responders, logins }: StoredIncident): PersonId[] => [
  ...new Set([lead, ...responders, ...logins.map(({ person }) => person)]),
];

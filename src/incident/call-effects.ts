/** Messages that call somebody who is silent, or somebody further up. Each call is a new one: an update wakes nobody. */
import type { About, Rung } from '../domain/chase.ts';
import type { Place } from '../domain/effects.ts';
import type { Incident } from '../domain/incident-state.ts';
import type { Lapse, TwoPersons } from '../domain/incident-wishes.ts';
import type { IncidentRef } from '../domain/words.ts';
import type { Tx } from '../store/database.ts';
import type { StoredIncident } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';
import { roomOf } from './effects.ts';

export const callPlaces = ({ people, channel }: Rung): Place[] => [
  ...people.map((person) => ({ person })),
  ...(channel === null ? [] : [{ channel }]),
];

/** `login`, `service:4`, `step:delete-key`. */
export const aboutText = (about: About): string => {
  if (about.kind === 'login') return 'login';
  return about.kind === 'service' ? `service:${about.service}` : `step:${about.step}`;
};

/** The moment makes it a call of its own: a step that changed hands is counted anew. */
export function wantCalls(tx: Tx, id: IncidentRef, about: About, places: readonly Place[]): void {
  for (const [nth, to] of places.entries()) {
    want(tx, {
      name: nameOf(id, about, tx.now, nth),
      effect: { do: 'message', kind: 'incident-call', subject: `${id}:${aboutText(about)}`, to },
      lane: 'incident',
    });
  }
}

const nameOf = (id: IncidentRef, about: About, at: Date, nth: number): string =>
  `incident:${id}:call:${aboutText(about)}:${at.getTime()}:${nth}`;

/** How many people one call can reach. */
const MOST = 12;

/** The latest call about each thing says what came of it. Older ones keep their buttons, which are checked anew. */
export function redrawCalls(tx: Tx, { id, ...incident }: StoredIncident): void {
  const latest: readonly (readonly [About, Date | null])[] = [
    [{ kind: 'login' }, incident.calledAt],
    ...incident.notices.map(({ service, chasedAt }) => [{ kind: 'service', service }, chasedAt] as const),
    ...incident.steps.map(({ step, chasedAt }) => [{ kind: 'step', step }, chasedAt] as const),
  ];
  const names = latest.flatMap(([about, at]) =>
    at === null ? [] : Array.from({ length: MOST }, (_, nth) => nameOf(id, about, at, nth)),
  );
  tx.redraw(...names);
}

/** How many places one wish for a second person can reach. */
export const MOST_SECOND = 25;

export const secondName = (id: IncidentRef, what: TwoPersons, requestedAt: Date, nth: number): string =>
  `incident:${id}:second:${what}:${requestedAt.getTime()}:${nth}`;

/** Those who were called to be the second person see what came of it. */
export function redrawSecond(tx: Tx, id: IncidentRef, before: Incident): void {
  const wishes = [
    ['override', before.override],
    ['false_alarm', before.falseAlarm],
  ] as const;
  const names = wishes.flatMap(([what, wish]) =>
    wish === null
      ? []
      : Array.from({ length: MOST_SECOND }, (_, nth) => secondName(id, what, wish.requestedAt, nth)),
  );
  tx.redraw(...names);
}

/** Says in the room that a wish does not stand any more by what was learnt since. Whoever withdraws one knows it. */
export function sayLapsed(tx: Tx, id: IncidentRef, lapses: readonly Lapse[]): void {
  const room = roomOf(id);
  for (const { what, wish, because } of lapses) {
    // An incident that is opened again says so itself.
    if (because === 'withdrawn' || because === 'reopened') continue;
    const subject = `${id}:lapsed:${what}:${wish.requestedAt.getTime()}`;
    want(tx, {
      name: `incident:${subject}`,
      effect: { do: 'message', kind: 'incident-loud', subject, to: { room } },
      lane: 'incident',
      after: room,
    });
  }
}

/** The message to whoever was handed a step; each time is one of its own. */
export const handedName = (id: IncidentRef, step: string, claimedAt: Date | null): string =>
  `incident:${id}:handed:${step}:${claimedAt?.getTime() ?? 0}`;

/** Whoever was handed a step sees when nothing is left to do in it. */
export function redrawHanded(tx: Tx, id: IncidentRef, before: Incident, after: Incident): void {
  const ended = after.state !== before.state;
  const names = before.steps.flatMap((step) =>
    step.claimedAt !== null && (ended || !after.steps.includes(step))
      ? [handedName(id, step.id, step.claimedAt)]
      : [],
  );
  tx.redraw(...names);
}

/**
 * When a message may come to its reader for the first time: decided for each kind here, with the reason for each that may
 * come at night or on a day off. Drawn again in place it notifies nobody, so that is done at once.
 */
import { type FileKind, type Lane, lanes, type MessageKind } from './effects.ts';

/**
 * `working time`: a reminder, or news that waits for nobody. `while fresh`: somebody has just done something and may wait
 * for the reader, who may be at work with them; as a reminder, or when Slack was away meanwhile, in working time.
 */
type Posting = 'working time' | 'while fresh' | { readonly atOnce: string };

const incident: Posting = { atOnce: 'a key may be leaking' };
const asked: Posting = { atOnce: 'its reader has just asked for it' };

/** A new kind does not compile without a decision. */
export const postings: Readonly<Record<MessageKind | FileKind, Posting>> = {
  incident,
  triage: incident,
  'login-question': incident,
  'service-notice': incident,
  'incident-call': incident,
  'incident-loud': incident,
  'step-handed': incident,
  'second-person': incident,
  unrecorded: incident,
  'incident-report': incident,
  'incident-json': incident,
  'follow-up': 'working time',
  'drill-suggestion': 'working time',
  'custody-notice': 'while fresh',
  'deputy-notice': 'while fresh',
  'import-custody': 'while fresh',
  handover: 'while fresh',
  rotation: 'while fresh',
  switch: 'while fresh',
  nudge: 'working time',
  'nudge-more': 'working time',
  attestation: 'working time',
  'attestation-deputy': 'working time',
  'attestation-open': 'working time',
  departure: 'working time',
  'departure-reminder': 'working time',
  digest: 'working time',
  import: asked,
  keys: asked,
  'keys-template': asked,
  calendar: asked,
  figures: asked,
  welcome: { atOnce: 'whoever has just installed us waits for the first words' },
  'audit-head': { atOnce: 'it asks nobody for anything, and witnesses more the sooner it is out' },
  trouble: { atOnce: 'while it lasts, nobody may hear of a leak' },
};

/** After this, what was news is late. */
const FRESH_MS = 15 * 60_000;

/**
 * Whether a message waits for its reader's working time.
 * @param waited milliseconds since it was wanted.
 */
export function waitsForWork(kind: MessageKind | FileKind, lane: number, waited: number): boolean {
  const posting = postings[kind];
  if (posting === 'while fresh') return lane >= lanes.nudge || waited > FRESH_MS;
  return posting === 'working time';
}

/** Reminders that somebody else gets when their reader leaves before they are posted. */
export const takenBack = [
  'nudge',
  'nudge-more',
  'attestation-deputy',
  'attestation-open',
  'departure',
  'departure-reminder',
  'rotation',
  'switch',
] as const satisfies readonly MessageKind[];
export type TakenBack = (typeof takenBack)[number];

/** The lane of reminders: what travels in another one is an answer, and not taken back. */
export const takenBackLane: Lane = 'nudge';

export const isTakenBack = (kind: MessageKind | FileKind, lane: number): kind is TakenBack =>
  lane === lanes[takenBackLane] && takenBack.some((each) => each === kind);

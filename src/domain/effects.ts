/** What may be done to Slack. Stored as intent in the outbox, performed by slack/deliver.ts, safe to repeat. */
import { z } from 'zod';

/** Messages that the product keeps alive: drawn from stored state whenever they are sent. */
export const messageKinds = [
  'incident',
  'triage',
  'login-question',
  'service-notice',
  'incident-call',
  'incident-loud',
  'step-handed',
  'second-person',
  'custody-notice',
  'deputy-notice',
  'handover',
  'nudge',
  'nudge-more',
  'rotation',
  'switch',
  'welcome',
  'audit-head',
  'import',
  'import-custody',
  'unrecorded',
  'follow-up',
  'drill-suggestion',
  'departure',
  'departure-reminder',
  'attestation',
  'attestation-deputy',
  'attestation-open',
  'trouble',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Files that the product makes, written at the moment they are sent. */
export const fileKinds = [
  'incident-report',
  'incident-json',
  'digest',
  'keys',
  'keys-template',
  'calendar',
  'figures',
] as const;
export type FileKind = (typeof fileKinds)[number];

/** A person's DM, a channel, or the room of an incident (by the outbox name of the row that opens it). */
export const Place = z.union([
  z.object({ person: z.string() }),
  z.object({ channel: z.string() }),
  z.object({ room: z.string() }),
]);
export type Place = z.infer<typeof Place>;

export const Effect = z.discriminatedUnion('do', [
  /** Post once, then update in place. `subject` says which row is drawn: an id, or a nudge's message name. */
  z.object({ do: z.literal('message'), kind: z.enum(messageKinds), subject: z.string(), to: Place }),
  z.object({ do: z.literal('room'), incident: z.number() }),
  z.object({ do: z.literal('triage-room'), triage: z.number() }),
  z.object({ do: z.literal('invite'), room: z.string(), people: z.array(z.string()) }),
  z.object({ do: z.literal('pin'), message: z.string() }),
  /** A link and a document of the room: pleasant, never needed. */
  z.object({ do: z.literal('bookmark'), room: z.string(), incident: z.number() }),
  z.object({ do: z.literal('canvas'), room: z.string(), incident: z.number() }),
  /** Uploaded and shared once. `subject` says what it is about: an incident's id, or nothing. */
  z.object({ do: z.literal('file'), kind: z.enum(fileKinds), subject: z.string(), to: Place }),
  z.object({ do: z.literal('home'), person: z.string() }),
]);
export type Effect = z.infer<typeof Effect>;

/** Lower goes first in a channel. */
export const lanes = { incident: 0, answer: 1, nudge: 2 } as const;
export type Lane = keyof typeof lanes;

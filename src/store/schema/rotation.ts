/** Rotation and nudges. */
import { sql } from 'drizzle-orm';
import {
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { NudgeAnswer, NudgeAudience, NudgeKind } from '../../domain/nudge.ts';
import type { KeyRef, NudgeRef, RotationRef, ServiceRef } from '../../domain/words.ts';
import { day, id, moment, person, ref, workspace } from './columns.ts';
import { keys, services } from './custody.ts';

export const rotations = pgTable(
  'rotations',
  {
    workspace: workspace(),
    id: id().$type<RotationRef>().notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    startedBy: person('started_by').notNull(),
    startedAt: moment('started_at').notNull(),
    /** The old key is said to be deleted; the proof decides. */
    deletedBy: person('deleted_by'),
    deletedAt: moment('deleted_at'),
    /** Somebody else than `deletedBy` who looked, where no provider's answer can prove it. */
    attestedBy: person('attested_by'),
    attestedBecause: text('attested_because'),
    /** The key that takes its place, once it is recorded. */
    newKey: ref('new_key').$type<KeyRef>(),
    newKeyBy: person('new_key_by'),
    newKeyAt: moment('new_key_at'),
    /** Its secret is where `keptAt` of the new key says. */
    storedBy: person('stored_by'),
    storedAt: moment('stored_at'),
    /** The new key was seen working. */
    workingBy: person('working_by'),
    workingAt: moment('working_at'),
    workingSays: text('working_says'),
    /** The old key may go although not every service has switched. */
    overrideBy: person('override_by'),
    overrideBecause: text('override_because'),
    overrideAt: moment('override_at'),
    abortedBy: person('aborted_by'),
    abortedBecause: text('aborted_because'),
    /** The last day on which somebody was reminded that it stands still. */
    remindedOn: day('reminded_on'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    uniqueIndex('rotations_running').on(t.workspace, t.key).where(sql`ended_at is null`),
  ],
);

/** A service that has to switch from the old key to the new one. */
export const rotationServices = pgTable(
  'rotation_services',
  {
    workspace: workspace(),
    rotation: ref('rotation').$type<RotationRef>().notNull(),
    service: ref('service').$type<ServiceRef>().notNull(),
    owner: person('owner').notNull(),
    askedAt: moment('asked_at'),
    /** "Not yet": the day that its owner named, and why. */
    notBefore: day('not_before'),
    notYetSays: text('not_yet_says'),
    switchedBy: person('switched_by'),
    switchedAt: moment('switched_at'),
    remindedOn: day('reminded_on'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.rotation, t.service] }),
    foreignKey({ columns: [t.workspace, t.rotation], foreignColumns: [rotations.workspace, rotations.id] }),
    foreignKey({ columns: [t.workspace, t.service], foreignColumns: [services.workspace, services.id] }),
  ],
);

/** A due date put off. `round` is the round of nudges that begins when it ends. */
export const snoozes = pgTable(
  'snoozes',
  {
    workspace: workspace(),
    key: ref('key').$type<KeyRef>().notNull(),
    dueOn: day('due_on').notNull(),
    round: smallint('round').notNull(),
    days: smallint('days').notNull(),
    until: day('until_day').notNull(),
    because: text('because').notNull(),
    by: person('by').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.key, t.dueOn, t.round] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
  ],
);

/** One row for each stage of each due date in each round: planned once, for ever. */
export const nudges = pgTable(
  'nudges',
  {
    workspace: workspace(),
    id: id().$type<NudgeRef>().notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    /** What the person is asked about the key. */
    kind: text('kind').$type<NudgeKind>().notNull().default('rotation'),
    /** Who is asked: the one who answers for the key, or those who are told because nobody answered. */
    audience: text('audience').$type<NudgeAudience>().notNull().default('custodian'),
    /** The day that it is about: of a rotation the due day, of the others the day that `domain/nudge.ts` names. */
    dueOn: day('due_on').notNull(),
    /** Days before due: 14, 7, 1, 0; then -1, -2, … while it is overdue. */
    stage: smallint('stage').notNull(),
    /** `keys.snoozes` when it was planned: after a snooze the stage that is due then nudges again. */
    round: smallint('round').notNull().default(0),
    /** `null` when it stands in the team channel. */
    recipient: person('recipient'),
    plannedAt: moment('planned_at').notNull(),
    /** Several keys of one person share one message: its name in the outbox. */
    message: text('message').notNull(),
    answer: text('answer').$type<NudgeAnswer>(),
    answeredBy: person('answered_by'),
    answeredAt: moment('answered_at'),
    answerNote: text('answer_note'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('nudges_once').on(t.workspace, t.key, t.kind, t.dueOn, t.stage, t.round, t.audience),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('nudges_of_message').on(t.workspace, t.message),
    index('nudges_open').on(t.workspace, t.key).where(sql`answer is null`),
  ],
);

/**
 * When the planner has to look at a key next. Triggers set it to the beginning of time whenever something changes that
 * may decide about its nudges, so that no deed has to remember it; the planner sets it to what the domain says.
 */
export const nudgeLooks = pgTable(
  'nudge_looks',
  {
    workspace: workspace(),
    key: ref('key').$type<KeyRef>().notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.key] }), index('nudge_looks_due').on(t.at)],
);

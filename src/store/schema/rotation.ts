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
import type { KeyRef, NudgeRef, RotationRef } from '../../domain/words.ts';
import { day, id, moment, person, ref, workspace } from './columns.ts';
import { keys } from './custody.ts';

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
    endedAt: moment('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    uniqueIndex('rotations_running').on(t.workspace, t.key).where(sql`ended_at is null`),
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
    dueOn: day('due_on').notNull(),
    /** Days before due: 14, 7, 1, 0; then -1, -2, … while it is overdue. */
    stage: smallint('stage').notNull(),
    /** `keys.snoozes` when it was planned: after a snooze the stage that is due then nudges again. */
    round: smallint('round').notNull().default(0),
    recipient: person('recipient').notNull(),
    plannedAt: moment('planned_at').notNull(),
    /** Several keys of one person share one message: its name in the outbox. */
    message: text('message').notNull(),
    answer: text('answer').$type<'rotation_started' | 'snoozed' | 'handed_over'>(),
    answeredBy: person('answered_by'),
    answeredAt: moment('answered_at'),
    answerNote: text('answer_note'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('nudges_once').on(t.workspace, t.key, t.dueOn, t.stage, t.round),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('nudges_of_message').on(t.workspace, t.message),
  ],
);

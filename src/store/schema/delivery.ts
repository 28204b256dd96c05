/** Once only, effects, evidence. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import type { WorkspaceId } from '../../domain/words.ts';
import { id, moment, workspace } from './columns.ts';

/** Deliveries whose deed is committed; inserted in the deed's own transaction. */
export const deliveries = pgTable(
  'deliveries',
  { workspace: workspace(), id: text('id').notNull(), at: moment('at').notNull() },
  (t) => [primaryKey({ columns: [t.workspace, t.id] }), index('deliveries_age').on(t.at)],
);

/** Events stored before they are acknowledged; only the fields that their work needs. */
export const inbox = pgTable(
  'inbox',
  {
    workspace: workspace(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    fields: jsonb('fields').notNull(),
    receivedAt: moment('received_at').notNull(),
    leaseUntil: moment('lease_until'),
    attempts: integer('attempts').notNull().default(0),
    workedAt: moment('worked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.eventId] }),
    index('inbox_waiting').on(t.receivedAt).where(sql`worked_at is null`),
  ],
);

/**
 * Intended effects on Slack. A row is pending while `wanted > done`; wanting it again while it is in flight makes one
 * more send of the newest state, never two at a time.
 */
export const outbox = pgTable(
  'outbox',
  {
    workspace: workspace(),
    id: id().notNull(),
    /** Unique for ever: `nudge:…`, `incident:7:card`. */
    name: text('name').notNull(),
    /** `Effect` of domain/effects.ts. */
    effect: jsonb('effect').notNull(),
    /** Incidents 0, answers 1, nudges 2: lower goes first. */
    lane: smallint('lane').notNull(),
    /** Sends of one gate are spaced; see `gates`. */
    gate: text('gate').notNull(),
    /** Name of the row that must be done first. */
    after: text('after_name'),
    wanted: integer('wanted').notNull().default(1),
    done: integer('done').notNull().default(0),
    dueAt: moment('due_at').notNull(),
    leaseUntil: moment('lease_until'),
    attempts: integer('attempts').notNull().default(0),
    lastError: text('last_error'),
    gaveUpAt: moment('gave_up_at'),
    /** Where it ended up at Slack. */
    channel: text('channel'),
    ts: text('ts'),
    /** What else must survive a retry, such as an uploaded file's id. */
    progress: text('progress'),
    wantedAt: moment('wanted_at').notNull(),
    doneAt: moment('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('outbox_name').on(t.workspace, t.name),
    index('outbox_pending').on(t.dueAt).where(sql`wanted > done and gave_up_at is null`),
    index('outbox_unposted')
      .on(t.workspace, t.gate)
      .where(sql`wanted > done and gave_up_at is null and ts is null`),
  ],
);

/** The next moment at which something may be sent through a gate (a channel, or a card's updates). */
export const gates = pgTable(
  'gates',
  { workspace: workspace(), gate: text('gate').notNull(), nextAt: moment('next_at').notNull() },
  (t) => [primaryKey({ columns: [t.workspace, t.gate] })],
);

/** Append-only and hash-chained for each workspace; see domain/audit-chain.ts. */
export const audit = pgTable(
  'audit',
  {
    workspace: workspace(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    at: moment('at').notNull(),
    /** Slack user id, or `clock` for what a tick did. */
    actor: text('actor').notNull(),
    door: text('door').notNull(),
    deed: text('deed').notNull(),
    /** `key:12`, `incident:7`, `service:3`, … */
    subject: text('subject').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.seq] }),
    index('audit_of_subject').on(t.workspace, t.subject, t.seq),
  ],
);

export const auditHeads = pgTable('audit_heads', {
  workspace: text('workspace').$type<WorkspaceId>().primaryKey(),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});

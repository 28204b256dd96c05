/** Checks of custody: people who left with all that they held, and the quarterly "still yours, still needed?". */
import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import type { AttestationAnswer, HeldAs } from '../../domain/custody-checks.ts';
import type { KeyRef } from '../../domain/words.ts';
import { day, id, moment, person, ref, workspace } from './columns.ts';
import { keys } from './custody.ts';

/** Somebody who left the workspace: one batch of keys until each is taken care of. */
export const departures = pgTable(
  'departures',
  {
    workspace: workspace(),
    id: id().notNull(),
    person: person('person').notNull(),
    noticedAt: moment('noticed_at').notNull(),
    /** How we learned of it: Slack's event, or the daily comparison since events get lost. */
    noticedBy: text('noticed_by').$type<'event' | 'reconcile'>().notNull(),
    /** The last day on which those who have to act were reminded. */
    remindedOn: day('reminded_on'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    uniqueIndex('departures_open').on(t.workspace, t.person).where(sql`ended_at is null`),
  ],
);

/** One key of a departure. Who once held it may have kept a copy of its secret, so it is to be rotated. */
export const departureKeys = pgTable(
  'departure_keys',
  {
    workspace: workspace(),
    departure: ref('departure').notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    heldAs: text('held_as').$type<HeldAs>().notNull(),
    settledAt: moment('settled_at'),
    settledBy: person('settled_by'),
    /** How it was taken care of, or why nothing has to be done. */
    settledHow: text('settled_how'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.departure, t.key] }),
    foreignKey({
      columns: [t.workspace, t.departure],
      foreignColumns: [departures.workspace, departures.id],
    }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('departure_keys_open').on(t.workspace, t.key).where(sql`settled_at is null`),
  ],
);

/** "Still yours, still needed?" about one key in one quarter. */
export const attestations = pgTable(
  'attestations',
  {
    workspace: workspace(),
    id: id().notNull(),
    /** Its first day. */
    quarter: day('quarter').notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    person: person('person').notNull(),
    askedAt: moment('asked_at').notNull(),
    remindedOn: day('reminded_on'),
    /** Who steps in for the key and was asked as well, since its custodian kept silent, and the day. */
    deputy: person('deputy'),
    deputyAskedOn: day('deputy_asked_on'),
    /** The day on which a lead was told that nobody answered. */
    leadToldOn: day('lead_told_on'),
    answer: text('answer').$type<AttestationAnswer>(),
    answeredBy: person('answered_by'),
    answeredAt: moment('answered_at'),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('attestations_once').on(t.workspace, t.quarter, t.key),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('attestations_open').on(t.workspace, t.person).where(sql`answer is null`),
  ],
);

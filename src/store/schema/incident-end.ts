/** What people say of a key's death where nothing can be proven, and what is left to do after an incident. */
import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Rung } from '../../domain/attestation.ts';
import type { IncidentRef } from '../../domain/words.ts';
import { day, id, moment, person, ref, workspace } from './columns.ts';
import { incidents } from './incidents.ts';

/** One person's word about the key of an incident: what they saw, where, by which rung of the ladder. */
export const incidentAttestations = pgTable(
  'incident_attestations',
  {
    workspace: workspace(),
    id: id().notNull(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    person: person('person').notNull(),
    rung: text('rung').$type<Rung>().notNull(),
    saw: text('saw').$type<'gone' | 'there'>().notNull(),
    /** Where they looked, in their words. */
    looked: text('looked').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
    index('incident_attestations_of').on(t.workspace, t.incident),
  ],
);

/** What shall be better after an incident: by whom, by when. */
export const incidentFollowUps = pgTable(
  'incident_follow_ups',
  {
    workspace: workspace(),
    id: id().notNull(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    what: text('what').notNull(),
    owner: person('owner').notNull(),
    dueOn: day('due_on').notNull(),
    addedBy: person('added_by').notNull(),
    addedAt: moment('added_at').notNull(),
    /** The last day on which its owner was reminded. */
    remindedOn: day('reminded_on'),
    doneBy: person('done_by'),
    doneAt: moment('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
    index('incident_follow_ups_of').on(t.workspace, t.incident),
    index('incident_follow_ups_due').on(t.dueOn).where(sql`done_at is null`),
  ],
);

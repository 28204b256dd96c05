/** Incidents and proof. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Cause } from '../../domain/review.ts';
import type { IncidentRef, KeyRef, ServiceRef, Tier, TriageRef } from '../../domain/words.ts';
import { id, moment, person, ref, workspace } from './columns.ts';
import { keys } from './custody.ts';

export const incidents = pgTable(
  'incidents',
  {
    workspace: workspace(),
    id: id().$type<IncidentRef>().notNull(),
    /** What people say: `#7`. Counted in each workspace. */
    number: integer('number').notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    drill: boolean('drill').notNull(),
    state: text('state').$type<'open' | 'resolved' | 'false_alarm'>().notNull().default('open'),
    tier: smallint('tier').$type<Tier>().notNull(),
    abuseSeen: boolean('abuse_seen').notNull().default(false),
    order: text('step_order').$type<'kill_first' | 'overlap'>().notNull(),
    orderBecause: text('order_because').notNull(),
    lead: person('lead').notNull(),
    reportedBy: person('reported_by').notNull(),
    reportedAt: moment('reported_at').notNull(),
    /** Where it was reported; where the card goes when Slack forbids a private channel. */
    originChannel: text('origin_channel'),
    /** What the reporter knew, asked after the clock had started. */
    knownWhere: text('known_where'),
    knownHow: text('known_how'),
    knownBy: person('known_by'),
    knownAt: moment('known_at'),
    /** Who keeps the record, so that the lead need not. */
    scribe: person('scribe'),
    /** The triage that it came from, if the key was not known at first. */
    triage: ref('triage').$type<TriageRef>(),
    /** The incident in which this key was suspected too. */
    siblingOf: ref('sibling_of').$type<IncidentRef>(),
    /** How often, and when last, people were called because nobody could log in or nobody led. */
    calls: integer('calls').notNull().default(0),
    calledAt: moment('called_at'),
    overrideBy: person('override_by'),
    overrideBecause: text('override_because'),
    overrideAt: moment('override_at'),
    overrideConfirmedBy: person('override_confirmed_by'),
    overrideConfirmedAt: moment('override_confirmed_at'),
    /** Break-glass: why one person had to be enough. Looked at in the review. */
    overrideAloneBecause: text('override_alone_because'),
    falseAlarmBy: person('false_alarm_by'),
    falseAlarmBecause: text('false_alarm_because'),
    falseAlarmAt: moment('false_alarm_at'),
    falseAlarmAloneBecause: text('false_alarm_alone_because'),
    endedBy: person('ended_by'),
    endedAt: moment('ended_at'),
    reopenedAt: moment('reopened_at'),
    /** Who opened it again and why; `null` when the provider's answer did. */
    reopenedBy: person('reopened_by'),
    reopenedBecause: text('reopened_because'),
    /** What let it happen, as the review says: `Cause` of domain/review.ts, and in words. */
    cause: text('cause').$type<Cause>(),
    causeSays: text('cause_says'),
    reviewedBy: person('reviewed_by'),
    reviewedAt: moment('reviewed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('incidents_number').on(t.workspace, t.number),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    uniqueIndex('incidents_open').on(t.workspace, t.key, t.drill).where(sql`state = 'open'`),
  ],
);

/** The playbook as it was when the incident began, and what became of each step. */
export const incidentSteps = pgTable(
  'incident_steps',
  {
    workspace: workspace(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    step: text('step').notNull(),
    position: smallint('position').notNull(),
    /** `FrozenStep` of domain/playbook.ts. */
    frozen: jsonb('frozen').notNull(),
    state: text('state').$type<'open' | 'claimed' | 'done' | 'skipped'>().notNull().default('open'),
    by: person('by'),
    at: moment('at'),
    claimedAt: moment('claimed_at'),
    /** How often, and when last, somebody was reminded that it stands still; from zero with each change of hands. */
    chases: smallint('chases').notNull().default(0),
    chasedAt: moment('chased_at'),
    /** Evidence when done, reason when skipped. */
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.incident, t.step] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
  ],
);

/** "Can you log in there?": asked of one console holder after the other. */
export const incidentLogins = pgTable(
  'incident_logins',
  {
    workspace: workspace(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    person: person('person').notNull(),
    position: smallint('position').notNull(),
    askedAt: moment('asked_at'),
    canLogIn: boolean('can_log_in'),
    answeredAt: moment('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.incident, t.person] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
  ],
);

/** Affected services: whose owner was told, and who acknowledged. */
export const incidentServices = pgTable(
  'incident_services',
  {
    workspace: workspace(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    service: ref('service').$type<ServiceRef>().notNull(),
    owner: person('owner').notNull(),
    toldAt: moment('told_at').notNull(),
    acknowledgedBy: person('acknowledged_by'),
    acknowledgedAt: moment('acknowledged_at'),
    switchedBy: person('switched_by'),
    switchedAt: moment('switched_at'),
    chases: smallint('chases').notNull().default(0),
    chasedAt: moment('chased_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.incident, t.service] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
  ],
);

/** Who works on it besides the lead, by their own word or by what they did. */
export const incidentResponders = pgTable(
  'incident_responders',
  {
    workspace: workspace(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    person: person('person').notNull(),
    joinedAt: moment('joined_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.incident, t.person] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
  ],
);

/** A message that somebody put into the timeline. Secrets in it were masked before it was stored. */
export const incidentNotes = pgTable(
  'incident_notes',
  {
    workspace: workspace(),
    id: id().notNull(),
    incident: ref('incident').$type<IncidentRef>().notNull(),
    author: person('author'),
    saidAt: moment('said_at').notNull(),
    says: text('says').notNull(),
    masked: boolean('masked').notNull(),
    /** Where it stands in Slack: once only for each message. */
    channel: text('channel').notNull(),
    ts: text('ts').notNull(),
    addedBy: person('added_by').notNull(),
    addedAt: moment('added_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('incident_notes_once').on(t.workspace, t.incident, t.channel, t.ts),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
  ],
);

/** A leak of a key that is not recorded here: worked like an incident until it is known which key it is. */
export const triages = pgTable(
  'triages',
  {
    workspace: workspace(),
    id: id().$type<TriageRef>().notNull(),
    /** From the same count as incidents, which the incident takes over. */
    number: integer('number').notNull(),
    provider: text('provider'),
    /** The public id, as far as it is known. */
    keyId: text('key_id'),
    says: text('says'),
    abuseSeen: boolean('abuse_seen').notNull().default(false),
    reportedBy: person('reported_by').notNull(),
    reportedAt: moment('reported_at').notNull(),
    originChannel: text('origin_channel'),
    claimedBy: person('claimed_by'),
    claimedAt: moment('claimed_at'),
    calls: integer('calls').notNull().default(0),
    calledAt: moment('called_at'),
    state: text('state').$type<'open' | 'matched' | 'dismissed'>().notNull().default('open'),
    incident: ref('incident').$type<IncidentRef>(),
    endedBy: person('ended_by'),
    endedAt: moment('ended_at'),
    endedBecause: text('ended_because'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('triages_number').on(t.workspace, t.number),
    index('triages_open').on(t.workspace).where(sql`state = 'open'`),
  ],
);

/** A question to a provider that is due; asked outside any transaction under a lease. */
export const proofQuestions = pgTable(
  'proof_questions',
  {
    workspace: workspace(),
    id: id().notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    incident: ref('incident').$type<IncidentRef>(),
    purpose: text('purpose').$type<'baseline' | 'confirm'>().notNull(),
    askedBy: person('asked_by').notNull(),
    dueAt: moment('due_at').notNull(),
    leaseUntil: moment('lease_until'),
    attempts: integer('attempts').notNull().default(0),
    answeredAt: moment('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('proof_questions_due').on(t.dueAt).where(sql`answered_at is null`),
  ],
);

/** What a provider answered. The code is one of the documented ones or a bounded unknown one; never the body. */
export const observations = pgTable(
  'observations',
  {
    workspace: workspace(),
    id: id().notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    incident: ref('incident').$type<IncidentRef>(),
    at: moment('at').notNull(),
    host: text('host').notNull(),
    environment: text('environment').notNull(),
    result: text('result').$type<'exists' | 'absent' | 'inconclusive'>().notNull(),
    code: text('code'),
    reason: text('reason').notNull(),
    purpose: text('purpose').$type<'baseline' | 'confirm'>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    index('observations_of_key').on(t.workspace, t.key),
  ],
);

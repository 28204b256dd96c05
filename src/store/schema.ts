/**
 * Every table. Each carries the workspace first in its keys, so that a row of one workspace cannot be reached from
 * another. No column holds a secret: `keyId` is the provider's public identifier and `keptAt` a pointer.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ImportState } from '../domain/import-file.ts';
import type {
  AccountRef,
  Day,
  HandoverRef,
  IncidentRef,
  KeyRef,
  NudgeRef,
  PersonId,
  RotationRef,
  ServiceRef,
  Tier,
  WorkspaceId,
} from '../domain/words.ts';

const workspace = () => text('workspace').$type<WorkspaceId>().notNull();
const id = () => bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity();
const ref = (name: string) => bigint(name, { mode: 'number' });
const person = (name: string) => text(name).$type<PersonId>();
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const day = (name: string) => date(name, { mode: 'string' }).$type<Day>();

// --- Workspace and people -------------------------------------------------------------------------------------------

export const workspaces = pgTable('workspaces', {
  id: text('id').$type<WorkspaceId>().primaryKey(),
  name: text('name').notNull(),
  botUser: person('bot_user').notNull(),
  /** Where team-wide messages go; `null` until an admin chose one. */
  teamChannel: text('team_channel'),
  timezone: text('timezone').notNull().default('UTC'),
  /** User groups whose members are admins or leads, besides Slack's own workspace admins. */
  adminGroup: text('admin_group'),
  leadGroup: text('lead_group'),
  /** Working hours in local time, whole hours, and days (1 Monday to 7 Sunday). */
  workFrom: smallint('work_from').notNull().default(9),
  workTo: smallint('work_to').notNull().default(17),
  workDays: smallint('work_days').array().notNull().default([1, 2, 3, 4, 5]),
  holidays: date('holidays', { mode: 'string' }).$type<Day>().array().notNull().default([]),
  /** What the team changed of the product's own rules: `Policies` of domain/policies.ts. */
  policies: jsonb('policies').notNull().default({}),
  /** The last day on which the audit head was posted. */
  headPostedOn: day('head_posted_on'),
  installedAt: moment('installed_at').notNull(),
  /** Set when Slack said that the app was removed or its token revoked. */
  lostAt: moment('lost_at'),
});

/** What Slack last said about a person; the gate decides on it. */
export const people = pgTable(
  'people',
  {
    workspace: workspace(),
    id: person('id').notNull(),
    name: text('name').notNull(),
    timezone: text('timezone').notNull(),
    standing: text('standing').$type<'member' | 'guest' | 'outsider' | 'deactivated' | 'bot'>().notNull(),
    isAdmin: boolean('is_admin').notNull(),
    checkedAt: moment('checked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.id] })],
);

/** Who is in the user groups that give roles, as Slack last said. */
export const groupMembers = pgTable(
  'group_members',
  {
    workspace: workspace(),
    group: text('group_id').notNull(),
    person: person('person').notNull(),
    checkedAt: moment('checked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.group, t.person] })],
);

/** A file of keys that somebody brought: its rows as read, until they are confirmed or dropped. Never the file itself. */
export const imports = pgTable(
  'imports',
  {
    workspace: workspace(),
    id: id().notNull(),
    by: person('by').notNull(),
    fileName: text('file_name').notNull(),
    readAt: moment('read_at').notNull(),
    /** `ImportFile` of domain/import-file.ts: checked fields only. */
    rows: jsonb('rows').notNull(),
    state: text('state').$type<ImportState>().notNull().default('preview'),
    /** Rows that were written so far. */
    written: integer('written').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.id] })],
);

// --- Custody --------------------------------------------------------------------------------------------------------

export const accounts = pgTable(
  'accounts',
  {
    workspace: workspace(),
    id: id().$type<AccountRef>().notNull(),
    provider: text('provider').notNull(),
    region: text('region').notNull(),
    name: text('name').notNull(),
    /** The name as compared: trimmed, lower case. */
    nameKey: text('name_key').notNull(),
    /** How to get in when no holder can: a pointer to the procedure. */
    breakGlass: text('break_glass'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique().on(t.workspace, t.provider, t.region, t.nameKey),
  ],
);

/** Who can log in at the provider and delete there, in the order in which they are asked. */
export const consoleHolders = pgTable(
  'console_holders',
  {
    workspace: workspace(),
    account: ref('account').$type<AccountRef>().notNull(),
    person: person('person').notNull(),
    position: smallint('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.account, t.person] }),
    foreignKey({ columns: [t.workspace, t.account], foreignColumns: [accounts.workspace, accounts.id] }),
  ],
);

export const services = pgTable(
  'services',
  {
    workspace: workspace(),
    id: id().$type<ServiceRef>().notNull(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    owner: person('owner').notNull(),
    /** User group that owns it together with the person. */
    ownerGroup: text('owner_group'),
    criticality: text('criticality').$type<'low' | 'normal' | 'high'>().notNull().default('normal'),
    /** Slack channel id where its users are told. */
    channel: text('channel'),
    /** The team's own link or path; shown as plain text. */
    runbook: text('runbook'),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.id] }), unique().on(t.workspace, t.nameKey)],
);

export const keys = pgTable(
  'keys',
  {
    workspace: workspace(),
    id: id().$type<KeyRef>().notNull(),
    provider: text('provider').notNull(),
    label: text('label').notNull(),
    labelKey: text('label_key').notNull(),
    /** The provider's public identifier. */
    keyId: text('key_id').notNull(),
    account: ref('account').$type<AccountRef>().notNull(),
    environment: text('environment').notNull(),
    permissions: text('permissions').array().notNull(),
    allowlist: text('allowlist').array().notNull(),
    tier: smallint('tier').$type<Tier>().notNull(),
    custodian: person('custodian').notNull(),
    deputy: person('deputy'),
    /** Pointer to where the secret is kept, such as a vault path. */
    keptAt: text('kept_at').notNull(),
    createdOn: day('created_on').notNull(),
    expiresOn: day('expires_on'),
    rotationDays: integer('rotation_days').notNull(),
    /** Stored so that planning reads an index; follows from the three above by `domain/rotation.ts`. */
    dueOn: day('due_on').notNull(),
    state: text('state').$type<'active' | 'compromised' | 'retired' | 'gone'>().notNull().default('active'),
    /** Nudges keep quiet up to this day. */
    snoozedUntil: day('snoozed_until'),
    /** Counts up for ever; the current round of nudges. */
    snoozes: integer('snoozes').notNull().default(0),
    retiredBecause: text('retired_because'),
    recordedBy: person('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    unique('keys_label').on(t.workspace, t.labelKey),
    unique('keys_public_id').on(t.workspace, t.provider, t.keyId),
    foreignKey({ columns: [t.workspace, t.account], foreignColumns: [accounts.workspace, accounts.id] }),
    index('keys_due').on(t.dueOn).where(sql`state = 'active'`),
    index('keys_of_account').on(t.workspace, t.account),
    index('keys_of_custodian').on(t.workspace, t.custodian),
  ],
);

export const keyServices = pgTable(
  'key_services',
  {
    workspace: workspace(),
    key: ref('key').$type<KeyRef>().notNull(),
    service: ref('service').$type<ServiceRef>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.key, t.service] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    foreignKey({ columns: [t.workspace, t.service], foreignColumns: [services.workspace, services.id] }),
    index('keys_of_service').on(t.workspace, t.service),
  ],
);

/** Custody offered to somebody; it moves only when they accept. */
export const handovers = pgTable(
  'handovers',
  {
    workspace: workspace(),
    id: id().$type<HandoverRef>().notNull(),
    key: ref('key').$type<KeyRef>().notNull(),
    from: person('from_person').notNull(),
    to: person('to_person').notNull(),
    note: text('note'),
    askedAt: moment('asked_at').notNull(),
    answer: text('answer').$type<'accepted' | 'declined' | 'withdrawn'>(),
    answeredAt: moment('answered_at'),
    /** Why it was declined, in their words. */
    answerNote: text('answer_note'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    foreignKey({ columns: [t.workspace, t.key], foreignColumns: [keys.workspace, keys.id] }),
    uniqueIndex('handovers_pending').on(t.workspace, t.key).where(sql`answer is null`),
  ],
);

// --- Rotation and nudges --------------------------------------------------------------------------------------------

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
    /** Days before due: 7, 1, 0. */
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

// --- Incidents and proof --------------------------------------------------------------------------------------------

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
    overrideBy: person('override_by'),
    overrideBecause: text('override_because'),
    overrideAt: moment('override_at'),
    overrideConfirmedBy: person('override_confirmed_by'),
    overrideConfirmedAt: moment('override_confirmed_at'),
    falseAlarmBy: person('false_alarm_by'),
    falseAlarmBecause: text('false_alarm_because'),
    falseAlarmAt: moment('false_alarm_at'),
    endedBy: person('ended_by'),
    endedAt: moment('ended_at'),
    reopenedAt: moment('reopened_at'),
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
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.incident, t.service] }),
    foreignKey({ columns: [t.workspace, t.incident], foreignColumns: [incidents.workspace, incidents.id] }),
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

// --- Once only, effects, evidence -----------------------------------------------------------------------------------

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

// --- Operation ------------------------------------------------------------------------------------------------------

/** When each job last ran on each replica; a job that stopped is noticed by the others. */
export const heartbeats = pgTable(
  'heartbeats',
  { replica: text('replica').notNull(), job: text('job').notNull(), at: moment('at').notNull() },
  (t) => [primaryKey({ columns: [t.replica, t.job] })],
);

/** Local mode's moved clock. Empty in production: a start there refuses a database whose clock was moved. */
export const localClock = pgTable('local_clock', {
  only: boolean('only').primaryKey().default(true),
  offsetSeconds: bigint('offset_seconds', { mode: 'number' }).notNull(),
});

/** Custody. */
import { sql } from 'drizzle-orm';
import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { DueCause } from '../../domain/rotation.ts';
import type { AccountRef, HandoverRef, KeyRef, ServiceRef, Tier } from '../../domain/words.ts';
import { day, id, moment, person, ref, workspace } from './columns.ts';

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
    /** A day by which it must be replaced whatever its period says: chosen, or because of what happened. */
    rotateBy: day('rotate_by'),
    rotateByCause: text('rotate_by_cause').$type<DueCause>(),
    rotateByBecause: text('rotate_by_because'),
    /** Stored so that planning reads an index; follows from the above by `domain/rotation.ts`. */
    dueOn: day('due_on').notNull(),
    /** The last day on which somebody said that it is in use; `null`: not since it was recorded. */
    inUseOn: day('in_use_on'),
    /** Its custodian said that it is not theirs: until somebody takes it, nobody answers for it. */
    disownedBy: person('disowned_by'),
    disownedBecause: text('disowned_because'),
    disownedAt: moment('disowned_at'),
    /** The key that it takes the place of. */
    replaces: ref('replaces').$type<KeyRef>(),
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
    index('keys_due_here').on(t.workspace, t.dueOn).where(sql`state = 'active'`),
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

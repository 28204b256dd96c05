/** Workspace and people. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import type { ImportState } from '../../domain/import-file.ts';
import type { Day, WorkspaceId } from '../../domain/words.ts';
import { day, id, moment, person, workspace } from './columns.ts';

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
  /** The last day on which a drill was suggested. */
  drillSuggestedOn: day('drill_suggested_on'),
  /** The last day on which Slack's list of people was compared with ours. */
  reconciledOn: day('reconciled_on'),
  /** One under way: since when, where in Slack's list it is (`null`: at its start), and how many members it has found. */
  reconcileSince: moment('reconcile_since'),
  reconcileCursor: text('reconcile_cursor'),
  reconcileMembers: integer('reconcile_members').notNull().default(0),
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
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    index('people_no_member').on(t.workspace, t.id).where(sql`standing <> 'member'`),
  ],
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

/** Operation. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment, workspace } from './columns.ts';

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

/** Something that does not work, from when it was noticed until it works again; said in the team channel once. */
export const troubles = pgTable(
  'troubles',
  {
    workspace: workspace(),
    id: id().notNull(),
    /** `tick:plan nudges`, `outbox`, `slack`, … */
    what: text('what').notNull(),
    since: moment('since').notNull(),
    noticedAt: moment('noticed_at').notNull(),
    saidAt: moment('said_at'),
    overAt: moment('over_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    uniqueIndex('troubles_open').on(t.workspace, t.what).where(sql`over_at is null`),
  ],
);

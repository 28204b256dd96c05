/** Operation. */
import { bigint, boolean, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

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

import { beforeEach, expect, test } from 'vitest';
import { postHeads } from '../../src/audit/post-head.ts';
import { actOf, type Log, logOf } from './log.ts';

const REPLICAS = 8;
let log: Log;

beforeEach(async () => {
  log = await logOf(3);
  await log.database.pool.query(`update workspaces set team_channel = 'C0TEAM', timezone = 'Asia/Tokyo'`);
});

const post = (now: string): Promise<void> =>
  postHeads(log.database, new Date(now), (workspace) =>
    actOf({ workspace, person: null, now: new Date(now), door: 'tick post audit head' }),
  );

async function wanted(): Promise<string[]> {
  const { rows } = await log.database.pool.query('select name, wanted, effect from outbox order by id');
  return rows.map(
    ({ name, wanted: times, effect }) => `${name} ×${times} ${effect.subject} ${effect.to.channel}`,
  );
}

async function recorded(): Promise<number> {
  const { rows } = await log.database.pool.query(`select 1 from audit where deed = 'audit head posted'`);
  return rows.length;
}

test('of many replicas that find a day without its head at the same moment, one posts it', async () => {
  const head = await log.head();
  const holder = await log.database.pool.connect();
  // All of them have read that nothing is posted before the first can write it.
  await holder.query('begin; select * from workspaces for update');
  const posting = Array.from({ length: REPLICAS }, () => post('2026-11-23T10:00:00Z'));
  await waitingForLock(REPLICAS);
  await holder.query('commit');
  holder.release();
  await Promise.all(posting);
  expect(await wanted()).toEqual([`audit-head:2026-11-23 ×1 2026-11-23:3:${head} C0TEAM`]);
  expect(await recorded()).toBe(1);
});

async function waitingForLock(count: number): Promise<void> {
  for (let waiting = 0; waiting < count; ) {
    const { rows } = await log.database.pool.query(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = rows[0].waiting;
  }
}

test('the day is the team’s own, and each has one head', async () => {
  await post('2026-11-23T14:59:00Z');
  await post('2026-11-23T15:01:00Z');
  await post('2026-11-24T14:59:00Z');
  const [first, second, ...more] = await wanted();
  expect(first).toMatch(/^audit-head:2026-11-23 /);
  // The entry that says so was the fourth.
  expect(second).toMatch(/^audit-head:2026-11-24 ×1 2026-11-24:4:/);
  expect(more).toEqual([]);
});

test.each([
  ['no team channel is chosen', `update workspaces set team_channel = null`],
  ['the workspace has removed us', `update workspaces set lost_at = now()`],
  ['nothing was ever recorded', `delete from audit_heads`],
])('nothing is posted when %s', async (_why, statement) => {
  await log.database.pool.query(statement);
  await post('2026-11-23T10:00:00Z');
  expect(await wanted()).toEqual([]);
  expect(await recorded()).toBe(0);
});

import { expect, test } from 'vitest';
import { wantDigests } from '../../src/custody/monday-digest.ts';
import { clockAct } from '../../src/workspace/clock-act.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { alwaysAtWork, channelNamed, newest, startSteward } from '../support/steward.ts';

test('on Monday, when work has begun, the team channel gets the figures and the calendar, once', async () => {
  const steward = await startSteward();
  const { database } = steward;
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  await recordOkxKey(steward, ana);
  await database.pool.query(
    `update workspaces set team_channel = $1, timezone = 'Asia/Tokyo',
      work_from = 9, work_to = 17, work_days = '{1,2,3,4,5}'`,
    [desk],
  );
  await database.pool.query('update keys set due_on = current_date - 2');
  const digestAt = (moment: string): Promise<void> =>
    wantDigests(database, new Date(moment), (workspace) => clockAct(workspace, new Date(moment), 'digest'));
  const wanted = async (): Promise<string[]> => {
    const found = await database.pool.query<{ name: string }>(
      `select name from outbox where name like 'digest:%' order by id`,
    );
    return found.rows.map(({ name }) => name);
  };

  await digestAt('2026-11-22T23:59:00Z'); // Monday 8:59 there
  await digestAt('2026-11-23T09:30:00Z'); // after work
  await digestAt('2026-11-24T03:00:00Z'); // Tuesday: the team has begun in this week
  expect(await wanted()).toEqual([]);
  const monday = '2026-11-23T00:01:00Z';
  await Promise.all([digestAt(monday), digestAt(monday), digestAt('2026-11-23T07:00:00Z')]);
  expect(await wanted()).toEqual(['digest:2026-11-23']);
  await digestAt('2026-11-24T03:00:00Z'); // said on Monday
  expect(await wanted()).toEqual(['digest:2026-11-23']);
  // A week whose Monday is a holiday, and one in which nothing ran until Wednesday: once, in working hours.
  await database.pool.query(`update workspaces set holidays = '{2026-11-30}'`);
  for (const moment of ['2026-11-30T01:00:00Z', '2026-12-01T01:00:00Z', '2026-12-02T01:00:00Z'])
    await digestAt(moment);
  for (const moment of ['2026-12-09T11:00:00Z', '2026-12-10T01:00:00Z']) await digestAt(moment);
  expect(await wanted()).toEqual(['digest:2026-11-23', 'digest:2026-11-30', 'digest:2026-12-07']);
  await database.pool.query(`delete from outbox where name > 'digest:2026-11-24' and name like 'digest:%'`);
  await alwaysAtWork(database);
  await database.pool.query(`update outbox set due_at = steward_now() where name like 'digest:%'`);
  await steward.settled();
  const message = newest(ana, desk);
  expect(message.text).toBe(
    'Keys this week: 0 % of 1 on time, 0 due in 14 days, 1 overdue, 1 of tier 1 usable from anywhere.',
  );
  expect(message.files).toMatchObject([{ mimetype: 'image/png' }]);
  expect(message.files[0]?.alt).toMatch(/1 overdue/);
});

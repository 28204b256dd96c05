/** A reminder that waited for Slack is not posted at night, nor when nothing in it is open any more. */
import type { WebClient } from '@slack/web-api';
import { expect, it, vi } from 'vitest';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { postingTime } from '../../src/rotation/posting-time.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { performEffect } from '../../src/slack/effects.ts';
import { lookingInto } from '../../src/store/database.ts';
import type { Claimed } from '../../src/store/outbox-claims.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { alwaysAtWork, startSteward } from '../support/steward.ts';
import { ana, later, makeWorld, noon } from './world.ts';

const night = new Date('2026-03-03T02:00:00Z');
const saturday = new Date('2026-03-07T12:00:00Z');
const monday = new Date('2026-03-09T09:00:00Z');

it('waits for the next start of work, on weekends too, but for an overdue key of tier 1 where the team wants that', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'prop', dueIn: 1, tier: 1, deputy: ana });
  await planNudges(world.database, noon, world.clock(noon));
  const [{ message } = { message: '' }] = await world.rows('select message from nudges');
  const effect = { do: 'message', kind: 'nudge', subject: String(message), to: { person: ana } } as const;
  const from = (now: Date) =>
    lookingInto(world.database, world.by(ana, now), (scope) => postingTime(scope, effect));
  expect(await from(noon)).toEqual(noon);
  expect(await from(night)).toEqual(new Date('2026-03-03T09:00:00Z'));
  expect(await from(saturday)).toEqual(monday);
  await world.rows(`update workspaces set policies = policies || '{"overdueTier1": "every_day"}'`);
  expect(await from(saturday)).toEqual(saturday);
  expect(await from(new Date('2026-03-08T02:00:00Z'))).toEqual(new Date('2026-03-08T09:00:00Z'));
  await world.rows(`update people set timezone = 'America/New_York'`);
  expect(await from(saturday)).toEqual(new Date('2026-03-07T14:00:00Z'));

  await snoozeKey(world.database, world.by(ana, later(0)), { key, days: 1, because: 'busy' });
  expect(await from(new Date('2026-03-03T16:00:00Z'))).toBeNull();
  // Nothing is posted then, and nothing failed: this client can call nothing.
  const row = { effect, channel: null, ts: null, attempts: 1 } as unknown as Claimed;
  const done = await lookingInto(world.database, world.by(ana, new Date('2026-03-03T16:00:00Z')), (scope) =>
    performEffect(
      { client: {} as WebClient, scope, slash: '/key', dms: new Map(), remember: async () => undefined },
      row,
    ),
  );
  expect(done).toEqual({});
  for (const kind of ['nudge-more', 'attestation', 'departure-reminder'] as const)
    expect(
      await lookingInto(world.database, world.by(ana, night), (scope) =>
        postingTime(scope, { ...effect, kind }),
      ),
      kind,
    ).toEqual(new Date('2026-03-03T14:00:00Z'));
  const other = { ...effect, kind: 'handover' } as const;
  expect(
    await lookingInto(world.database, world.by(ana, night), (scope) => postingTime(scope, other)),
  ).toEqual(night);
});

it('is put off by the delivery without a post or a failed attempt', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await alwaysAtWork(steward);
  await recordOkxKey(steward, ana);
  await steward.move({ days: 89 });
  await steward.settled();
  const posts = () => steward.slack.calls().filter(({ method }) => method === 'chat.postMessage').length;
  const before = posts();
  const { pool } = steward.database;
  // As it would be after an outage that ended in the evening.
  await pool.query(`update workspaces set timezone = 'UTC', work_from = (extract(hour from steward_now() at time zone 'UTC')::int + 12) % 23,
    work_to = (extract(hour from steward_now() at time zone 'UTC')::int + 12) % 23 + 1`);
  await pool.query(`update people set timezone = 'UTC'`);
  const waiting = `name like 'nudge:%' and effect ->> 'kind' = 'nudge'`;
  await pool.query(`update outbox set done = 0, channel = null, ts = null where ${waiting}`);
  steward.database.promptWork('deliver');
  const rows = await vi.waitFor(async () => {
    const found = await pool.query(
      `select attempts, due_at > steward_now() + interval '1 hour' as later from outbox where ${waiting} and done = 0`,
    );
    expect(found.rows[0]?.later).toBe(true);
    return found.rows;
  }, 10_000);
  expect(rows.map(({ attempts }) => attempts)).toEqual(rows.map(() => 0));
  expect(posts()).toBe(before);
});

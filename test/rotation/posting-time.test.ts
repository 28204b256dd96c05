/** A reminder that waited for Slack is not posted at night, nor when nothing in it is open any more. */
import type { WebClient } from '@slack/web-api';
import { expect, it, vi } from 'vitest';
import { noticeDeparture } from '../../src/custody/departures.ts';
import { type FileKind, fileKinds, lanes, type MessageKind, messageKinds } from '../../src/domain/effects.ts';
import { giveUp } from '../../src/rotation/give-up.ts';
import { offerKey } from '../../src/rotation/hand-over.ts';
import { planNudges } from '../../src/rotation/plan-nudges.ts';
import { postingTime } from '../../src/rotation/posting-time.ts';
import { remindRotations } from '../../src/rotation/remind-rotations.ts';
import { snoozeKey } from '../../src/rotation/snooze-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { withdrawUnread } from '../../src/rotation/withdraw-unread.ts';
import { performEffect } from '../../src/slack/effects.ts';
import { lookingInto } from '../../src/store/database.ts';
import type { Claimed } from '../../src/store/outbox-claims.ts';
import { recordOkxKey } from '../support/okx-key.ts';
import { startSteward } from '../support/steward.ts';
import { ana, bea, cem, home, later, makeWorld, noon } from './world.ts';

const night = new Date('2026-03-03T02:00:00Z');
const saturday = new Date('2026-03-07T12:00:00Z');
const monday = new Date('2026-03-09T09:00:00Z');
const reminder = { id: 1e9, lane: lanes.nudge, attempts: 1, wantedAt: noon };
/** What may come at night, and what may when somebody has just done it. */
const atOnce: readonly string[] = [
  ...[
    'incident',
    'triage',
    'login-question',
    'service-notice',
    'incident-call',
    'incident-loud',
    'step-handed',
  ],
  ...['second-person', 'unrecorded', 'incident-report', 'incident-json', 'trouble', 'audit-head', 'welcome'],
  ...['import', 'keys', 'keys-template', 'calendar', 'figures'],
];
const whileFresh: readonly string[] = [
  ...['custody-notice', 'deputy-notice', 'import-custody', 'handover', 'rotation', 'switch'],
];
const isMessage = (kind: MessageKind | FileKind): kind is MessageKind =>
  messageKinds.some((each) => each === kind);

it('waits for the next start of work, on weekends too, but for an overdue key of tier 1 where the team wants that', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'prop', dueIn: 1, tier: 1, deputy: ana });
  await planNudges(world.database, noon, world.clock(noon));
  const [{ message } = { message: '' }] = await world.rows('select message from nudges');
  const effect = { do: 'message', kind: 'nudge', subject: String(message), to: { person: ana } } as const;
  const from = (now: Date) =>
    lookingInto(world.database, world.by(ana, now), (scope) => postingTime(scope, effect, reminder));
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
  const row = { ...reminder, effect, channel: null, ts: null } as unknown as Claimed;
  const done = await lookingInto(world.database, world.by(ana, new Date('2026-03-03T16:00:00Z')), (scope) =>
    performEffect(
      { client: {} as WebClient, scope, slash: '/key', dms: new Map(), remember: async () => undefined },
      row,
    ),
  );
  expect(done).toEqual({});
  // Of every kind: what does not wait has its reason, and what somebody has just done waits only as a reminder or when late.
  const atNight = (effect: Parameters<typeof postingTime>[1], row: Parameters<typeof postingTime>[2]) =>
    lookingInto(world.database, world.by(ana, night), (scope) => postingTime(scope, effect, row));
  const morning = new Date('2026-03-03T14:00:00Z');
  const [fresh, late] = [night, new Date(night.getTime() - 16 * 60_000)];
  for (const kind of [...messageKinds, ...fileKinds]) {
    const to = { subject: '1', to: { person: ana } };
    const some = isMessage(kind)
      ? { do: 'message' as const, kind, ...to }
      : { do: 'file' as const, kind, ...to };
    const [waits, justDone] = [!atOnce.includes(kind), whileFresh.includes(kind)];
    expect(await atNight(some, { ...reminder, wantedAt: fresh }), kind).toEqual(waits ? morning : night);
    const answer = { ...reminder, lane: lanes.answer, wantedAt: fresh };
    expect(await atNight(some, answer), kind).toEqual(waits && !justDone ? morning : night);
    expect(await atNight(some, { ...answer, wantedAt: late }), kind).toEqual(waits ? morning : night);
  }
});

it('after an outage one reminder comes, in working time, and none about what is over; who left is replaced', async () => {
  const world = await makeWorld();
  const key = await world.addKey({ label: 'prop', dueIn: 5, deputy: bea });
  const { rotation } = await startRotation(world.database, world.by(ana), { key });
  for (const days of [3, 8]) await remindRotations(world.database, later(days), world.clock(later(days)));
  const reminders = () => world.rows(`select id, name, effect from outbox where lane = 2 order by id`);
  const rows = await reminders();
  const names = (day: string, ...people: string[]) =>
    people.map((to) => `rotation:1:card:2026-03-${day}:${to}`);
  expect(rows.map(({ name }) => name)).toEqual([...names('05', ana), ...names('10', ana, bea)]);
  const times = (now: Date) =>
    Promise.all(
      rows.map(({ id, effect }) =>
        lookingInto(world.database, world.by(ana, now), (scope) =>
          postingTime(scope, effect as never, { ...reminder, id: Number(id) }),
        ),
      ),
    );
  const [tuesday, nightly] = [later(8), new Date('2026-03-11T02:00:00Z')];
  expect(await times(tuesday)).toEqual([null, tuesday, tuesday]);
  expect(await times(nightly)).toEqual(rows.map(() => new Date('2026-03-11T09:00:00Z')));

  await world.meet(ana, { standing: 'deactivated' });
  expect((await times(tuesday))[1]).toEqual(new Date(tuesday.getTime() + 60_000));
  await withdrawUnread(world.database, world.clock(tuesday));
  await remindRotations(world.database, later(9), world.clock(later(9)));
  expect((await reminders()).map(({ name }) => name)).toEqual([...names('10', bea), ...names('11', bea)]);
  await world.meet(ana, {});
  await giveUp(world.database, world.by(ana, later(9)), { rotation, because: 'not needed' });
  expect(await times(tuesday)).toEqual(rows.map(() => null));
});

it('what the clock notices at night of people who left is told in the morning', async () => {
  const world = await makeWorld();
  await world.rows(`update workspaces set team_channel = 'C0TEAM'`);
  const key = await world.addKey({ label: 'prop', dueIn: 50, custodian: bea });
  await offerKey(world.database, world.by(bea), { key, to: cem, note: null });
  await world.meet(cem, { standing: 'deactivated' });
  await world.meet(bea, {});
  const clock = world.clock(night)(home);
  await noticeDeparture(world.database, clock, cem, 'reconcile');
  await world.meet(bea, { standing: 'deactivated' });
  await noticeDeparture(world.database, clock, bea, 'reconcile');
  await world.meet(bea, {});
  const rows = await world.rows(`select id, lane, effect from outbox where lane = 2`);
  expect(rows.map(({ effect }) => (effect as { kind: string }).kind).sort()).toEqual([
    'departure',
    'handover',
  ]);
  for (const { id, effect } of rows)
    expect(
      await lookingInto(world.database, world.by(ana, night), (scope) =>
        postingTime(scope, effect as never, { ...reminder, id: Number(id), wantedAt: night }),
      ),
    ).toEqual(new Date('2026-03-03T09:00:00Z'));
});

it('is put off by the delivery without a post or a failed attempt', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
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

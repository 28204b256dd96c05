/** The Monday digest's figures of now and of a week ago, told by what is stored. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noticeDeparture, noticeReturn } from '../../src/custody/departures.ts';
import { setRotateBy } from '../../src/custody/rotate-by.ts';
import { addDays, dayIn } from '../../src/domain/days.ts';
import { digestWords, onTime, type WeekFigures } from '../../src/domain/digest.ts';
import { declareIncident } from '../../src/incident/declare.ts';
import { finishRotation } from '../../src/rotation/after-verdict.ts';
import { lockedKey } from '../../src/rotation/answering.ts';
import { disownKey, takeKey } from '../../src/rotation/disown-key.ts';
import { startRotation } from '../../src/rotation/start-rotation.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { figuresAt } from '../../src/store/digest.ts';
import { teamHealth } from '../../src/store/home.ts';
import { runningRotation } from '../../src/store/rotations.ts';
import { ana, bea, cem, home, later, makeWorld, noon, type World } from '../rotation/world.ts';

const at = (world: World, days: number): Promise<WeekFigures> =>
  world.look((scope) => figuresAt(scope, later(days), dayIn(later(days), 'UTC')));

test('a moment that is over is told as it was: due days, states, custody, people, incidents, rotations', async () => {
  const world = await makeWorld();
  const [due, replaced, leaked, refused, moved] = [
    await world.addKey({ label: 'due', dueIn: 3, createdOn: addDays(dayIn(noon, 'UTC'), -87) }),
    await world.addKey({ label: 'replaced', dueIn: 40, provider: 'generic' }),
    await world.addKey({ label: 'leaked', dueIn: 40, provider: 'aws' }),
    await world.addKey({
      label: 'refused',
      dueIn: 40,
      provider: 'bybit',
      custodian: bea,
      createdOn: dayIn(noon, 'UTC'),
    }),
    await world.addKey({
      label: 'moved',
      dueIn: 40,
      provider: 'kraken',
      custodian: cem,
      createdOn: dayIn(noon, 'UTC'),
    }),
  ];
  const still = { keys: 5, overdue: 0, unowned: 0, incidents: 0, rotated: 0, unanswered: 0 };
  const change = (days: number) => world.by(ana, later(days), 'lead');
  await startRotation(world.database, change(1), { key: replaced });
  await inWorkspace(world.database, change(2), async (tx) => {
    const rotation = await runningRotation(tx, replaced);
    if (rotation !== null)
      await finishRotation(tx, await lockedKey(tx, replaced), rotation, { by: bea, because: 'seen' });
  });
  await declareIncident(world.database, change(3), { key: leaked, drill: false });
  await disownKey(world.database, world.by(bea, later(4)), { key: refused, because: 'not mine' });
  await world.meet(cem, { standing: 'deactivated' });
  await noticeDeparture(world.database, world.clock(later(5))(home), cem, 'event');
  await world.rows(`insert into attestations (workspace, quarter, key, person, asked_at, answer, answered_at)
    values ('${home}', '2026-01-01', ${due}, '${ana}', '${later(1).toISOString()}', 'still_mine', '${later(6).toISOString()}')`);
  await takeKey(world.database, world.by(ana, later(6), 'lead'), { key: refused });
  await inWorkspace(world.database, change(6), async (tx) =>
    setRotateBy(tx, await lockedKey(tx, moved), {
      day: addDays(dayIn(noon, 'UTC'), 5),
      cause: 'fixed',
      because: 'x',
    }),
  );
  expect(await at(world, 0)).toEqual(still);
  expect(await at(world, 3.2)).toEqual({ ...still, keys: 4, incidents: 1, rotated: 1, unanswered: 1 });
  expect(await at(world, 4.5)).toMatchObject({ overdue: 1, unowned: 1 });
  expect(await at(world, 5.5)).toMatchObject({ unowned: 2, overdue: 1 });
  expect(await at(world, 6.5)).toMatchObject({ unowned: 1, overdue: 2, unanswered: 0 });
  expect(await at(world, 10)).toMatchObject({ rotated: 0, incidents: 1 });
  const now = await at(world, 7);
  const today = dayIn(later(7), 'UTC');
  expect(now).toMatchObject(
    await world.look(async (scope) => {
      const { keys, overdue, unowned } = await teamHealth(scope, today, today);
      return { keys, overdue, unowned };
    }),
  );
  await world.meet(cem, { standing: 'member' });
  await noticeReturn(world.database, world.clock(later(8))(home), cem);
  expect([(await at(world, 7)).unowned, (await at(world, 9)).unowned]).toEqual([1, 0]);
});

const figures = fc
  .record({
    keys: fc.nat(2000),
    overdue: fc.nat(2000),
    unowned: fc.nat(9),
    incidents: fc.nat(9),
    rotated: fc.nat(9),
    unanswered: fc.nat(9),
  })
  .map((all) => ({ ...all, overdue: Math.min(all.keys, all.overdue) }));
const more = { dueSoon: 2, dueWithin: 14, noDeputy: 0, anyAddress: 0 };

test('the words say all of now and of then, and nothing of a week in which there was no key', () => {
  fc.assert(
    fc.property(figures, fc.option(figures), (now, before) => {
      const words = digestWords(now, more, before);
      expect(words.includes('ago')).toBe(before !== null);
      expect(words).toContain(
        `${now.overdue} overdue${before === null ? '' : ` (${before.overdue} a week ago)`}`,
      );
      expect(words.includes('nobody answers')).toBe(now.unowned > 0 || (before?.unowned ?? 0) > 0);
      expect(onTime(now) === 100).toBe(now.keys > 0 && now.overdue === 0);
    }),
  );
  expect(
    digestWords({ keys: 40, overdue: 2, unowned: 0, incidents: 1, rotated: 3, unanswered: 0 }, more, {
      keys: 38,
      overdue: 5,
      unowned: 1,
      incidents: 0,
      rotated: 1,
      unanswered: 0,
    }),
  ).toBe(
    'Keys this week: 95 % of 40 on time (86 % a week ago), 2 due in 14 days, 2 overdue (5 a week ago), 0 that nobody answers for (1 a week ago), 1 open incident (0 a week ago), 3 replaced last week (1 the week before).',
  );
});

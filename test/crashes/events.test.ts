import { expect, test, vi } from 'vitest';
import { makeWorld } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const stored = 'select type, worked_at is not null as worked from inbox';

test('an event that was acked before the bot was killed is worked by the next one', async () => {
  const world = await makeWorld();
  const bot = await world.bot();
  const ana = world.as('ana');
  const release = await world.hold('lock table people in access exclusive mode');
  expect(await ana.openHome()).toEqual({ kind: 'accepted' });
  await world.waiting();
  await bot.kill9();
  await release();
  expect(await world.rows(stored)).toEqual([{ type: 'app_home_opened', worked: false }]);
  expect(ana.home()).toBeUndefined();

  await world.leasesEnd();
  await world.bot();
  await world.settled();
  expect(JSON.stringify(ana.home()?.view)).toContain('prop-desk');
});

test.each(['http', 'socket'] as const)(
  'over %s, an event is not acked while the database is away, and is worked when it is delivered again',
  async (mode) => {
    const world = await makeWorld({ mode, ackTimeout: 1_000 });
    const bot = await world.bot();
    const ana = world.as('ana');
    await world.cut();
    const error = mode === 'http' ? 'dispatch_failed' : 'operation_timeout';
    expect(await ana.openHome()).toEqual({ kind: 'failed', error });
    await world.mend();
    expect(await world.rows(stored)).toEqual([]);

    await vi.waitFor(async () => expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' }), {
      timeout: 10_000,
    });
    await world.settled();
    expect(await world.rows(stored)).toEqual([{ type: 'app_home_opened', worked: true }]);
    expect(JSON.stringify(ana.home()?.view)).toContain('prop-desk');
    expect(bot.logs()).not.toMatch(/postgres:\/\/|xoxb-|xapp-/);
  },
);

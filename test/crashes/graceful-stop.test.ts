import { expect, test, vi } from 'vitest';
import { patience } from '../support/patience.ts';
import { channelNamed } from '../support/steward.ts';
import { done, inRoom, makeWorld, saidBy } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const mostMilliseconds = 5_000;

test.each(['http', 'socket'] as const)(
  'asked to stop over %s, it still answers whoever waits, and ends with 0',
  async (mode) => {
    const world = await makeWorld({ mode });
    const bot = await world.bot();
    const ana = world.as('ana');
    const release = await world.hold('select from audit_heads for update');
    const answered = ana.command(channelNamed(ana, 'trading-desk'), '/key leaked prop-desk');
    await world.waiting();
    const stopped = bot.stop();
    await vi.waitFor(() => expect(bot.logs()).toContain('"msg":"stopping"'), patience);
    await release();
    expect(await answered).toEqual({ kind: 'accepted' });
    const { code, milliseconds } = await stopped;
    expect(code, bot.logs()).toBe(0);
    expect(milliseconds).toBeLessThan(mostMilliseconds);
    expect(bot.logs()).not.toContain('"level":"error"');

    await world.leasesEnd();
    await world.bot();
    await world.settled();
    expect(done(world, 'conversations.create')).toBe(1);
    expect(inRoom(world.as('cem'))).toHaveLength(1);
  },
);

test('asked to stop while Slack takes its time, it ends in time, and what was under way is done once by the next one', async () => {
  const world = await makeWorld();
  const bot = await world.bot();
  const ana = world.as('ana');
  world.slack.trouble('chat.postMessage', { kind: 'slow', milliseconds: 7_000 });
  await ana.command(channelNamed(ana, 'trading-desk'), '/key leaked prop-desk');
  await vi.waitFor(
    async () =>
      expect(await world.count('select count(*) from outbox where attempts > 0')).toBeGreaterThan(0),
    { timeout: 10_000 },
  );
  const { code, milliseconds } = await bot.stop();
  expect(code, bot.logs()).toBe(0);
  expect(milliseconds).toBeLessThan(mostMilliseconds);

  await vi.waitFor(() => expect(done(world, 'chat.postMessage')).toBeGreaterThan(1), { timeout: 10_000 });
  await world.leasesEnd();
  await world.bot();
  await world.settled();
  expect(inRoom(world.as('cem'))).toHaveLength(1);
  for (const person of [ana, world.as('cem')]) expect(saidBy(person, person.botDm())).toHaveLength(1);
});

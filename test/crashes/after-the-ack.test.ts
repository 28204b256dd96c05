/** What was begun when the bot ends, over Socket Mode. One world: the bot that one test starts is the next one's to end. */
import { beforeAll, expect, test, vi } from 'vitest';
import { patience } from '../support/patience.ts';
import { channelNamed } from '../support/steward.ts';
import { done, endOfFile, makeWorld, saidBy, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const mostMilliseconds = 5_000;
const atEnd = endOfFile();
let world: World;
beforeAll(async () => {
  world = await makeWorld({ ackTimeout: 2_000 }, atEnd);
  await world.record('other-desk');
});

const leak = (label: string) =>
  world.as('ana').command(channelNamed(world.as('ana'), 'trading-desk'), `/key leaked ${label}`);
const stored = 'select type, worked_at is not null as worked from inbox order by type, worked';

test('an event is not acked while the database is away, and is worked when it is delivered again', async () => {
  const bot = await world.serving();
  const ana = world.as('ana');
  await world.cut();
  expect(await ana.openHome()).toEqual({ kind: 'failed', error: 'operation_timeout' });
  await world.mend();
  expect(await world.rows(stored)).toEqual([]);

  await vi.waitFor(
    async () => expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' }),
    patience,
  );
  await world.settled();
  expect(await world.rows(stored)).toEqual([{ type: 'app_home_opened', worked: true }]);
  expect(JSON.stringify(ana.home()?.view)).toContain('prop-desk');
  expect(bot.logs()).not.toMatch(/postgres:\/\/|xoxb-|xapp-/);
});

test('an event that was acked before the bot was killed is worked by the next one', async () => {
  const bot = await world.serving();
  await world.rows('delete from inbox');
  const cem = world.as('cem');
  const release = await world.hold('lock table people in access exclusive mode');
  expect(await cem.openHome()).toEqual({ kind: 'accepted' });
  await world.waiting();
  await bot.kill9();
  await release();
  expect(await world.rows(stored)).toEqual([{ type: 'app_home_opened', worked: false }]);
  expect(cem.home()).toBeUndefined();

  await world.leasesEnd();
  await world.serving();
  await world.settled();
  expect(cem.home()).toBeDefined();
});

test('asked to stop while somebody waits and Slack takes its time, it answers, ends in time with 0, and what was under way is done once by the next one', async () => {
  const bot = await world.serving();
  world.slack.trouble('chat.postMessage', { kind: 'slow', milliseconds: 7_000 });
  await leak('other-desk');
  await vi.waitFor(
    async () =>
      expect(
        await world.count('select count(*) from outbox where attempts > 0 and done < wanted'),
      ).toBeGreaterThan(0),
    patience,
  );
  const release = await world.hold('select from audit_heads for update');
  const answered = leak('prop-desk');
  await world.waiting();
  const stopped = bot.stop();
  await vi.waitFor(() => expect(bot.logs()).toContain('"msg":"stopping"'), patience);
  await release();
  expect(await answered).toEqual({ kind: 'accepted' });
  const { code, milliseconds } = await stopped;
  expect(code, bot.logs()).toBe(0);
  expect(milliseconds).toBeLessThan(mostMilliseconds);

  const slow = () => world.slack.calls().filter(({ trouble, answer }) => trouble === 'slow' && answer.ok);
  await vi.waitFor(() => expect(slow()).toHaveLength(1), patience);
  await world.leasesEnd();
  await world.serving();
  await world.settled();
  expect(done(world, 'conversations.create')).toBe(2);
  const cem = world.as('cem');
  for (const room of ['leak-1-other-desk', 'leak-2-prop-desk'])
    expect(saidBy(cem, channelNamed(cem, room))).toHaveLength(1);
  for (const person of [world.as('ana'), cem]) expect(saidBy(person, person.botDm())).toHaveLength(2);
});

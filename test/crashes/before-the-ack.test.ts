import { expect, test, vi } from 'vitest';
import { patience } from '../support/patience.ts';
import { channelNamed } from '../support/steward.ts';
import { done, inRoom, makeWorld, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

/** Ana reports the leak; nobody waits for the answer here, because the bot dies over it. */
function reportLeak({ as }: World): Promise<unknown> {
  return as('ana').command(channelNamed(as('ana'), 'trading-desk'), '/key leaked prop-desk');
}

async function expectOneIncident(world: World): Promise<void> {
  expect(await world.rows('select number, state from incidents')).toEqual([{ number: 1, state: 'open' }]);
  const told = `select deed from audit where deed in ('incident declared', 'reported again')`;
  expect(await world.rows(told)).toEqual([{ deed: 'incident declared' }]);
  expect(
    world
      .as('cem')
      .channels()
      .filter(({ name }) => name.startsWith('leak-')),
  ).toHaveLength(1);
  expect(done(world, 'conversations.create')).toBe(1);
  expect(inRoom(world.as('cem')).filter(({ text }) => text.includes('Leak #1'))).toHaveLength(1);
}

/** Resolves when the report's transaction has written its steps and waits for the rest. Ticks write to the same log. */
const writtenAndWaiting = (world: World) =>
  vi.waitFor(async () => {
    const held = await world.count(`
      select count(*) from pg_locks l join pg_stat_activity a using (pid)
      where l.relation = 'incident_steps'::regclass and l.mode = 'RowExclusiveLock' and l.granted
        and a.wait_event_type = 'Lock'`);
    expect(held).toBe(1);
  }, patience);

/** Resolves when somebody waits for the table of steps. */
const inLine = (world: World) =>
  vi.waitFor(async () => {
    const waits = await world.count(
      `select count(*) from pg_locks where relation = 'incident_steps'::regclass and not granted`,
    );
    expect(waits).toBeGreaterThan(0);
  }, patience);

test.each([
  ['at the first row that it locks', 'http', 'select from keys for update'],
  [
    'at the last row that it locks, the incident being written',
    'socket',
    'select from audit_heads for update',
  ],
] as const)(
  'killed inside its transaction %s, a report leaves nothing, and delivered again it is done once',
  async (_where, mode, lock) => {
    const world = await makeWorld({ mode });
    const bot = await world.bot();
    const before = await world.rows('select * from audit order by seq');
    const wanted = await world.rows('select name from outbox order by id');
    const release = await world.hold(lock);
    const answered = reportLeak(world);
    await world.waiting();
    await bot.kill9();
    await release();
    await world.forgotten();

    for (const table of ['incidents', 'incident_steps', 'deliveries', 'proof_questions']) {
      expect(await world.rows(`select * from ${table}`), table).toEqual([]);
    }
    expect(await world.rows('select name from outbox order by id')).toEqual(wanted);
    expect(await world.rows('select * from audit order by seq')).toEqual(before);
    expect(await world.rows('select state from keys')).toEqual([{ state: 'active' }]);

    await world.bot();
    expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' });
    await world.settled();
    await expectOneIncident(world);
    await answered;
  },
);

test('killed after its commit and before its ack, a report that is delivered again is not done again', async () => {
  const world = await makeWorld({ mode: 'http' });
  const bot = await world.bot();
  const releaseChain = await world.hold('select from audit_heads for update');
  const answered = reportLeak(world);
  await writtenAndWaiting(world);
  // Stands in line behind the report's transaction and before the reading for its answer.
  const holding = world.hold('lock table incident_steps in access exclusive mode');
  await inLine(world);
  await releaseChain();
  const releaseSteps = await holding;
  expect(await world.count('select count(*) from incidents')).toBe(1);
  await inLine(world);
  await bot.kill9();
  await releaseSteps();
  expect(await answered).toEqual({ kind: 'failed', error: 'dispatch_failed' });

  await world.bot();
  expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' });
  await world.leasesEnd();
  await world.settled();
  await expectOneIncident(world);
});

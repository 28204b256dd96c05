/** What a person or Slack was promised, over HTTP. One world: the bot that one test starts is the next one's to kill. */
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
  world = await makeWorld({ mode: 'http' }, atEnd);
  for (const label of ['first-row', 'half-written', 'committed', 'stopped']) await world.record(label);
});

/** Somebody reports a leak; where the bot dies over it, nobody waits for the answer. */
function reportLeak(handle: string, label: string): Promise<unknown> {
  const hands = world.as(handle);
  return hands.command(channelNamed(hands, 'trading-desk'), `/key leaked ${label}`);
}

/** One incident of this key, told to the log once, with one room and one card there. */
async function expectOneIncident(label: string): Promise<void> {
  const incidents = await world.rows<{ id: string; number: number }>(
    `select i.id, i.number, i.state from incidents i join keys k on k.id = i.key where k.label = '${label}'`,
  );
  expect(incidents).toEqual([{ id: expect.anything(), number: expect.any(Number), state: 'open' }]);
  const [{ id, number } = {}] = incidents;
  expect(
    await world.rows(`select deed from audit where deed in ('incident declared', 'reported again')
      and subject = 'incident:${id}'`),
  ).toEqual([{ deed: 'incident declared' }]);
  const cem = world.as('cem');
  const rooms = cem.channels().filter(({ name }) => name.startsWith('leak-') && name.endsWith(label));
  expect(rooms).toHaveLength(1);
  const cards = saidBy(cem, rooms[0]?.id ?? '').filter(({ text }) => text.includes(`Leak #${number}`));
  expect(cards).toHaveLength(1);
}

/** Resolves when the report of this key has written its steps and waits for the rest. Ticks write to the same log. */
async function writtenAndWaiting(label: string): Promise<void> {
  const found = await vi.waitFor(async () => {
    const committed = await world.count(
      `select count(*) from incidents i join keys k on k.id = i.key where k.label = '${label}'`,
    );
    if (committed > 0)
      return 'half a deed is committed: everybody sees the incident, and its audit row is not written';
    const held = await world.count(`
      select count(*) from pg_locks l join pg_stat_activity a using (pid)
      where l.relation = 'incident_steps'::regclass and l.mode = 'RowExclusiveLock' and l.granted
        and a.wait_event_type = 'Lock'`);
    expect(held).toBe(1);
    return 'nobody sees any of it';
  }, patience);
  expect(found).toBe('nobody sees any of it');
}

/** Resolves when somebody waits for the table of steps. */
const inLine = () =>
  vi.waitFor(async () => {
    const waits = await world.count(
      `select count(*) from pg_locks where relation = 'incident_steps'::regclass and not granted`,
    );
    expect(waits).toBeGreaterThan(0);
  }, patience);

/** All that a report writes. */
async function written(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [table, order] of [
    ...(['incidents', 'incident_steps', 'deliveries', 'proof_questions'] as const).map((name) => [
      name,
      '1, 2',
    ]),
    ['audit', 'seq'],
  ])
    found.push([table, await world.rows(`select * from ${table} order by ${order}`)]);
  found.push(await world.rows('select name from outbox order by id'));
  found.push(await world.rows('select label, state from keys order by label'));
  return found;
}

test('killed inside their transactions, at the first row that they lock and amid what they write, reports leave nothing, and delivered again they are done once', async () => {
  const bot = await world.serving();
  await world.settled();
  const before = await written();
  const releaseKey = await world.hold(`select from keys where label = 'first-row' for update`);
  const atFirst = reportLeak('ana', 'first-row');
  await world.waiting();
  const releaseLogins = await world.hold('lock table incident_logins in access exclusive mode');
  const amid = reportLeak('bea', 'half-written');
  await writtenAndWaiting('half-written');
  await world.waiting(2);
  await bot.kill9();
  await Promise.all([releaseKey(), releaseLogins()]);
  await world.forgotten();
  expect(await written(), 'a report that was killed before its commit left something').toEqual(before);

  await world.serving();
  for (const before of [1, 0]) expect(await world.slack.redeliverLast(before)).toEqual({ kind: 'accepted' });
  await world.settled();
  await expectOneIncident('first-row');
  await expectOneIncident('half-written');
  expect(done(world, 'conversations.create')).toBe(2);
  await Promise.all([atFirst, amid]);
});

test('killed after its commit and before its ack, a report that is delivered again is not done again', async () => {
  const bot = await world.serving();
  const releaseChain = await world.hold('select from audit_heads for update');
  const answered = reportLeak('ana', 'committed');
  await writtenAndWaiting('committed');
  // Stands in line behind the report's transaction and before the reading for its answer.
  const holding = world.hold('lock table incident_steps in access exclusive mode');
  await inLine();
  await releaseChain();
  const releaseSteps = await holding;
  const committed = `select count(*) from incidents i join keys k on k.id = i.key where k.label = 'committed'`;
  expect(await world.count(committed)).toBe(1);
  await inLine();
  await bot.kill9();
  await releaseSteps();
  expect(await answered).toEqual({ kind: 'failed', error: 'dispatch_failed' });

  await world.serving();
  expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' });
  await world.leasesEnd();
  await world.settled();
  await expectOneIncident('committed');
});

test('an event is not acked while the database is away, and is worked when it is delivered again', async () => {
  const bot = await world.serving();
  const ana = world.as('ana');
  await world.cut();
  expect(await ana.openHome()).toEqual({ kind: 'failed', error: 'dispatch_failed' });
  await world.mend();
  expect(await world.rows('select 1 from inbox')).toEqual([]);

  await vi.waitFor(
    async () => expect(await world.slack.redeliverLast()).toEqual({ kind: 'accepted' }),
    patience,
  );
  await world.settled();
  expect(await world.rows('select type, worked_at is not null as worked from inbox')).toEqual([
    { type: 'app_home_opened', worked: true },
  ]);
  expect(JSON.stringify(ana.home()?.view)).toContain('prop-desk');
  expect(bot.logs()).not.toMatch(/postgres:\/\/|xoxb-|xapp-/);
});

test('asked to stop, it still answers whoever waits, and ends with 0', async () => {
  const bot = await world.serving();
  const faults = () => bot.logs().split('"level":"error"').length;
  const faultsBefore = faults();
  const release = await world.hold('select from audit_heads for update');
  const answered = reportLeak('ana', 'stopped');
  await writtenAndWaiting('stopped');
  const stopped = bot.stop();
  await vi.waitFor(() => expect(bot.logs()).toContain('"msg":"stopping"'), patience);
  await release();
  expect(await answered).toEqual({ kind: 'accepted' });
  const { code, milliseconds } = await stopped;
  expect(code, bot.logs()).toBe(0);
  expect(milliseconds).toBeLessThan(mostMilliseconds);
  expect(faults()).toBe(faultsBefore);
});

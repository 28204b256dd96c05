/** What was begun when the bot ends, over Socket Mode. One world: the bot that one test starts is the next one's to end. */
import { beforeAll, expect, test, vi } from 'vitest';
import { planProof } from '../../src/proof/plan-proof.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { patience } from '../support/patience.ts';
import { channelNamed, press, wordsOf } from '../support/steward.ts';
import { done, endOfFile, inRoom, makeWorld, OKX_ID, saidBy, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const mostMilliseconds = 5_000;
const atEnd = endOfFile();
let world: World;
/** What Slack and OKX do when they are asked; a test may change it. */
let slackGotPost: (() => void) | undefined;
let okxAnswers = (): Promise<void> => Promise.resolve();
beforeAll(async () => {
  world = await makeWorld(
    {
      ackTimeout: 2_000,
      okxAnswers: () => okxAnswers(),
      misbehave: (method) => {
        if (method !== 'chat.postMessage' || slackGotPost === undefined) return undefined;
        slackGotPost();
        slackGotPost = undefined;
        return { kind: 'slow', milliseconds: 4_500 };
      },
    },
    atEnd,
  );
  for (const label of ['other-desk', 'third-desk']) await world.record(label);
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

/** OKX is asked once whether it knows the key, before anything leaks. */
async function seenAlive(): Promise<void> {
  const act = await world.act('ana');
  const askedBy = act.person;
  if (askedBy === null) throw new Error('nobody asks');
  await inWorkspace(world.database, act, (tx) =>
    planProof(tx, { key: world.key, incident: null, purpose: 'baseline', askedBy, at: [act.now] }),
  );
  await world.settled();
}

test('killed while it asks the provider, it asks again after the lease, and the answer counts once', async () => {
  const bot = await world.serving();
  await seenAlive();
  await leak('prop-desk');
  await world.settled();
  const cem = world.as('cem');
  await press(cem, cem.botDm(), 'Yes, I delete it');
  await world.settled();

  let letAnswer = (): void => {};
  const mayAnswer = new Promise<void>((resolve) => {
    letAnswer = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    okxAnswers = () => {
      resolve();
      return mayAnswer;
    };
  });
  await world.okx.delete(OKX_ID);
  await press(cem, cem.botDm(), 'I deleted it');
  // Providers are not asked twice within seconds; here nobody waits for that.
  await world.rows(`update proof_questions set due_at = steward_now()
    where id = (select id from proof_questions where answered_at is null order by due_at limit 1)`);
  await asked;
  await bot.kill9();
  letAnswer();
  const ofIncident = `from observations where incident = 1`;
  expect(await world.count(`select count(*) ${ofIncident}`)).toBe(0);

  await world.leasesEnd();
  await world.serving();
  await world.settled();
  expect(await world.rows(`select result, host ${ofIncident}`)).toEqual([
    { result: 'absent', host: 'www.okx.com' },
  ]);
  const answered = `select count(*) from audit where deed = 'provider answered' and subject = 'incident:1'`;
  expect(await world.count(answered)).toBe(1);
  expect(inRoom(world.as('bea')).map(wordsOf).join()).toContain('Not found 1 of 2 times');
});

test('asked to stop while somebody waits and Slack takes its time, it answers, ends in time with 0, and what was under way is done once by the next one', async () => {
  const bot = await world.serving();
  const hasPost = new Promise<void>((resolve) => {
    slackGotPost = resolve;
  });
  await leak('other-desk');
  await hasPost;
  const early = `select name from outbox where effect ->> 'do' = 'message' and done >= wanted and ts is null`;
  expect(await world.rows(early), 'counts as sent, and Slack has not posted it yet').toEqual([]);
  const release = await world.hold('select from audit_heads for update');
  const answered = leak('third-desk');
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
  expect(done(world, 'conversations.create')).toBe(3);
  const cem = world.as('cem');
  for (const room of ['leak-2-other-desk', 'leak-3-third-desk'])
    expect(saidBy(cem, channelNamed(cem, room))).toHaveLength(1);
  for (const person of [world.as('ana'), cem]) {
    const told = saidBy(person, person.botDm()).map(wordsOf);
    for (const number of [2, 3])
      expect(told.filter((words) => words.includes(`Leak #${number}`))).toHaveLength(1);
  }
});

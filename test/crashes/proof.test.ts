import { expect, test, vi } from 'vitest';
import { planProof } from '../../src/proof/plan-proof.ts';
import { inWorkspace } from '../../src/store/database.ts';
import { channelNamed, press, wordsOf } from '../support/steward.ts';
import { inRoom, makeWorld, OKX_ID, type World } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

/** OKX is asked once whether it knows the key, before anything leaks. */
async function seenAlive(world: World): Promise<void> {
  const act = await world.act('ana');
  const askedBy = act.person;
  if (askedBy === null) throw new Error('nobody asks');
  await inWorkspace(world.database, act, (tx) =>
    planProof(tx, { key: world.key, incident: null, purpose: 'baseline', askedBy, at: [act.now] }),
  );
  await world.settled();
}

test('killed while it asks the provider, it asks again after the lease, and the answer counts once', async () => {
  let reached = (): void => {};
  let okxAnswers = Promise.resolve();
  const world = await makeWorld({
    okxAnswers: () => {
      reached();
      return okxAnswers;
    },
  });
  const bot = await world.bot();
  await seenAlive(world);
  const { as } = world;
  await as('ana').command(channelNamed(as('ana'), 'trading-desk'), '/key leaked prop-desk');
  await world.settled();
  const cem = as('cem');
  await press(cem, cem.botDm(), 'Yes, I delete it');
  await world.settled();

  let letAnswer = (): void => {};
  const asked = new Promise<void>((resolve) => {
    reached = resolve;
  });
  okxAnswers = new Promise((resolve) => {
    letAnswer = resolve;
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
  await world.bot();
  await world.settled();
  expect(await world.rows(`select result, host ${ofIncident}`)).toEqual([
    { result: 'absent', host: 'www.okx.com' },
  ]);
  const answered = `select count(*) from audit where deed = 'provider answered' and subject = 'incident:1'`;
  expect(await world.count(answered)).toBe(1);
  expect(inRoom(as('bea')).map(wordsOf).join()).toContain('Not found 1 of 2 times');
});

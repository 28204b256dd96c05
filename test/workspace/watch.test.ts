/** The watchdog on a real database: what any replica notices is said once, and once that it is over. */
import { expect, test } from 'vitest';
import { workspaceId } from '../../src/domain/words.ts';
import { team } from '../../src/local/slack/cast.ts';
import { firstDue } from '../../src/ticks.ts';
import { clockAct } from '../../src/workspace/clock-act.ts';
import { watchOnce } from '../../src/workspace/watch.ts';
import { ask, channelNamed, startSteward, wordsOf } from '../support/steward.ts';

const workspace = workspaceId(team.id);
const look = {
  workspace,
  awake: 10_000,
  expected: [
    { job: 'plan nudges', kind: 'tick' },
    { job: 'deliver', kind: 'loop' },
  ],
  firstDue: firstDue('*/5 * * * *'),
  databaseAway: 0,
  actAt: (now: Date) => clockAct(workspace, now, 'watch'),
} as const;

test('a tick that did not come, a replica that does half its work, an outage: each is said once by one of many, and once that it is over', async () => {
  const { bot, database, as, settled, slack } = await startSteward();
  const ana = as('ana');
  const channel = channelNamed(ana, 'platform');
  const run = (text: string) => database.pool.query(text);
  await run(`update workspaces set team_channel = '${channel}'`);
  // After the tick of the start, which says that it ran.
  await bot.tick();
  await run('delete from heartbeats');
  const beat = (replica: string, job: string, seconds: number) =>
    run(`insert into heartbeats values ('${replica}', '${job}', now() - interval '${seconds} seconds')
      on conflict (replica, job) do update set at = excluded.at`);
  const said = () =>
    ana
      .messages(channel)
      .filter(({ ephemeral }) => !ephemeral)
      .map(({ text }) => text);
  /** Four replicas look at the same moment. */
  const allLook = async (databaseAway = 0) => {
    await Promise.all([1, 2, 3, 4].map(() => watchOnce(database, { ...look, databaseAway })));
    await settled();
  };

  for (const replica of ['one', 'two']) {
    await beat(replica, 'deliver', 5);
    await beat(replica, 'plan nudges', 5);
  }
  await allLook();
  expect(said()).toEqual([]);

  await beat('one', 'plan nudges', 3_000);
  await allLook();
  await allLook();
  expect(said()).toEqual([expect.stringContaining('One replica does only a part of its work')]);

  await beat('two', 'plan nudges', 3_000);
  await allLook();
  expect(said()).toEqual([
    expect.stringContaining('Over: One replica'),
    expect.stringContaining('It works again. One replica'),
    expect.stringContaining('The job “plan nudges” has stopped'),
  ]);
  expect(wordsOf(await ask(ana, channel, 'status'))).toContain('The job “plan nudges” has stopped');

  await beat('one', 'plan nudges', 0);
  await beat('two', 'plan nudges', 0);
  await allLook();
  expect(said().at(-1)).toContain('It works again. The job “plan nudges” has stopped');

  await allLook(90);
  expect(said().filter((text) => text.includes('The database could not be reached'))).toHaveLength(1);
  expect(said().at(-1)).toContain('Over: The database could not be reached');
  expect(await database.pool.query('select 1 from troubles where over_at is null')).toMatchObject({
    rowCount: 0,
  });
  expect(slack.calls().filter(({ method }) => method === 'chat.postMessage')).toHaveLength(said().length);
});

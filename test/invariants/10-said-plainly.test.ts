/** Invariant 10: what keeps the product from working is said at start, in /readyz and in the status command. */
import { Writable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../src/bot.ts';
import type { LocalSlack } from '../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../src/local/slack/server.ts';
import { createLog } from '../../src/log.ts';
import { manifestFor, scopes } from '../../src/slack/manifest.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { admin, openHouse, until } from '../doors/house.ts';
import { freshDatabase } from '../support/database.ts';
import { ask, channelNamed, freePort, wordsOf } from '../support/steward.ts';

const SECRET = 'a test signing secret';

interface Started {
  readonly slack: LocalSlack;
  readonly database: Database;
  readonly ready: () => Promise<{ status: number; body: string }>;
}

/** The bot at a local Slack that granted these scopes only. */
async function startGranted(granted: readonly string[], botToken = 'xoxb-test-bot'): Promise<Started> {
  const base = await freshDatabase();
  const database = openDatabase(base.url);
  onTestFinished(async () => {
    await database.close();
    await base.drop();
  });
  const port = await freePort();
  const manifest = manifestFor({ mode: 'http', command: '/key' });
  const slack = await startLocalSlack({
    delivery: { mode: 'http', url: `http://127.0.0.1:${port}/slack/events`, signingSecret: SECRET },
    botToken: 'xoxb-test-bot',
    manifest: { ...manifest, oauth_config: { scopes: { bot: granted } } },
  });
  onTestFinished(() => slack.close());
  const bot = await startBot(
    database,
    {
      slack: { kind: 'http', apiUrl: slack.apiUrl, botToken, signingSecret: SECRET },
      local: false,
      http: { port, host: '127.0.0.1' },
      command: '/key',
      tick: '0 0 29 2 *',
      probes: { mode: 'off' },
    },
    createLog('debug', new Writable({ write: (_chunk, _encoding, done) => done() })),
  );
  onTestFinished(() => bot.stop());
  await bot.tick();
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, body: await answer.text() };
  };
  return { slack, database, ready };
}

const all = scopes.map(({ scope }) => scope);
const needed = scopes.filter((row) => !('optional' in row)).map(({ scope }) => scope);

describe('invariant 10: a missing scope is said plainly', () => {
  test.each(needed.filter((scope) => scope !== 'commands'))(
    '%s, in /readyz and in the status command',
    async (scope) => {
      const { slack, ready } = await startGranted(all.filter((each) => each !== scope));
      expect(await ready()).toEqual({
        status: 503,
        body: expect.stringContaining(`Slack did not grant: ${scope}.`),
      });
      const ana = slack.as('ana');
      const status = wordsOf(await ask(ana, channelNamed(ana, 'trading-desk'), 'status'));
      if (scope !== 'users:read') expect(status).toContain(`Slack did not grant: ${scope}.`);
      expect(status).not.toContain('Something went wrong');
    },
  );

  test('an optional one is none', async () => {
    const { ready } = await startGranted(needed);
    expect(await ready()).toMatchObject({ status: 200 });
  });
});

describe('invariant 10: a token that Slack does not take', () => {
  test('ends the start with a sentence that names the setting and not the token', async () => {
    const start = startGranted(all, 'xoxb-another-bot');
    await expect(start).rejects.toThrow(/Slack refused SLACK_BOT_TOKEN \(\w+\)\. Nothing was started\./);
    await expect(start).rejects.not.toThrow(/xoxb-another/);
  });

  test.each(['uninstalled', 'revoked'])('when the app was %s, /readyz says so', async (how) => {
    const { slack, database, ready } = await startGranted(all);
    expect(await ready()).toMatchObject({ status: 200 });
    if (how === 'uninstalled') await slack.uninstall();
    else await database.pool.query('update workspaces set lost_at = now()');
    await until(
      async () =>
        (await database.pool.query('select 1 from workspaces where lost_at is not null')).rows.length === 1,
    );
    expect(await ready()).toEqual({ status: 503, body: expect.stringMatching(/removed|revoked|install/i) });
  });
});

describe('invariant 10: a scheduler that stopped is noticed', () => {
  test('in /readyz and in the status command', async () => {
    const house = await openHouse();
    const ready = async () => (await fetch(`${house.origin}/readyz`)).json();
    expect(await ready()).toEqual({ ready: true, troubles: [] });
    await house.database.pool.query(
      `update heartbeats set at = now() - interval '6 minutes' where job = 'plan nudges'`,
    );
    expect(await ready()).toEqual({ ready: false, troubles: ['The job “plan nudges” has stopped.'] });
    const { said } = await house.knock({ kind: 'command', id: 'status' }, admin);
    expect(said).toContain('The job “plan nudges” last ran 6 minutes ago.');
  });

  test('messages that wait and messages that were given up are in the status command', async () => {
    const house = await openHouse();
    await house.database.pool.query(`
      insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at, gave_up_at, last_error)
      values ('T0HOME', 'x', '{"do":"home","person":"U0ADMIN"}', 1, 'x', now(), now(), now(), 'channel_not_found')`);
    const { said } = await house.knock({ kind: 'command', id: 'status' }, admin);
    expect(said.replaceAll('\u200b', '')).toContain(
      '1 messages could not be sent (last reason: channel_not_found).',
    );
  });
});

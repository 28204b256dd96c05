/** Invariant 10: what keeps the product from working is said at start, in /readyz and in the status command. */
import { rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Bot, startBot } from '../../src/bot.ts';
import type { LocalSlack } from '../../src/local/slack/contract.ts';
import { startLocalSlack } from '../../src/local/slack/server.ts';
import { createLog } from '../../src/log.ts';
import { releases } from '../../src/release.ts';
import { manifestFor, scopes } from '../../src/slack/manifest.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { type Open, shared } from '../doors/gatehouse.ts';
import { buildHouse, until } from '../doors/house.ts';
import { admin } from '../doors/visitors.ts';
import { freshDatabase } from '../support/database.ts';
import { newFolder } from '../support/room.ts';
import { ask, channelNamed, freePort, wordsOf } from '../support/steward.ts';

const SECRET = 'a test signing secret';

interface Started {
  readonly slack: LocalSlack;
  readonly database: Database;
  readonly bot: Bot;
  readonly ready: () => Promise<{ status: number; body: string }>;
}

/** The bot at a local Slack that granted these scopes only. */
async function startGranted(granted: readonly string[], botToken = 'xoxb-test-bot'): Promise<Open<Started>> {
  const started = releases(() => undefined);
  try {
    const base = await freshDatabase();
    started.add(base.drop);
    const database = openDatabase(base.url);
    started.add(database.close);
    const port = await freePort();
    const manifest = manifestFor({ mode: 'http', command: '/key' });
    const slack = await startLocalSlack({
      delivery: { mode: 'http', url: `http://127.0.0.1:${port}/slack/events`, signingSecret: SECRET },
      botToken: 'xoxb-test-bot',
      manifest: { ...manifest, oauth_config: { scopes: { bot: granted } } },
    });
    started.add(slack.close);
    const dataDir = newFolder('keysteward-data-');
    started.add(async () => rmSync(dataDir, { recursive: true, force: true }));
    const bot = await startBot(
      database,
      {
        slack: { kind: 'http', apiUrl: slack.apiUrl, botToken, signingSecret: SECRET },
        local: false,
        dataDir,
        http: { port, host: '127.0.0.1' },
        command: '/key',
        tick: '0 0 29 2 *',
        probes: { mode: 'off' },
      },
      createLog('debug', new Writable({ write: (_chunk, _encoding, done) => done() })),
    );
    started.add(bot.stop);
    await bot.tick();
    const ready = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: answer.status, body: await answer.text() };
    };
    return { place: { slack, database, bot, ready }, close: started.all };
  } catch (error) {
    await started.all();
    throw error;
  }
}

const all = scopes.map(({ scope }) => scope);
const needed = scopes.filter((row) => !('optional' in row)).map(({ scope }) => scope);

const statusOf = async (slack: LocalSlack): Promise<string> => {
  const ana = slack.as('ana');
  return wordsOf(await ask(ana, channelNamed(ana, 'trading-desk'), 'status'));
};

describe('invariant 10: missing scopes are said plainly, in /readyz and in the status command', () => {
  // Without this one nobody is known, so nobody may ask for the status.
  const toKnowPeople = 'users:read';
  const toAnswer = 'commands';

  test.each([
    ['all but those', needed.filter((scope) => scope !== toKnowPeople && scope !== toAnswer)],
    [toKnowPeople, [toKnowPeople]],
  ])('%s', async (_which, missing) => {
    const { place, close } = await startGranted(all.filter((each) => !missing.includes(each)));
    onTestFinished(close);
    const said = `Slack did not grant: ${missing.join(', ')}.`;
    expect(await place.ready()).toEqual({ status: 200, body: expect.stringContaining(said) });
    const status = await statusOf(place.slack);
    expect(status).toContain(
      missing.includes(toKnowPeople) ? 'Slack could not be asked who you are. Nothing was done.' : said,
    );
    expect(status).not.toContain('Something went wrong');
  });
});

test('invariant 10: a token that Slack does not take ends the start with a sentence that names the setting and not the token', async () => {
  const start = startGranted(all, 'xoxb-another-bot');
  await expect(start).rejects.toThrow(/Slack refused SLACK_BOT_TOKEN \(\w+\)\. Nothing was started\./);
  await expect(start).rejects.not.toThrow(/xoxb-another/);
});

describe('invariant 10: a connection that was lost after the start is said until it is back', () => {
  const place = shared(() => startGranted(needed));
  // Whatever a test before it left: what is asked of Slack now is answered.
  beforeEach(() => place().bot.tick());

  test('an optional scope that is missing is no trouble', async () => {
    expect(await place().ready()).toEqual({ status: 200, body: '{"ready":true,"troubles":[]}' });
  });

  test('a revoked token, noticed by the next tick', async () => {
    const { slack, bot, ready } = place();
    slack.trouble('auth.test', { kind: 'error', error: 'token_revoked' });
    await bot.tick();
    expect(await ready()).toEqual({
      status: 503,
      body: expect.stringContaining('Slack refuses our token (token_revoked). Nothing is sent; it waits.'),
    });
    expect(await statusOf(slack)).toContain('Slack refuses our token');
    await bot.tick();
    expect(await ready()).toMatchObject({ status: 200 });
    expect(await statusOf(slack)).not.toContain('Slack refuses our token');
  });

  test('a revoked token, noticed by what could not be sent, which is not given up', async () => {
    const { slack, database, bot, ready } = place();
    slack.trouble('views.publish', { kind: 'error', error: 'account_inactive' });
    await slack.as('ana').openHome();
    await until(async () => (await ready()).status === 503);
    expect((await ready()).body).toContain('Slack refuses our token (account_inactive)');
    slack.trouble('views.publish', { kind: 'error', error: 'account_inactive' });
    const again = (attempts: number) =>
      database.pool.query(`update outbox set lease_until = null, last_error = null, attempts = ${attempts}
        where wanted > done`);
    await again(50);
    database.promptWork();
    const failed = () =>
      database.pool.query('select from outbox where attempts = 51 and last_error is not null');
    await until(async () => (await failed()).rowCount === 1);
    await again(51);
    database.promptWork();
    await until(() => slack.as('ana').home() !== undefined);
    await bot.tick();
    expect(await ready()).toMatchObject({ status: 200 });
  });

  test('a missing scope of one call is not taken for it', async () => {
    const { slack, ready, database } = place();
    await database.pool.query('update outbox set last_error = null');
    slack.trouble('views.publish', { kind: 'error', error: 'missing_scope' });
    await slack.as('ana').openHome();
    await until(
      async () =>
        (await database.pool.query('select 1 from outbox where last_error is not null')).rows.length > 0,
    );
    expect(await ready()).toMatchObject({ status: 200 });
  });

  test('silence of Slack, but not for one call without an answer', async () => {
    const { slack, bot, ready } = place();
    for (const status of [200, 503]) {
      slack.trouble('auth.test', { kind: 'fail_before' });
      await bot.tick();
      expect((await ready()).status).toBe(status);
    }
    expect((await ready()).body).toContain('Slack did not answer the last 2 times');
    await bot.tick();
    expect((await ready()).status).toBe(200);
  });

  test.each(['revoked', 'uninstalled'])('an app that was %s', async (how) => {
    const { slack, database, ready } = place();
    expect(await ready()).toMatchObject({ status: 200 });
    if (how === 'uninstalled') await slack.uninstall();
    else await database.pool.query('update workspaces set lost_at = now()');
    const lost = () => database.pool.query('select 1 from workspaces where lost_at is not null');
    await until(async () => (await lost()).rows.length === 1);
    expect(await ready()).toEqual({ status: 503, body: expect.stringMatching(/removed|revoked|install/i) });
    await database.pool.query('update workspaces set lost_at = null');
  });
});

describe('invariant 10: a scheduler that stopped is noticed', () => {
  const place = shared(buildHouse);

  test('in /readyz and in the status command', async () => {
    const house = place();
    const ready = async () => (await fetch(`${house.origin}/readyz`)).json();
    expect(await ready()).toEqual({ ready: true, troubles: [] });
    await house.database.pool.query(
      `insert into troubles (workspace, what, since, noticed_at) values ('T0HOME', 'job:plan nudges', now(), now())`,
    );
    expect(await ready()).toEqual({ ready: true, troubles: ['The job “plan nudges” has stopped.'] });
    const { said } = await house.knock({ kind: 'command', id: 'status' }, admin);
    expect(said).toContain('The job “plan nudges” has stopped.');
    const metrics = await (await fetch(`${house.origin}/metrics`)).text();
    expect(metrics).toContain('keysteward_trouble{what="job:plan nudges"} 1');
  });

  test('messages that wait and messages that were given up are in the status command', async () => {
    const house = place();
    await house.database.pool.query(`
      insert into outbox (workspace, name, effect, lane, gate, due_at, wanted_at, gave_up_at, last_error)
      values ('T0HOME', 'x', '{"do":"home","person":"U0ADMIN"}', 1, 'x', now(), now(), now(), 'channel_not_found')`);
    const { said } = await house.knock({ kind: 'command', id: 'status' }, admin);
    expect(said.replaceAll('\u200b', '')).toContain(
      'Messages that could not be sent: 1. Last reason: channel_not_found.',
    );
  });
});

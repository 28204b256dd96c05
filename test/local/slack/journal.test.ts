import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { section } from './blocks.ts';
import { onlySlack, stoppedClock } from './bot.ts';

const path = () => join(mkdtempSync(join(tmpdir(), 'local-slack-')), 'journal.jsonl');

test('a restarted workspace is the same: channels, messages, files, reads, Homes, people', async () => {
  const journal = path();
  const clock = stoppedClock();
  const seen = async (work: boolean) => {
    await using bot = await onlySlack({ journal, now: clock.now });
    const ana = bot.slack.as('ana');
    if (work) {
      const { channel: made } = await bot.client.conversations.create({ name: 'inc-1', is_private: true });
      const channel = made?.id ?? '';
      await bot.client.conversations.invite({ channel, users: 'U000000ANA' });
      const metadata = { event_type: 'card', event_payload: { outbox_id: 1 } };
      const { ts = '' } = await bot.client.chat.postMessage({
        channel,
        text: 'card',
        blocks: [section('card')],
        metadata,
      });
      await bot.client.pins.add({ channel, timestamp: ts });
      ana.markRead(channel);
      await bot.client.chat.postMessage({ channel, text: 'unread' });
      await bot.client.views.publish({
        user_id: 'U000000ANA',
        view: { type: 'home', blocks: [section('Home')] },
      });
      await bot.client.files.uploadV2({ channel_id: channel, filename: 'a.csv', file: Buffer.from('a,b') });
      await bot.slack.changePerson('bea', { deleted: true });
    }
    const channels = ana.channels();
    return {
      channels,
      home: ana.home(),
      messages: channels.flatMap((row) => ana.messages(row.id)),
      files: channels
        .flatMap((row) => ana.messages(row.id))
        .flatMap((row) => row.files.map((file) => ana.download(file.id))),
      bea: bot.slack.as('bea').me.kind,
    };
  };
  const before = await seen(true);
  expect(before.channels.find((row) => row.name === 'inc-1')).toMatchObject({
    unread: 2,
    pinned: [expect.any(String)],
  });
  expect(await seen(false)).toEqual(before);
});

test('messages after a restart come after those before it, even when the clock stood still', async () => {
  const journal = path();
  const clock = stoppedClock();
  const stamps: string[] = [];
  for (const _ of [1, 2]) {
    await using bot = await onlySlack({ journal, now: clock.now });
    stamps.push(bot.slack.as('ana').post('#general', 'x').ts, bot.slack.as('ana').post('#general', 'y').ts);
  }
  expect(stamps).toEqual([...new Set(stamps)].sort());
});

test('a line cut off by a kill is dropped, a damaged one in the middle stops the start', async () => {
  const journal = path();
  {
    await using bot = await onlySlack({ journal });
    bot.slack.as('ana').post('#general', 'kept');
  }
  appendFileSync(journal, '{"kind":"message","row":{"chan');
  {
    await using bot = await onlySlack({ journal });
    expect(bot.slack.as('ana').messages('#general')).toMatchObject([{ text: 'kept' }]);
  }
  const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
  expect(lines.every((line) => JSON.parse(line) !== undefined)).toBe(true);
  appendFileSync(journal, 'not json\n{"kind":"installed","installed":true}\n');
  await expect(onlySlack({ journal })).rejects.toThrow(/damaged. Nothing was changed/);
});

test('what was answered survives kill -9', async () => {
  const journal = path();
  const program = `
    const { startLocalSlack } = await import(${JSON.stringify(new URL('../../../src/local/slack/server.ts', import.meta.url).href)});
    const slack = await startLocalSlack({
      delivery: { mode: 'http', url: 'http://127.0.0.1:9/', signingSecret: 's' }, botToken: 't', journal: process.argv[1],
      manifest: { oauth_config: { scopes: { bot: ['chat:write'] } } },
    });
    await fetch(slack.apiUrl + 'chat.postMessage', { method: 'POST', headers: { authorization: 'Bearer t' },
      body: new URLSearchParams({ channel: 'C00TRADING', text: 'answered' }) });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, journal], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  await using bot = await onlySlack({ journal });
  expect(bot.slack.as('ana').messages('#trading-desk')).toMatchObject([{ text: 'answered' }]);
});

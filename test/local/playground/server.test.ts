import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, stage.playground.url), { headers });
const act = async (deed: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL('/do', stage.playground.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof deed === 'string' ? deed : JSON.stringify(deed),
  });
  return { status: response.status, body: await response.text() };
};

/** `fetch` does not let one lie about the host. */
function statusWithHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(stage.playground.url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

test('answers only to its own loopback names', async () => {
  const { port } = new URL(stage.playground.url);
  expect(await statusWithHost(`127.0.0.1:${port}`)).toBe(200);
  expect(await statusWithHost(`rebound.example:${port}`)).toBe(403);
});

test('lets no script run but its own and no address be fetched but its own', async () => {
  const response = await get('/');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("script-src 'self' 'unsafe");
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
  expect(html).not.toMatch(/ (src|href)="https?:/);
});

test('a deed from another page changes nothing', async () => {
  const before = stage.bot.told.length;
  const deed = { do: 'say', as: 'U000000ANA', channel: 'C00TRADING', text: '/key list' };
  expect((await act(deed, { Origin: 'http://evil.example' })).status).toBe(403);
  expect((await act(deed, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect(stage.bot.told).toHaveLength(before);
});

test.each([
  ['no JSON', '{'],
  ['an unknown deed', { do: 'everything' }],
  ['a clock that goes back', { do: 'move_clock', by: { days: -1 } }],
])('refuses %s', async (_, deed) => {
  expect((await act(deed)).status).toBe(400);
});

test('nobody acts as the bot or as somebody who left', async () => {
  for (const person of ['U000000KEY', 'U00000DORA', 'U0NOBODY00']) {
    const answer = await act({ do: 'say', as: person, channel: 'C00TRADING', text: 'hello' });
    expect(JSON.parse(answer.body)).toMatchObject({
      ok: false,
      trouble: expect.stringContaining('cannot use the client'),
    });
  }
  expect(stage.bot.slack.as('U000000ANA').messages('C00TRADING')).toHaveLength(0);
});

test('serves its own files by exact name and nothing else, and lets the browser keep only them', async () => {
  const page = await get('/');
  expect(page.headers.get('cache-control')).toBe('no-store');
  const [script = ''] = /\/assets\/[^"]*playground\.js/.exec(await page.text()) ?? [];
  const served = await get(script);
  expect(served.headers.get('content-type')).toContain('text/javascript');
  expect(served.headers.get('cache-control')).toContain('immutable');
  const folder = script.replace('playground.js', '');
  for (const path of [
    `${folder}..%2fserver.ts`,
    `${folder}%2e%2e/server.ts`,
    `${folder}tsconfig.json`,
    folder,
    // What another version of the product named so.
    '/assets/another-mark/playground.js',
    '/assets/playground.js',
    '/server.ts',
    '/assets/',
  ]) {
    expect((await get(path)).status, path).toBe(404);
  }
});

test('files are saved, never shown as pages; pictures are shown', async () => {
  const ana = stage.bot.slack.as('U000000ANA');
  const { id: page } = ana.upload('evil.html', Buffer.from('<script>alert(1)</script>'));
  const { id: picture } = ana.upload('chart.png', Buffer.from('png'));
  const saved = await get(`/file?as=U000000ANA&id=${page}`);
  expect(saved.headers.get('content-type')).toContain('application/octet-stream');
  expect(saved.headers.get('content-disposition')).toContain('attachment');
  expect((await get(`/file?as=U000000ANA&id=${picture}`)).headers.get('content-type')).toBe('image/png');
});

test('message metadata is not on the page', async () => {
  await stage.bot.call('chat.postMessage', {
    channel: 'C00TRADING',
    text: 'With a tail',
    metadata: { event_type: 'keysteward', event_payload: { outbox: 'row-4711' } },
  });
  const html = await (await get('/?as=U000000ANA&in=C00TRADING')).text();
  expect(html).toContain('With a tail');
  expect(html).not.toContain('row-4711');
});

test('a file that was sent without a word stands alone', async () => {
  const asked = { filename: 'report.md', length: 7 };
  const { upload_url, file_id } = await stage.bot.call('files.getUploadURLExternal', asked);
  await fetch(String(upload_url), { method: 'POST', body: '# Words' });
  const files = [{ id: file_id }];
  await stage.bot.call('files.completeUploadExternal', { files, channel_id: 'C00TRADING' });
  const html = await (await get('/?as=U000000ANA&in=C00TRADING')).text();
  expect(html).toContain('report.md');
  expect(html).not.toContain('cannot draw');
});

/** Calls to Slack give up in time, but read first what came while this process was busy. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeClients } from '../../src/slack/clients.ts';
import { fetchWithin } from '../../src/slack/fetch-within.ts';

/** As a long turn of the event loop does; no processor is used. */
const busyFor = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('the whole answer is given, as it came', async () => {
  const url = await serving((_request, response) => {
    response.writeHead(429, { 'retry-after': '7' }).end('{"ok":false}');
  });
  const answer = await fetchWithin(5_000)(url, { method: 'POST', body: 'user=U1' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await answer.json()).toEqual({ ok: false });
});

test('an answer that came while the process was busy is read, though the time is over', async () => {
  const url = await serving((_request, response) => {
    response.write('{"ok":');
    busyFor(150);
    response.end('true}');
  });
  expect(await (await fetchWithin(100)(url)).json()).toEqual({ ok: true });
});

test.each<[string, RequestListener]>([
  ['nothing', () => {}],
  ['half of it', (_request, response) => void response.write('{"ok":')],
])('who is told %s hangs up', async (_what, answer) => {
  const url = await serving(answer);
  const begun = performance.now();
  await expect(fetchWithin(100)(url)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(performance.now() - begun).toBeGreaterThan(99);
});

test('who somebody is, is heard also when the process was busy for longer than Slack is waited for', async () => {
  const apiUrl = await serving((_request, response) => {
    response.end('{"ok":true,"user":{"id":"U1"}}');
  });
  const call = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...question) => {
    const answer = call(...question);
    busyFor(2_100);
    return answer;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  const { read } = makeClients('xoxb-test-bot', apiUrl);
  expect(read).toBeInstanceOf(WebClient);
  expect(await read.users.info({ user: 'U1' })).toMatchObject({ user: { id: 'U1' } });
});

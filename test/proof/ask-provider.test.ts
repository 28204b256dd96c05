import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeAsker } from '../../src/proof/ask-provider.ts';
import { okx } from '../../src/providers/okx.ts';

const keyId = '01234567-89ab-4cde-8f01-23456789abcd';
const ask = { keyId, region: 'global', environment: 'live', now: new Date('2026-11-23T05:08:23Z') };

let server: Server;
let base: string;
let answer: RequestListener;
let asked: { url: string; headers: Record<string, unknown> }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: { ...request.headers } });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json =
  (body: unknown, status = 401, type = 'application/json'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(JSON.stringify(body));
  };
const asker = (limits = {}) => makeAsker({ mode: 'local', bases: { okx: base } }, limits);

describe('asking OKX', () => {
  const probe = okx.probe;
  if (probe === null) throw new Error('OKX can be asked');

  test.each(probe.answers.map(({ code, means }) => [code, means] as const))(
    '%s means %s',
    async (code, means) => {
      answer = json({ code, msg: 'whatever it says', data: [] });
      const expected = means === 'exists' || means === 'absent' ? means : 'inconclusive';
      expect(await asker()(okx, ask)).toMatchObject({ host: 'www.okx.com', result: expected, code });
    },
  );

  test('asks the host of the region by its path, with the key id and nothing of value', async () => {
    answer = json({ code: '50119' });
    await asker()(okx, { ...ask, region: 'eea', environment: 'demo' });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('/eea.okx.com/api/v5/account/balance');
    expect(asked[0]?.headers).toMatchObject({ 'ok-access-key': keyId, 'x-simulated-trading': '1' });
  });

  test.each([
    ['a code nobody documented', json({ code: '77777' })],
    ['no code', json({ msg: 'API key does not exist' })],
    ['a web page', json({ code: '50119' }, 200, 'text/html; charset=utf-8')],
    [
      'something that is not JSON',
      (_: unknown, response: { end(text: string): void }) => response.end('50119'),
    ],
    ['429 with the code for absent', json({ code: '50119' }, 429)],
    ['a server in trouble', json({ code: '50119' }, 503)],
    ['a list instead of an object', json([{ code: '50119' }])],
  ] as [string, RequestListener][])('%s is never absence', async (_what, reply) => {
    answer = reply;
    expect(await asker()(okx, ask)).toMatchObject({ result: 'inconclusive' });
  });

  test('a redirect is not followed', async () => {
    answer = (request, response) => {
      if (request.url?.includes('elsewhere')) return json({ code: '50119' })(request, response);
      response.writeHead(302, { location: `${base}/elsewhere`, 'content-type': 'application/json' });
      response.end('{"code":"50119"}');
    };
    expect(await asker()(okx, ask)).toMatchObject({ result: 'inconclusive' });
    expect(asked).toHaveLength(1);
  });

  test('a reply that never ends is inconclusive, and is given up', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"code":');
    };
    const said = await asker({ timeoutMs: 60 })(okx, ask);
    expect(said).toMatchObject({ result: 'inconclusive', code: null, reason: 'no answer in time' });
  });

  test('a huge reply is not read to its end', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"code":"50119","data":"${'x'.repeat(70_000)}"}`);
    };
    expect(await asker()(okx, ask)).toMatchObject({
      result: 'inconclusive',
      reason: 'the answer was too long',
    });
  });

  test('nobody listening is inconclusive', async () => {
    const nowhere = makeAsker({ mode: 'local', bases: { okx: 'http://127.0.0.1:1' } });
    expect(await nowhere(okx, ask)).toMatchObject({
      result: 'inconclusive',
      reason: 'it could not be reached',
    });
  });

  test('nothing of the reply or the key comes back', async () => {
    answer = json({ code: '50110', msg: `Your IP is not in the whitelist of ${keyId}` });
    expect(JSON.stringify(await asker()(okx, ask))).not.toContain(keyId);
  });

  test('an unknown region is not asked', async () => {
    expect(await asker()(okx, { ...ask, region: 'evil.example' })).toMatchObject({ result: 'inconclusive' });
    expect(asked).toHaveLength(0);
  });

  test('switched off, nothing leaves', async () => {
    expect(await makeAsker({ mode: 'off' })(okx, ask)).toMatchObject({ result: 'inconclusive' });
    expect(asked).toHaveLength(0);
  });

  test('a provider without an imitation is not asked for real in local mode', async () => {
    const other = makeAsker({ mode: 'local', bases: {} });
    expect(await other(okx, ask)).toMatchObject({ result: 'inconclusive' });
  });
});

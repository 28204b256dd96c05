import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeOkx, startFakeOkx } from '../../../src/local/providers/fake-okx.ts';
import { okx as provider } from '../../../src/providers/okx.ts';

const live = '37c541a1-7dca-4f0c-93a1-10fe7a038418';
const demo = '8b2f0c11-aa01-4d7e-8f66-4e0f2b9f0a77';

let okx: FakeOkx;
beforeEach(async () => {
  okx = await startFakeOkx();
  await okx.create(live, 'global', 'live');
  await okx.create(demo, 'eea', 'demo');
});
afterEach(() => okx.close());

/** The bot's own question, with headers taken away or changed. */
async function ask(
  keyId: string,
  host = 'www.okx.com',
  change: Record<string, string | undefined> = {},
  environment = 'live',
) {
  const question = provider.probe?.request({ keyId, environment, now: new Date() } as never);
  if (question === undefined) throw new Error('OKX has no probe.');
  const headers = Object.fromEntries(
    Object.entries({ ...question.headers, ...change }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const response = await fetch(`${okx.baseUrl}/${host}${question.path}`, { headers });
  return ((await response.json()) as { code: string }).code;
}

test('a living key is known, its passphrase is not', async () => {
  expect(await ask(live)).toBe('50105');
});

test('a deleted key is unknown, and known again when restored', async () => {
  await okx.delete(live);
  expect(await ask(live)).toBe('50119');
  await okx.restore(live);
  expect(await ask(live)).toBe('50105');
});

test('a key lives on the host of its region only; one never made is unknown everywhere', async () => {
  expect(await ask(live, 'eea.okx.com')).toBe('50119');
  expect(await ask(live, 'us.okx.com')).toBe('50119');
  expect(await ask('00000000-0000-4000-8000-000000000000')).toBe('50119');
});

test('live and demo do not mix', async () => {
  expect(await ask(demo, 'eea.okx.com', {}, 'demo')).toBe('50105');
  expect(await ask(demo, 'eea.okx.com')).toBe('50101');
  expect(await ask(live, 'www.okx.com', {}, 'demo')).toBe('50101');
});

test.each([
  ['OK-ACCESS-KEY', '50103'],
  ['OK-ACCESS-SIGN', '50106'],
  ['OK-ACCESS-TIMESTAMP', '50107'],
  ['OK-ACCESS-PASSPHRASE', '50104'],
])('without %s it says so', async (header, code) => {
  expect(await ask(live, 'www.okx.com', { [header]: undefined })).toBe(code);
});

test('the clock is looked at before the key', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect(
    await ask(unknown, 'www.okx.com', { 'OK-ACCESS-TIMESTAMP': new Date(Date.now() - 60_000).toISOString() }),
  ).toBe('50102');
  expect(await ask(unknown, 'www.okx.com', { 'OK-ACCESS-TIMESTAMP': 'yesterday' })).toBe('50112');
  expect(await ask(unknown, 'www.okx.com', { 'OK-ACCESS-PASSPHRASE': undefined })).toBe('50119');
});

test('every code it answers is one the bot has a meaning for', async () => {
  const meanings = new Map(provider.probe?.answers.map(({ code, means }) => [code, means]));
  expect(meanings.get(await ask(live))).toBe('exists');
  await okx.delete(live);
  expect(meanings.get(await ask(live))).toBe('absent');
});

test('other addresses are a page, not an answer', async () => {
  for (const path of [
    '/',
    '/www.okx.com/api/v5/account/positions',
    '/other.example/api/v5/account/balance',
  ]) {
    const response = await fetch(okx.baseUrl + path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html');
  }
  expect(okx.calls().map(({ path, code }) => [path, code])).toContainEqual(['/', undefined]);
});

test('keys are there again after a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'okx-'));
  const journal = join(folder, 'okx.jsonl');
  const first = await startFakeOkx({ journal });
  await first.create(live, 'us', 'live');
  await first.delete(live);
  await first.close();
  const second = await startFakeOkx({ journal });
  expect(await second.keys()).toEqual([{ keyId: live, region: 'us', environment: 'live', state: 'deleted' }]);
  await second.close();
  await rm(folder, { recursive: true });
});

test('the console refuses what OKX would refuse', async () => {
  await expect(okx.create(live, 'global', 'live')).rejects.toThrow('already has a key');
  await expect(okx.create('x', 'mars', 'live')).rejects.toThrow('regions global, eea, us');
  await expect(okx.delete('nobody')).rejects.toThrow('no key nobody');
});

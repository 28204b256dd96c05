import { afterEach, beforeEach, expect, test } from 'vitest';
import { classify } from '../../../src/domain/proof.ts';
import { type FakeSts, startFakeSts } from '../../../src/local/providers/fake-sts.ts';
import { findProvider } from '../../../src/providers/index.ts';

const active = 'AKIAEXAMPLEKEYID2345';
const chinese = 'AKIAEXAMPLEKEYID2346';
const { probe, regions } = findProvider('aws');

let sts: FakeSts;
beforeEach(async () => {
  sts = await startFakeSts();
  await sts.create(active, 'global', 'live');
  await sts.create(chinese, 'china', 'live');
});
afterEach(() => sts.close());

/** The bot's own question, with headers taken away or changed; and what the bot makes of the answer. */
async function ask(
  keyId: string,
  { region = 'global', change = {} as Record<string, string | undefined> } = {},
): Promise<{ status: number; code: string | null; result: string }> {
  const host = regions.find(({ id }) => id === region)?.apiHost;
  if (probe === null || host === undefined) throw new Error('AWS cannot be asked.');
  const question = probe.request({ keyId, region, environment: 'live', now: new Date() });
  const headers = Object.fromEntries(
    Object.entries({ ...question.headers, ...change }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const response = await fetch(`${sts.baseUrl}/${host}${question.path}`, {
    method: question.method,
    headers,
  });
  const body = await response.text();
  const reply = { status: response.status, contentType: response.headers.get('content-type') ?? '', body };
  const { result } = classify(probe, reply, { keyId });
  return { status: response.status, code: probe.code(reply, { keyId }), result };
}

test('an active key is known, its signature is not', async () => {
  expect(await ask(active)).toEqual({ status: 403, code: 'SignatureDoesNotMatch', result: 'exists' });
});

test('deactivated and deleted look alike, and an activated key is known again', async () => {
  const gone = { status: 403, code: 'InvalidClientTokenId', result: 'absent' };
  await sts.deactivate(active);
  expect(await ask(active)).toEqual(gone);
  await sts.restore(active);
  expect((await ask(active)).result).toBe('exists');
  await sts.deactivate(active);
  await sts.delete(active);
  expect(await ask(active)).toEqual(gone);
});

test('each partition knows its own keys only', async () => {
  expect((await ask(chinese, { region: 'china' })).result).toBe('exists');
  expect((await ask(chinese)).result).toBe('absent');
  expect((await ask(active, { region: 'govcloud' })).result).toBe('absent');
});

test.each([
  ['a date a day old', { 'X-Amz-Date': '20200101T000000Z' }, 'SignatureDoesNotMatch/clock', 403],
  ['a date to come', { 'X-Amz-Date': '20990101T000000Z' }, 'SignatureDoesNotMatch/clock', 403],
  ['no date', { 'X-Amz-Date': undefined }, 'IncompleteSignature', 400],
  ['half a signature', { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }, 'IncompleteSignature', 400],
  ['no signature', { Authorization: undefined }, 'MissingAuthenticationToken', 403],
])('%s says nothing about the key', async (_, change, code, status) => {
  const answer = await ask(active, { change });
  expect(answer).toMatchObject({ status, code });
  expect(['exists', 'absent', 'weak_absent']).not.toContain(answer.result);
});

test('other addresses are a page, not an answer', async () => {
  for (const path of [
    '/',
    '/sts.amazonaws.com/?Action=AssumeRole',
    '/other.example/?Action=GetCallerIdentity',
  ])
    expect((await fetch(sts.baseUrl + path, { method: 'POST' })).status).toBe(404);
});

test('the console deletes a key only when it was deactivated', async () => {
  await expect(sts.delete(active)).rejects.toThrow('Deactivate it first');
  await expect(sts.deactivate('nobody')).rejects.toThrow('no key nobody');
  expect((await sts.keys()).map(({ state }) => state)).toEqual(['alive', 'alive']);
});

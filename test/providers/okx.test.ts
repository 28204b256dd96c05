import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllowlist } from '../../src/domain/allowlist.ts';
import { classify } from '../../src/domain/proof.ts';
import type { Probe, ProbeReply } from '../../src/domain/provider.ts';
import { looksSecret } from '../../src/domain/secret-shapes.ts';
import { findProvider, providerOf, providers } from '../../src/providers/index.ts';
import { okx } from '../../src/providers/okx.ts';

const keyId = okx.publicId.example;
const probe = okx.probe as Probe;
const reply = (code: string, status: number): ProbeReply => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ msg: `Your IP 198.51.100.7 is not in ${keyId}'s list`, code }),
});
const ask = (environment: string) =>
  probe.request({ keyId, region: 'global', environment, now: new Date('2026-11-23T05:08:23Z') });

describe('OKX answers', () => {
  test.each<[code: string, status: number, result: string]>([
    ['50119', 200, 'absent'],
    ['50119', 401, 'absent'],
    ['50111', 401, 'inconclusive'],
    ['59506', 200, 'inconclusive'],
    ['50105', 401, 'exists'],
    ['50113', 401, 'exists'],
    ['50110', 401, 'exists'],
    ['50101', 401, 'exists'],
    ['50100', 400, 'exists'],
    ['50120', 200, 'exists'],
    ['50035', 403, 'exists'],
    ['50114', 401, 'inconclusive'],
    ['50102', 401, 'inconclusive'],
    ['50112', 401, 'inconclusive'],
    ['50103', 401, 'inconclusive'],
    ['50104', 401, 'inconclusive'],
    ['50106', 401, 'inconclusive'],
    ['50107', 401, 'inconclusive'],
    ['50121', 200, 'inconclusive'],
    ['50011', 429, 'inconclusive'],
    ['50011', 200, 'inconclusive'],
    ['50013', 200, 'inconclusive'],
    ['50001', 503, 'inconclusive'],
    ['50004', 400, 'inconclusive'],
    ['60032', 200, 'inconclusive'],
    ['60005', 200, 'inconclusive'],
    ['0', 200, 'inconclusive'],
    ['50115', 401, 'inconclusive'],
  ])('code %s under HTTP %i: %s', (code, status, result) => {
    const classified = classify(probe, reply(code, status), { keyId });
    expect(classified.result).toBe(result);
    expect(JSON.stringify(classified)).not.toContain(keyId);
  });

  test('only one code means absent, and no code is listed twice', () => {
    expect(probe.answers.filter(({ means }) => means === 'absent').map(({ code }) => code)).toEqual([
      '50119',
    ]);
    expect(new Set(probe.answers.map(({ code }) => code)).size).toBe(probe.answers.length);
  });

  test('a page of a proxy is inconclusive even when it names a code', () => {
    const page = { status: 403, contentType: 'text/html', body: '{"code":"50119"}' };
    expect(classify(probe, page, { keyId }).result).toBe('inconclusive');
  });
});

describe('OKX question', () => {
  test('asks for the balance with the id, the time and junk', () => {
    expect(ask('live')).toEqual({
      method: 'GET',
      path: '/api/v5/account/balance',
      headers: {
        'OK-ACCESS-KEY': keyId,
        'OK-ACCESS-SIGN': `${'A'.repeat(43)}=`,
        'OK-ACCESS-PASSPHRASE': 'not-a-passphrase',
        'OK-ACCESS-TIMESTAMP': '2026-11-23T05:08:23.000Z',
        'Content-Type': 'application/json',
      },
    });
    expect(ask('demo').headers['x-simulated-trading']).toBe('1');
  });

  test('signature and passphrase never depend on what was typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.date({ noInvalidDate: true }), (typed, environment, now) => {
        const { headers } = probe.request({ keyId: typed, region: 'global', environment, now });
        expect(headers['OK-ACCESS-SIGN']).toBe(ask('live').headers['OK-ACCESS-SIGN']);
        expect(headers['OK-ACCESS-PASSPHRASE']).toBe(ask('live').headers['OK-ACCESS-PASSPHRASE']);
      }),
    );
    expect(Buffer.from(ask('live').headers['OK-ACCESS-SIGN'] ?? '', 'base64')).toEqual(Buffer.alloc(32));
  });

  test('is asked sparingly', () => expect(probe).toMatchObject({ budget: 6, spacingSeconds: 20 }));
});

describe('OKX facts', () => {
  test('each region has its own site, page and host', () => {
    expect(okx.regions.map(({ id, keysPage, apiHost }) => [id, keysPage, apiHost])).toEqual([
      ['global', 'https://www.okx.com/account/my-api', 'www.okx.com'],
      ['eea', 'https://my.okx.com/account/my-api', 'eea.okx.com'],
      ['us', 'https://app.okx.com/account/my-api', 'us.okx.com'],
    ]);
    for (const { keysPage, apiHost } of okx.regions) {
      expect(okx.officialHosts).toEqual(expect.arrayContaining([new URL(keysPage).host, apiHost]));
    }
  });

  test('limits and rules', () => {
    expect(okx.allowlist?.max.value).toBe(20);
    expect(okx.maxKeysPerAccount.value).toBe(50);
    expect(okx.canDisable.value).toBe(false);
    expect(okx.expiry).toMatchObject([
      {
        days: { value: 14 },
        permissions: ['trade', 'withdraw'],
        withoutAllowlistOnly: true,
        environments: ['live'],
        counts: 'since_last_use',
      },
    ]);
    expect(parseAllowlist('203.0.113.7 2001:db8::/32 2001:db8::1', okx.allowlist).faults).toEqual([]);
  });

  test.each<[string, boolean]>([
    [keyId, true],
    [keyId.toUpperCase(), false],
    [keyId.replaceAll('-', ''), false],
    [`${keyId} `, false],
    ['A'.repeat(32), false],
  ])('%j is a key id: %s', (text, expected) => expect(okx.publicId.pattern.test(text)).toBe(expected));

  test('the key id is let in, the other two parts are not', () => {
    const context = { provider: okx, providers };
    expect(looksSecret(keyId, { ...context, expects: 'publicId' })).toBeNull();
    expect(looksSecret('5C0A41E39B7D2F6688E1A0C4D3B2F719', { ...context, expects: 'publicId' })?.name).toBe(
      'OKX secret key',
    );
    expect(looksSecret('Tr4de!desk9', { ...context, expects: 'passphrase-free-text' })?.name).toBe(
      'OKX passphrase',
    );
  });

  test('every fact names its source, and every source is used', () => {
    const ids = okx.sources.map(({ id }) => id);
    const facts = [
      ...okx.playbook,
      okx.create,
      okx.maxKeysPerAccount,
      okx.canDisable,
      okx.expiry[0]?.days,
      okx.allowlist?.max,
    ];
    const named = facts.flatMap((fact) => fact?.sources ?? []);
    for (const id of named) expect(ids).toContain(id);
    for (const fact of facts)
      if (fact?.grade === 'documented') expect(fact.sources.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !named.includes(id))).toEqual([]);
  });

  test('steps are short enough for a phone and have ids of their own', () => {
    expect(new Set(okx.playbook.map(({ id }) => id)).size).toBe(okx.playbook.length);
    for (const { title, how } of okx.playbook) {
      expect(title.length).toBeLessThanOrEqual(60);
      for (const sentence of how) expect(sentence.length).toBeLessThanOrEqual(200);
    }
    const deleting = okx.playbook.find(({ kind }) => kind === 'delete')?.how.join(' ');
    for (const word of ['{page}', '{keyId}', '{account}', '2FA', 'reload', 'look-alike'])
      expect(deleting).toContain(word);
  });
});

describe('the list of providers', () => {
  test.each(['okx', 'OKX', ' Okx ', 'okex'])('%j means OKX', (name) =>
    expect(providerOf(name)?.id).toBe('okx'),
  );

  test('an unknown name means none, an unknown stored id is a fault', () => {
    expect(providerOf('acme')).toBeUndefined();
    expect(() => findProvider('acme')).toThrow(/No provider "acme"/);
    for (const { id } of providers) expect(findProvider(id).id).toBe(id);
  });
});

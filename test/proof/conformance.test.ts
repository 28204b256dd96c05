/**
 * Every provider that can be asked, over a real connection: each documented answer means what the documents say, and
 * whatever else may come back is never taken for an answer.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { pino } from 'pino';
import { type Agent, Dispatcher, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AnswerClass, Provider } from '../../src/domain/provider.ts';
import { makeAsker } from '../../src/proof/ask-provider.ts';
import { providers } from '../../src/providers/index.ts';
import { tables } from '../providers/documented.ts';

let server: Server;
let base: string;
let answer: RequestListener;
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
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

const now = new Date('2026-11-23T05:08:23Z');
const probed = providers.flatMap((provider) => (provider.probe === null ? [] : [provider]));
const askOf = (provider: Provider, region = provider.regions[0]?.id ?? '') => ({
  keyId: provider.publicId.example,
  region,
  environment: provider.environments[0]?.id ?? '',
  now,
});
const asker = (provider: Provider, limits = {}) =>
  makeAsker({ mode: 'local', bases: { [provider.id]: base } }, limits);
const said = (status: number, contentType: string, body: string): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': contentType });
    response.end(body);
  };
};
const resultOf = (means: AnswerClass) => (means === 'exists' || means === 'absent' ? means : 'inconclusive');

/** Read off the table of probes in the facts, by hand: which codes alone may ever mean that a key exists or does not. */
const decisive: Readonly<Record<string, { exists: readonly string[]; absent: readonly string[] }>> = {
  okx: { exists: ['50105', '50113', '50110', '50101', '50100', '50120', '50035'], absent: ['50119'] },
  binance: { exists: ['-1022', '-2017'], absent: ['-2008'] },
  bybit: { exists: ['10004', '10005', '10010', '33004', '-2015'], absent: ['10003'] },
  kraken: {
    exists: ['EAPI:Invalid signature', 'EAPI:Invalid nonce', 'EGeneral:Permission denied'],
    absent: ['EAPI:Invalid key'],
  },
  kucoin: { exists: ['400004', '400005', '400006', '400007', '411100'], absent: ['400003'] },
  bitget: { exists: ['40009', '40010', '40014', '40018', '40038'], absent: ['40037'] },
  gate: {
    exists: [
      'INVALID_SIGNATURE',
      'IP_FORBIDDEN',
      'READ_ONLY',
      'FORBIDDEN',
      'ACCOUNT_LOCKED',
      'SUB_ACCOUNT_LOCKED',
    ],
    absent: ['INVALID_KEY'],
  },
  aws: { exists: ['SignatureDoesNotMatch'], absent: ['InvalidClientTokenId'] },
  google_sa: { exists: ['kid-present'], absent: ['kid-absent', 'account-absent'] },
};

test('only the codes of the facts decide, for exactly these providers', () => {
  const coded = (provider: Provider, result: AnswerClass) =>
    (provider.probe?.answers ?? []).filter(({ means }) => means === result).map(({ code }) => code);
  const found = probed.map((provider) => [
    provider.id,
    { exists: coded(provider, 'exists').sort(), absent: coded(provider, 'absent').sort() },
  ]);
  const wanted = Object.entries(decisive).map(([id, { exists, absent }]) => [
    id,
    { exists: exists.toSorted(), absent: absent.toSorted() },
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
});

describe.each(tables)('%s', (_name, provider, rows) => {
  test.each(rows)('answering %s it means %s', async (code, means, reply) => {
    answer = said(reply.status, reply.contentType, reply.body);
    const heard = await asker(provider)(provider, askOf(provider));
    expect(heard.result).toBe(resultOf(means));
    // Trouble that shows before the code is read needs no code.
    if (heard.result !== 'inconclusive') expect(heard.code).toBe(code);
    expect(JSON.stringify(heard)).not.toContain(provider.publicId.example);
    expect(asked).toHaveLength(1);
  });

  const absent = rows.find(([, means]) => means === 'absent')?.[2];
  if (absent === undefined) throw new Error('a table without an absent key');
  const { status, contentType, body } = absent;

  test.each<[string, RequestListener]>([
    ['as a web page', said(status, 'text/html; charset=utf-8', body)],
    ['with 429', said(429, contentType, body)],
    ['with 500', said(500, contentType, body)],
    ['with 503', said(503, contentType, body)],
    ['with a redirect', said(307, contentType, body)],
    ['cut off', said(status, contentType, body.slice(0, body.length / 2))],
    ['within other text', said(status, contentType, `oops: ${body}`)],
    ['as text of JSON', said(status, contentType, JSON.stringify(body))],
    ['in a list', said(status, contentType, `[${body}]`)],
    ['as nothing', said(status, contentType, '')],
    ['as a page of a proxy', said(403, 'text/html', `<html><body>${body}</body></html>`)],
    ['as that page called JSON', said(403, 'application/json', `<html><body>${body}</body></html>`)],
  ])('the words for absent %s are no absence', async (_how, reply) => {
    answer = reply;
    expect((await asker(provider)(provider, askOf(provider))).result).toBe('inconclusive');
  });

  test('the words for absent are not read past the limit, nor after it took too long', async () => {
    answer = said(status, contentType, `${body}${' '.repeat(70_000)}`);
    expect(await asker(provider)(provider, askOf(provider))).toMatchObject({
      result: 'inconclusive',
      reason: 'the answer was too long',
    });
    answer = (_request, response) => {
      response.writeHead(status, { 'content-type': contentType });
      response.write(body);
    };
    expect(await asker(provider, { timeoutMs: 60 })(provider, askOf(provider))).toMatchObject({
      result: 'inconclusive',
      reason: 'no answer in time',
    });
  });

  test('a redirect is not followed, wherever it leads', async () => {
    answer = (request, response) => {
      if (request.url === '/elsewhere') return said(status, contentType, body)(request, response);
      response.writeHead(302, { location: `${base}/elsewhere`, 'content-type': contentType });
      response.end(body);
    };
    expect((await asker(provider)(provider, askOf(provider))).result).toBe('inconclusive');
    expect(asked).toHaveLength(1);
  });

  test('a code that nobody documented decides nothing', async () => {
    const known = new Set((provider.probe?.answers ?? []).map(({ code }) => code));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: -99_999, max: 99_999 }), fc.string({ maxLength: 30 })),
        async (made) => {
          fc.pre(![...known].some((code) => String(made).startsWith(code)));
          const text = JSON.stringify({
            code: made,
            retCode: made,
            label: made,
            error: [made],
            msg: 'key does not exist',
          });
          answer = said(401, 'application/json', text);
          expect((await asker(provider)(provider, askOf(provider))).result).toBe('inconclusive');
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('what leaves this machine', () => {
  /** Carries nothing anywhere: notes where it would have gone. */
  class Nowhere extends Dispatcher {
    readonly origins: string[] = [];
    override dispatch(options: Dispatcher.DispatchOptions): boolean {
      this.origins.push(String(options.origin));
      throw new Error('nothing leaves in a test');
    }
  }

  test('goes to the host of the chosen region and nowhere else, whatever was typed', async () => {
    const before = getGlobalDispatcher();
    const nowhere = new Nowhere();
    setGlobalDispatcher(nowhere as unknown as Agent);
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(
            ...probed.flatMap((provider) => provider.regions.map((region) => ({ provider, region }))),
          ),
          fc.oneof(
            fc.string(),
            fc.constantFrom(
              '@evil.example/',
              '/../../evil',
              '//evil.example',
              '?x=https://evil.example#',
              'a b\r\nHost: evil',
            ),
          ),
          fc.constantFrom('live', 'demo', 'evil.example'),
          async ({ provider, region }, keyId, environment) => {
            nowhere.origins.length = 0;
            const ask = { keyId, environment, region: region.id, now };
            const heard = await makeAsker({ mode: 'on' })(provider, ask);
            expect(heard.result).toBe('inconclusive');
            for (const origin of nowhere.origins) expect(origin).toBe(`https://${region.apiHost}`);
            expect(provider.officialHosts).toContain(region.apiHost);
          },
        ),
      );
    } finally {
      setGlobalDispatcher(before);
    }
  });

  test.each(probed.map((provider) => [provider.id, provider] as const))(
    'for %s it asks each region at its own host, signed for it',
    async (_id, provider) => {
      answer = said(200, 'application/json', '{}');
      for (const { id, apiHost } of provider.regions) {
        asked = [];
        await asker(provider)(provider, askOf(provider, id));
        expect(asked).toHaveLength(1);
        expect(asked[0]?.startsWith(`/${apiHost}/`)).toBe(true);
      }
    },
  );

  test('AWS partitions are asked at home, with a signature for their own region', () => {
    const aws = probed.find(({ id }) => id === 'aws');
    const scopes = aws?.regions.map(({ id, apiHost }) => [
      apiHost,
      /\d{8}\/([a-z0-9-]+)\/sts/.exec(aws.probe?.request(askOf(aws, id)).headers['Authorization'] ?? '')?.[1],
    ]);
    expect(scopes).toEqual([
      ['sts.amazonaws.com', 'us-east-1'],
      ['sts.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
      ['sts.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ]);
  });

  test('is nothing when asking is switched off', async () => {
    for (const provider of probed) {
      const heard = await makeAsker({ mode: 'off' })(provider, askOf(provider));
      expect(heard).toMatchObject({
        result: 'inconclusive',
        reason: 'asking providers is switched off here',
      });
    }
    expect(asked).toEqual([]);
  });

  test('and what comes back can be logged whole: no key, nothing of the reply', async () => {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    for (const [, provider, rows] of tables) {
      for (const [, , reply] of rows) {
        const marked = reply.body
          .replace(/"msg":"/g, '"msg":"MARKED ')
          .replace('<Message>', '<Message>MARKED ');
        answer = said(reply.status, reply.contentType, marked);
        log.info(await asker(provider)(provider, askOf(provider)));
      }
    }
    const all = lines.join('');
    expect(all).not.toContain('MARKED');
    for (const { publicId } of probed) expect(all).not.toContain(publicId.example);
    expect(lines.length).toBeGreaterThan(80);
  });
});

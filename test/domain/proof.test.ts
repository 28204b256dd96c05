import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify, knownPlaces, type Observation, verdict } from '../../src/domain/proof.ts';
import type { Probe, ProbeReply } from '../../src/domain/provider.ts';
import { codeInJson } from '../../src/domain/reply-code.ts';

const KEY_ID = '01234567-89ab-4cde-8f01-23456789abcd';
const probe: Probe = {
  budget: 6,
  spacingSeconds: 20,
  mayDisturb: false,
  searchesRegions: true,
  warning: '',
  request: () => ({ method: 'GET', path: '/', headers: {} }),
  code: (reply) => codeInJson(reply, 'code'),
  answers: [
    { code: 'here', means: 'exists', says: 'known', grade: 'documented' },
    { code: 'gone', means: 'absent', says: 'unknown to it', grade: 'documented' },
    { code: 'malformed', means: 'weak_absent', says: 'malformed', grade: 'documented' },
    { code: 'late', means: 'clock', says: 'too late', grade: 'documented' },
    { code: 'busy', means: 'retry', says: 'busy', grade: 'documented' },
    { code: 'away', means: 'geo', says: 'not served', grade: 'documented' },
    { code: 'odd', means: 'inconclusive', says: 'odd', grade: 'documented' },
  ],
  grade: 'documented',
};
const json = (code: unknown, status = 200): ProbeReply => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ code, msg: `about ${KEY_ID}` }),
});
const resultOf = (reply: ProbeReply) => classify(probe, reply, { keyId: KEY_ID }).result;

describe('what a reply means', () => {
  test.each([
    ['here', 'exists'],
    ['gone', 'absent'],
    ['malformed', 'inconclusive'],
    ['late', 'inconclusive'],
    ['busy', 'inconclusive'],
    ['away', 'inconclusive'],
    ['odd', 'inconclusive'],
    ['never heard of', 'inconclusive'],
  ])('code %s: %s', (code, expected) => expect(resultOf(json(code))).toBe(expected));

  test('the listed code decides, not the status of the refusal', () => {
    for (const status of [200, 400, 401, 403]) expect(resultOf(json('gone', status))).toBe('absent');
  });

  test.each<[string, ProbeReply]>([
    ['a web page', { ...json('gone'), contentType: 'text/html; charset=utf-8' }],
    ['a provider in trouble', json('gone', 503)],
    ['a redirect', json('gone', 302)],
    ['too many questions', json('gone', 429)],
    ['an empty body', { ...json('gone'), body: '' }],
    ['half a body', { ...json('gone'), body: '{"code":"go' }],
    ['no code', { ...json('gone'), body: '{"msg":"gone"}' }],
    ['a code that is no text', json({ gone: true })],
    ['a list', { ...json('gone'), body: '["gone"]' }],
  ])('%s is inconclusive', (_, reply) => expect(resultOf(reply)).toBe('inconclusive'));

  test('whatever comes back, only listed codes decide and nothing of the reply is kept', () => {
    const reply = fc.record({
      status: fc.integer({ min: 100, max: 599 }),
      contentType: fc.constantFrom('application/json', 'text/html', 'text/plain', ''),
      body: fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((code) => JSON.stringify({ code })),
      ),
    });
    fc.assert(
      fc.property(reply, (each) => {
        const { result, code } = classify(probe, each, { keyId: KEY_ID });
        expect([result, code]).toEqual(['inconclusive', null]);
      }),
    );
    expect(JSON.stringify(classify(probe, json(`x${KEY_ID}`), { keyId: KEY_ID }))).not.toContain(KEY_ID);
  });
});

const minute = (count: number) => new Date(Date.UTC(2026, 10, 23, 3, count));
const seen = (
  result: Observation['result'],
  at: Date,
  host = 'a.example',
  environment = 'live',
): Observation => ({
  at,
  host,
  environment,
  result,
  code: null,
  reason: '',
  purpose: 'confirm',
});
const proofOf = (observations: Observation[], since: Date | null = null) =>
  verdict(observations, { probe, since }).proof;
const dead = [seen('exists', minute(0)), seen('absent', minute(1)), seen('absent', minute(2))];

test('alive within the time that a deletion takes to show may be no more than that', () => {
  const slow = { ...probe, lagSeconds: 300 };
  const lagging = (last: number, since: Date | null, of: Probe = slow) =>
    verdict([seen('exists', minute(0)), seen('exists', minute(last))], { probe: of, since });
  expect(lagging(4, minute(1))).toMatchObject({ proof: 'alive', mayLag: true });
  expect(lagging(4, minute(1)).says).toContain('up to 5 minutes after a deletion');
  expect(lagging(6, minute(1))).toMatchObject({ proof: 'alive', mayLag: false });
  expect(lagging(4, null).mayLag).toBe(false);
  expect(lagging(4, minute(1), probe).mayLag, 'no fact gives a time').toBe(false);
});

describe('what may be said', () => {
  test.each<[string, Observation[], string]>([
    ['nothing asked', [], 'unknown'],
    ['known', [seen('exists', minute(0))], 'alive'],
    ['known, then gone twice', dead, 'dead'],
    ['known, then gone once', dead.slice(0, 2), 'unknown'],
    ['gone twice, never known', dead.slice(1), 'unknown'],
    ['gone twice, then known', [...dead, seen('exists', minute(3))], 'alive'],
    [
      'gone, known, gone',
      [seen('absent', minute(0)), seen('exists', minute(1)), seen('absent', minute(2))],
      'unknown',
    ],
    [
      'gone on another host',
      [seen('exists', minute(0)), ...[1, 2].map((at) => seen('absent', minute(at), 'b.example'))],
      'alive',
    ],
    [
      'gone in another environment',
      [seen('exists', minute(0)), ...[1, 2].map((at) => seen('absent', minute(at), 'a.example', 'demo'))],
      'alive',
    ],
    ['dead here, alive there', [...dead, seen('exists', minute(0), 'b.example')], 'alive'],
    [
      'dead here, once gone there where it was known',
      [...dead, seen('exists', minute(0), 'b.example'), seen('absent', minute(1), 'b.example')],
      'unknown',
    ],
    [
      'known and gone at the same moment',
      [seen('exists', minute(1)), seen('absent', minute(1)), seen('absent', minute(2))],
      'unknown',
    ],
  ])('%s', (_, observations, expected) => expect(proofOf(observations)).toBe(expected));

  test('two absences closer than the spacing are one', () => {
    const at = minute(1);
    const soon = (ms: number) => [
      seen('exists', minute(0)),
      seen('absent', at),
      seen('absent', new Date(at.getTime() + ms)),
    ];
    expect(proofOf(soon(19_999))).toBe('unknown');
    expect(proofOf(soon(20_000))).toBe('dead');
  });

  test('absences before the deletion do not count', () => {
    expect(proofOf(dead, minute(2))).toBe('unknown');
    expect(proofOf(dead, minute(1))).toBe('dead');
  });

  test('without a probe nothing can be checked', () => {
    expect(verdict(dead, { probe: null, since: null })).toMatchObject({
      proof: 'cannot_check',
      nextAt: null,
    });
  });

  test('it says where, how often, and when to ask again', () => {
    expect(verdict(dead.slice(1), { probe, since: null }).says).toBe(
      'Not found on a.example (live), never seen alive by us. That is not proof.',
    );
    expect(verdict(dead.slice(0, 2), { probe, since: null })).toMatchObject({
      absents: 1,
      needed: 2,
      nextAt: new Date(minute(1).getTime() + 20_000),
    });
    expect(verdict(dead, { probe, since: null })).toMatchObject({ absents: 2, nextAt: null });
  });

  test('death has to be shown wherever the key was known', () => {
    expect(knownPlaces([...dead, seen('exists', minute(3)), seen('absent', minute(0), 'b.example')])).toEqual(
      [{ host: 'a.example', environment: 'live' }],
    );
  });
});

const observation = fc
  .record({
    seconds: fc.integer({ min: 0, max: 200 }),
    host: fc.constantFrom('a.example', 'a.example', 'a.example', 'b.example'),
    environment: fc.constantFrom('live', 'live', 'live', 'demo'),
    result: fc.constantFrom<Observation['result']>('exists', 'absent', 'absent', 'absent', 'inconclusive'),
  })
  .map(({ seconds, ...rest }) =>
    seen(rest.result, new Date(minute(0).getTime() + seconds * 1000), rest.host, rest.environment),
  );
const many = fc.array(observation, { maxLength: 14 });
const since = fc.option(
  fc.integer({ min: 0, max: 200 }).map((seconds) => new Date(minute(0).getTime() + seconds * 1000)),
);

describe('invariant 8: dead is said only of what was seen alive before and absent twice after, at the same place', () => {
  test('dead is never said without a baseline and two later absences at the same place', () => {
    let deaths = 0;
    fc.assert(
      fc.property(many, since, (all, from) => {
        if (proofOf(all, from) !== 'dead') return;
        deaths += 1;
        const proven = all.some((baseline) => {
          const after = all.filter(
            (each) =>
              each.result === 'absent' &&
              each.host === baseline.host &&
              each.environment === baseline.environment &&
              each.at > baseline.at &&
              (from === null || each.at >= from),
          );
          const times = after.map(({ at }) => at.getTime());
          return baseline.result === 'exists' && Math.max(...times) - Math.min(...times) >= 20_000;
        });
        expect(proven).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(deaths).toBeGreaterThan(20);
  });

  test('an inconclusive answer changes no proof', () => {
    fc.assert(
      fc.property(many, observation, since, (all, extra, from) => {
        expect(proofOf([...all, { ...extra, result: 'inconclusive' }], from)).toBe(proofOf(all, from));
      }),
    );
  });

  test('the order of arrival does not matter', () => {
    fc.assert(
      fc.property(many, fc.integer(), since, (all, turn, from) => {
        const at = all.length === 0 ? 0 : Math.abs(turn) % all.length;
        const turned = [...all.slice(at), ...all.slice(0, at)].reverse();
        expect(verdict(turned, { probe, since: from })).toEqual(verdict(all, { probe, since: from }));
      }),
    );
  });

  test('a later sighting makes anything alive', () => {
    fc.assert(
      fc.property(many, observation, since, (all, extra, from) => {
        expect(proofOf([...all, { ...extra, result: 'exists', at: minute(60) }], from)).toBe('alive');
      }),
    );
  });
});

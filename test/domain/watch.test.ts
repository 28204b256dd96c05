import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits, troublesNow, type Watched } from '../../src/domain/watch.ts';

const calm: Watched = {
  awake: 10_000,
  expected: [
    { job: 'plan nudges', kind: 'tick' },
    { job: 'deliver', kind: 'loop' },
    { job: 'slack', kind: 'slack' },
  ],
  seen: ['a', 'b'].flatMap((replica) =>
    ['plan nudges', 'deliver', 'slack'].map((job) => ({ replica, job, ago: 5, late: 0 })),
  ),
  oldest: { 'outbox:incident': 0, outbox: 0, inbox: 0 },
  gaveUp: 0,
};
const none: ReadonlySet<string> = new Set();
const whats = (watched: Watched, open = none) => troublesNow(watched, open).map(({ what }) => what);
const late = (job: string, on: readonly string[], seconds: number): Watched => ({
  ...calm,
  seen: calm.seen.map((each) =>
    each.job === job && on.includes(each.replica) ? { ...each, ago: seconds, late: seconds } : each,
  ),
});

describe('what counts as trouble', () => {
  test.each<[string, Watched, string[]]>([
    ['nothing while all runs', calm, []],
    ['a tick that did not come anywhere', late('plan nudges', ['a', 'b'], 121), ['job:plan nudges']],
    ['not one that is just due', late('plan nudges', ['a', 'b'], 119), []],
    ['a loop that stands still everywhere', late('deliver', ['a', 'b'], 91), ['job:deliver']],
    ['a replica whose ticks are dead while another ticks', late('plan nudges', ['a'], 3_000), ['replica']],
    [
      'not a replica that is gone altogether',
      {
        ...calm,
        seen: calm.seen.map((each) => (each.replica === 'a' ? { ...each, ago: 900, late: 900 } : each)),
      },
      [],
    ],
    [
      'a job that never ran',
      { ...calm, seen: calm.seen.filter(({ job }) => job !== 'deliver') },
      ['job:deliver'],
    ],
    ['a Slack that answers nobody', late('slack', ['a', 'b'], 181), ['slack']],
    ['not one that answers one of them', late('slack', ['a'], 181), []],
    [
      'a message of an incident that waits',
      { ...calm, oldest: { ...calm.oldest, 'outbox:incident': 61 } },
      ['outbox:incident'],
    ],
    ['other messages, later', { ...calm, oldest: { ...calm.oldest, outbox: 901 } }, ['outbox']],
    ['events', { ...calm, oldest: { ...calm.oldest, inbox: 121 } }, ['inbox']],
    ['messages given up', { ...calm, gaveUp: 1 }, ['given-up']],
  ])('%s', (_what, watched, expected) => {
    expect(whats(watched)).toEqual(expected);
  });

  const age = fc.integer({ min: 0, max: 5_000 });
  const anything: fc.Arbitrary<Watched> = fc.record({
    awake: age,
    expected: fc.constant(calm.expected),
    seen: fc.array(
      fc.record({
        replica: fc.constantFrom('a', 'b', 'c'),
        job: fc.constantFrom('plan nudges', 'deliver', 'slack', 'gone'),
        ago: age,
        late: age,
      }),
    ),
    oldest: fc.record({ 'outbox:incident': age, outbox: age, inbox: age }),
    gaveUp: fc.nat(2),
  });

  test('who only just began to look, or woke up, complains of nothing that time brings', () => {
    const least = Math.min(...Object.values(limits));
    fc.assert(
      fc.property(anything, (watched) => {
        expect(whats({ ...watched, awake: least / 2 }).filter((what) => what !== 'given-up')).toEqual([]);
      }),
    );
  });

  test('what is noticed stays until it is clearly better, and each is said once', () => {
    fc.assert(
      fc.property(anything, (watched) => {
        const first = whats(watched);
        const again = whats(watched, new Set(first));
        expect(again).toEqual(expect.arrayContaining(first.filter((what) => what !== 'replica')));
        expect(new Set(again).size).toBe(again.length);
      }),
    );
  });

  test('more waiting never makes a trouble go away', () => {
    fc.assert(
      fc.property(anything, age, (watched, more) => {
        const worse = { ...watched, oldest: { ...watched.oldest, outbox: watched.oldest.outbox + more } };
        expect(whats(worse)).toEqual(expect.arrayContaining(whats(watched)));
      }),
    );
  });
});

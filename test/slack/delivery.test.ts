/** What the outbox promises of each post, one rule at a time; that all of it holds together is shown by chaos. */
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Effect, Lane } from '../../src/domain/effects.ts';
import { workspaceId } from '../../src/domain/words.ts';
import { LEASE_SECONDS, LeaseLost, makeHolds } from '../../src/slack/holds.ts';
import { type Database, databaseNow, inWorkspace } from '../../src/store/database.ts';
import { want } from '../../src/store/outbox.ts';
import { type Claimed, claimEffects, renewLeases, settleEffect } from '../../src/store/outbox-claims.ts';
import { clockAct } from '../../src/workspace/clock-act.ts';
import { ana, bea, home, makeWorld, other, type World } from '../rotation/world.ts';
import { channelNamed, startSteward } from '../support/steward.ts';

type Place = { readonly person: string } | { readonly channel: string };

async function outbox() {
  const world = await makeWorld();
  const { database } = world;
  return {
    ...world,
    wants: (name: string, to: Place, lane: Lane = 'nudge', where = home) =>
      inWorkspace(database, world.clock(new Date())(where), (tx) =>
        want(tx, {
          name,
          effect: { do: 'message', kind: 'nudge', subject: name, to } satisfies Effect,
          lane,
        }),
      ),
    claim: async (workspace = home): Promise<Claimed[]> =>
      (await claimEffects(database, { workspace, limit: 9, urgentOnly: false, leaseSeconds: 15 })).toSorted(
        (a, b) => a.id - b.id,
      ),
    gate: async (name: string): Promise<number> => {
      const [row] = await world.rows(
        `select extract(epoch from next_at - clock_timestamp())::float8 as left from gates
         where workspace = '${home}' and gate = '${name}'`,
      );
      return Number(row?.['left']);
    },
  };
}
const namesOf = (rows: readonly Claimed[]): string[] => rows.map(({ name }) => name);
const only = (rows: readonly Claimed[]): Claimed => {
  const [row] = rows;
  if (row === undefined) throw new Error('nothing was claimed');
  return row;
};
const open = (world: World, of = '%') =>
  world.rows(`update gates set next_at = clock_timestamp() where gate like '${of}'`);

describe('invariant 4: a post', () => {
  test('that Slack answers with a pause shuts its method for the workspace, and is no failed attempt', async () => {
    const world = await outbox();
    const { database } = world;
    await world.wants('first', { person: ana });
    const first = only(await world.claim());
    await settleEffect(database, first, { kind: 'shut', method: 'chat.postMessage', seconds: 30 }, 1);
    await world.wants('second', { person: bea }, 'incident');
    await world.wants('shown', { channel: 'C1' });
    await world.wants('elsewhere', { person: ana }, 'nudge', other);
    await world.rows(`update outbox set ts = '1.2', channel = 'C1' where name = 'shown'`);
    // Updates in place have an allowance of their own, and other workspaces one each.
    expect(namesOf(await world.claim())).toEqual(['shown']);
    expect(namesOf(await world.claim(other))).toEqual(['elsewhere']);
    expect(await world.rows(`select attempts, last_error from outbox where name = 'first'`)).toEqual([
      { attempts: 0, last_error: 'ratelimited' },
    ]);
    // A shorter pause that was asked for before does not end the longer one.
    await open(world, 'person:%');
    await world.rows(`delete from gates where gate like 'method:%'`);
    const again = await world.claim();
    for (const [index, row] of again.entries()) {
      const seconds = index === 0 ? 30 : 2;
      await settleEffect(database, row, { kind: 'shut', method: 'chat.postMessage', seconds }, 1);
    }
    expect(again).toHaveLength(2);
    expect(await world.gate('method:chat.postMessage')).toBeGreaterThan(20);
  });

  test('leaves the next one of its channel a pause, and lets an incident go first', async () => {
    const world = await outbox();
    await world.wants('reminder', { channel: 'C1' });
    await world.wants('leak', { channel: 'C1' }, 'incident');
    const leak = only(await world.claim());
    expect(leak.name).toBe('leak');
    expect(await world.claim()).toEqual([]);
    await settleEffect(world.database, leak, { kind: 'done', landed: { channel: 'C1', ts: '1.2' } }, 1.05);
    expect(await world.gate('channel:C1')).toBeGreaterThan(0.5);
    expect(await world.claim()).toEqual([]);
    await open(world);
    expect(namesOf(await world.claim())).toEqual(['reminder']);
  });

  test('comes a second at least after the one before it in its channel', async () => {
    const { as, database, slack } = await startSteward('socket', undefined, true);
    const act = clockAct(workspaceId(slack.teamId), await databaseNow(database), 'test');
    const channel = channelNamed(as('ana'), 'trading-desk');
    const effect = { do: 'message', kind: 'unrecorded', subject: 'x', to: { channel } } as const;
    await inWorkspace(database, act, async (tx) => {
      for (const name of ['one', 'two', 'three']) await want(tx, { name, effect, lane: 'incident' });
    });
    const posts = () =>
      slack
        .calls()
        .filter(({ method, args }) => method === 'chat.postMessage' && args['channel'] === channel);
    // There is always something new to do, so that nothing but the channel's gate makes it wait.
    await expect
      .poll(() => {
        database.promptWork();
        return posts().length;
      })
      .toBe(3);
    const gaps = posts().map(({ arrived }, n, all) => arrived - (all[n - 1]?.at ?? Number.NEGATIVE_INFINITY));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
  });

  test('of unclear outcome is not repeated, and not overtaken, while it may still arrive', async () => {
    const world = await outbox();
    await world.wants('unclear', { channel: 'C1' });
    await world.wants('next', { channel: 'C1' });
    const row = only(await world.claim());
    const ending = { kind: 'postponed', seconds: 1, landsWithin: 8, error: 'no_answer' } as const;
    await settleEffect(world.database, row, ending, 1.05);
    const [kept] = await world.rows(
      `select extract(epoch from lease_until - clock_timestamp())::float8 as left from outbox where name = 'unclear'`,
    );
    expect(Number(kept?.['left'])).toBeGreaterThan(6);
    expect(await world.gate('channel:C1')).toBeGreaterThan(7);
    expect(await world.claim()).toEqual([]);
  });

  test('belongs to whoever claimed it last: an older claim is not renewed and settles nothing but a success', async () => {
    const world = await outbox();
    const { database } = world;
    await world.wants('post', { person: ana });
    const before = only(await world.claim());
    expect([...(await renewLeases(database, [before], 15))]).toEqual([before.id]);
    await world.rows(`update outbox set lease_until = clock_timestamp() - interval '1 second'`);
    expect((await renewLeases(database, [before], 15)).size, 'what had ended stays so').toBe(0);
    await open(world);
    const now = only(await world.claim());
    expect(now.attempts).toBe(2);
    expect((await renewLeases(database, [before], 15)).size).toBe(0);
    await settleEffect(database, before, { kind: 'gave_up', error: 'fault' }, 1);
    expect(await world.gate(`person:${ana}`), 'the gate is theirs').toBeGreaterThan(10);
    expect(await world.rows('select gave_up_at, done from outbox')).toEqual([{ gave_up_at: null, done: 0 }]);
    await settleEffect(database, before, { kind: 'done', landed: { channel: 'D1', ts: '1.2' } }, 1);
    expect(await world.rows('select done, ts from outbox')).toEqual([{ done: 1, ts: '1.2' }]);
  });
});

describe('invariant 4: a claim that is under way', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  const row = { workspace: home, id: 7, attempts: 1 } as Claimed;
  const holding = (renewed: () => Promise<{ rows: { id: string }[] }>) =>
    makeHolds({ sql: { execute: renewed } } as unknown as Database, pino({ enabled: false })).claiming()(row);

  test('is renewed for as long as it takes', async () => {
    const hold = holding(async () => ({ rows: [{ id: '7' }] }));
    await vi.advanceTimersByTimeAsync(10 * LEASE_SECONDS * 1_000);
    expect(() => hold.begin(true)).not.toThrow();
    await hold.release();
  });

  test.each([
    ['nobody can be asked', () => Promise.reject(new Error('away')), 4_000],
    ['somebody else has it', async () => ({ rows: [] }), 2_600],
  ])('begins no call any more that could overlap the next one’s, when %s', async (_why, renewed, after) => {
    const hold = holding(renewed);
    expect(() => hold.begin(false)).not.toThrow();
    await vi.advanceTimersByTimeAsync(after);
    expect(() => hold.begin(false)).toThrow(LeaseLost);
    await hold.release();
  });

  test('knows for how long its post may still arrive', async () => {
    const hold = holding(async () => ({ rows: [{ id: '7' }] }));
    hold.begin(false);
    expect(hold.landsWithin()).toBe(0);
    hold.begin(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hold.landsWithin()).toBeCloseTo(7, 0);
    hold.succeeded();
    expect(hold.landsWithin()).toBe(0);
    await hold.release();
  });
});

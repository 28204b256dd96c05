import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deliveries, type Parcel } from '../../../src/local/slack/deliveries.ts';
import { Events } from '../../../src/local/slack/events.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bot that never acks. */
function deafBot() {
  const tries: Parcel[] = [];
  const deliveries = new Deliveries({
    deliver: async (parcel) => {
      tries.push(parcel);
      return { ok: false, error: 'operation_timeout', reason: 'http_timeout', final: false };
    },
    close: () => {},
  });
  return { tries, events: new Events(deliveries, ['team_join'], () => 1_800_000_000) };
}

test('an event nobody acks comes at once, after one and after five more minutes, always with one id', async () => {
  const { tries, events } = deafBot();
  expect(await events.send({ type: 'team_join' })).toMatchObject({ kind: 'failed' });
  const counts = [tries.length];
  for (const wait of [59_999, 1, 299_999, 1, 3_600_000]) {
    await vi.advanceTimersByTimeAsync(wait);
    counts.push(tries.length);
  }
  expect(counts).toEqual([2, 2, 3, 3, 4, 4]);
  expect(tries.map(({ retry }) => retry?.num)).toEqual([undefined, 1, 2, 3]);
  expect(new Set(tries.map(({ payload }) => payload['event_id'])).size).toBe(1);
});

test('closing forgets the tries still to come', async () => {
  const { tries, events } = deafBot();
  await events.send({ type: 'team_join' });
  events.close();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(tries).toHaveLength(2);
});

test('an event the app did not subscribe to is not sent', async () => {
  const { tries, events } = deafBot();
  expect(await events.send({ type: 'user_change' })).toEqual({ kind: 'accepted' });
  expect(tries).toHaveLength(0);
});

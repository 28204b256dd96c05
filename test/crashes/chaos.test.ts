import { expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos-run.ts';

test('replicas killed every second, a database that restarts and a Slack that misbehaves lose no reminder, double none, hurry none, and send none at night', async () => {
  const report = await runChaos({
    seed: Number(process.env['CHAOS_SEED'] ?? 7),
    replicas: 4,
    channels: 6,
    posts: 28,
    people: 12,
    keysEach: 2,
    asleep: 4,
    dueWithinSeconds: 10,
    killEveryMs: 1_000,
    stormSeconds: 15,
    restartsAt: [0.3],
    mostSeconds: 120,
    durable: false,
  });
  const context = JSON.stringify(report, null, 1);
  expect(report, context).toMatchObject({ wanted: 40, lost: 0, nudges: 24, nudgesLost: 0, outOfHours: 0 });
  expect(report, context).toMatchObject({ duplicates: 0, restarts: 1 });
  expect(report.kills).toBeGreaterThan(0);
  expect(report.shortestGapMs, context).toBeGreaterThanOrEqual(1_000);
  if (process.env['CHAOS_SEED']) process.stdout.write(context);
}, 180_000);

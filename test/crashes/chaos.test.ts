import { expect, test } from 'vitest';
import { smallForm } from '../../bench/chaos-forms.ts';
import { runChaos } from '../../bench/chaos-run.ts';

test('invariant 4: replicas killed one after the other, a database that restarts and a Slack that misbehaves lose no reminder, double none, hurry none, and send none at night', async () => {
  const report = await runChaos({ ...smallForm, seed: 7 });
  const all = JSON.stringify(report, null, 1);
  expect(report, all).toMatchObject({ wanted: 32, lost: 0, nudges: 16, nudgesLost: 0, duplicates: 0 });
  expect(report, all).toMatchObject({ outOfHours: 0, restarts: 1 });
  expect(report.shortestGapMs, all).toBeGreaterThanOrEqual(1_000);
  expect(report.kills, all).toBeGreaterThan(0);
}, 180_000);

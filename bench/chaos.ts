/** 1,000 reminders while everything breaks: `npm run bench:chaos -- [seed]`. See README.md. */
import { isRight, runChaos } from './chaos-run.ts';

const seed = Number(process.argv.at(-1)) || Date.now() % 100_000;
const report = await runChaos({
  seed,
  replicas: 4,
  channels: 50,
  posts: 800,
  people: 200,
  keysEach: 5,
  asleep: 50,
  dueWithinSeconds: 180,
  killEveryMs: 1_000,
  stormSeconds: Number.POSITIVE_INFINITY,
  restartsAt: [0.3, 0.6],
  mostSeconds: 3_600,
  durable: true,
});
process.stdout.write(`seed ${seed}\n${JSON.stringify(report, null, 2)}\n`);
process.exit(isRight(report) ? 0 : 1);

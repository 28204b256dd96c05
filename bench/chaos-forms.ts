/** The two sizes in which chaos is run. */
import type { ChaosForm } from './chaos-run.ts';

type Form = Omit<ChaosForm, 'seed'>;

/** What the product promises: 1,000 messages. */
export const fullForm: Form = {
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
};

/** For the tests: 32 messages within half a minute. */
export const smallForm: Form = {
  replicas: 3,
  channels: 6,
  posts: 24,
  people: 8,
  keysEach: 2,
  asleep: 3,
  dueWithinSeconds: 5,
  killEveryMs: 1_500,
  stormSeconds: 5,
  restartsAt: [0.3],
  mostSeconds: 120,
  durable: false,
};

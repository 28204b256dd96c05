/**
 * What every replica does besides answering: carry intents to Slack, work stored events, ask providers. One loop,
 * woken by each commit that left something to do and by a slow pulse that notices what others or the clock left.
 */
import type { Logger } from 'pino';
import type { Work } from './store/database.ts';

/** One kind of work; returns how much it took up, so that a full hand is followed by another. */
export interface Job {
  readonly name: Work;
  readonly run: () => Promise<number>;
  /** Resolves when what a run left under way has ended. */
  readonly stop?: () => Promise<void>;
}

export interface Worker {
  /** There may be something to do now, for one kind of work or for all. */
  wake(work?: Work): void;
  /** The loops that ended a round without a fault in the last so many milliseconds. */
  turning(within: number): Work[];
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
}

const PULSE_MS = 1_000;
/** Whoever clicked is answered first, and changes that come together are shown together. */
const GATHER_MS = 20;

export function startWorking(jobs: readonly Job[], log: Logger): Worker {
  const loops = jobs.map((job) => startLoop(job, log));
  return {
    wake: (work) => {
      for (const loop of loops) if (work === undefined || loop.name === work) loop.wake();
    },
    turning: (within) =>
      loops.filter((loop) => performance.now() - loop.turned() <= within).map(({ name }) => name),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

interface Loop {
  readonly name: Work;
  wake(): void;
  /** When it last ended a round, by `performance.now()`. */
  turned(): number;
  stop(): Promise<void>;
}

/** Each job has its own loop, so that a provider that is slow to answer holds up no message. */
function startLoop(job: Job, log: Logger): Loop {
  let stopped = false;
  let woken = false;
  let turned = Number.NEGATIVE_INFINITY;
  let rouse: () => void = () => {};
  const ended = (async () => {
    while (!stopped) {
      woken = false;
      const done = await attempt(job, log);
      if (done !== null) turned = performance.now();
      if (!done && !woken && !stopped) await pause(PULSE_MS, (wake) => (rouse = wake));
      if (!stopped) await pause(GATHER_MS, () => {});
    }
  })();
  const wake = (): void => {
    woken = true;
    rouse();
  };
  return {
    name: job.name,
    wake,
    turned: () => turned,
    stop: async () => {
      stopped = true;
      wake();
      await ended;
      await job.stop?.();
    },
  };
}

async function attempt(job: Job, log: Logger): Promise<number | null> {
  try {
    return await job.run();
  } catch (err) {
    log.error({ err, job: job.name }, 'a job failed and is tried again');
    return null;
  }
}

function pause(ms: number, give: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    give(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

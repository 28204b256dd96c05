/** Looks after all replicas from this one, apart from cron: a dead scheduler must not take its watchdog along. */
import type { Logger } from 'pino';
import { type JobKind, loops } from './domain/watch.ts';
import type { WorkspaceId } from './domain/words.ts';
import type { SlackWatch } from './slack/health.ts';
import type { Database } from './store/database.ts';
import { beatAll } from './store/heartbeats.ts';
import { firstDue, slackTicks, ticks } from './ticks.ts';
import type { Worker } from './work.ts';
import { clockAct } from './workspace/clock-act.ts';
import { watchOnce } from './workspace/watch.ts';

export interface WatchingNeeds {
  readonly database: Database;
  readonly workspace: WorkspaceId;
  readonly replica: string;
  readonly worker: Worker;
  readonly slack: SlackWatch;
  /** Cron expression. */
  readonly tick: string;
  readonly log: Logger;
}

const LOOK_MS = 15_000;
/** Slack is asked at every so many looks. */
const ASK_EVERY = 4;
/** A look so late means that this process, or its whole machine, stood still. */
const SLEPT_MS = 3 * LOOK_MS;

const expected: readonly { job: string; kind: JobKind }[] = [
  ...[...ticks.map(({ name }) => name), ...Object.values(slackTicks)].map((job) => ({
    job,
    kind: 'tick' as const,
  })),
  ...loops.map((job) => ({ job, kind: 'loop' as const })),
  { job: 'slack', kind: 'slack' },
];

/** Looks around until the returned function is called. */
export function startWatching(needs: WatchingNeeds): () => Promise<void> {
  const due = firstDue(needs.tick);
  let awakeSince = performance.now();
  let lookedAt = awakeSince;
  let reachedAt = awakeSince;
  let round = 0;
  let running: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const from = performance.now();
    if (from - lookedAt > SLEPT_MS) awakeSince = from;
    const slept = from - lookedAt > SLEPT_MS;
    lookedAt = from;
    round += 1;
    if (round % ASK_EVERY === 0) await needs.slack.ask();
    const { database, replica, workspace } = needs;
    try {
      await beatAll(database, replica, [
        'watch',
        ...needs.worker.turning(LOOK_MS),
        ...(needs.slack.answeredWithin(ASK_EVERY * LOOK_MS) ? ['slack'] : []),
      ]);
      const away = performance.now() - reachedAt;
      await watchOnce(database, {
        workspace,
        awake: (performance.now() - awakeSince) / 1_000,
        expected,
        firstDue: due,
        databaseAway: slept || away < 2 * LOOK_MS ? 0 : away / 1_000,
        actAt: (now) => clockAct(workspace, now, 'watch'),
      });
      reachedAt = performance.now();
    } catch (err) {
      needs.log.error({ err }, 'the watch could not look');
    }
  };

  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = look().finally(() => {
      busy = false;
    });
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

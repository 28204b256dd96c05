import type { Scope } from '../store/database.ts';
import { type Beat, beats } from '../store/heartbeats.ts';
import { countKeys } from '../store/keys.ts';
import { outboxHealth } from '../store/outbox-health.ts';
import { type SetupStep, setupLeft } from './setup.ts';

export type SlackMode = 'http' | 'socket' | 'local';

/** What the process knows of its Slack connection. */
export interface SlackHealth {
  readonly mode: SlackMode;
  /** Scopes that our features need and the token lacks. */
  readonly missingScopes: readonly string[];
  /** What is wrong with the connection as a whole, `null` while all is well. */
  readonly trouble: string | null;
}

export interface Status {
  readonly now: Date;
  readonly slack: SlackHealth;
  readonly keys: number;
  readonly beats: readonly Beat[];
  readonly outbox: Awaited<ReturnType<typeof outboxHealth>>;
  /** Sentences about what needs a person; empty when all is well. */
  readonly troubles: readonly string[];
  /** What the team has still to set up. */
  readonly setup: readonly SetupStep[];
}

/** A job that has not run for this long has stopped, whatever its rhythm. */
export const SILENT_SECONDS = 5 * 60;
const QUEUE_OLD_SECONDS = 120;

export async function statusOf(scope: Scope, slack: SlackHealth): Promise<Status> {
  const [keys, jobs, outbox, setup] = await Promise.all([
    countKeys(scope),
    beats(scope),
    outboxHealth(scope),
    setupLeft(scope),
  ]);
  return {
    now: scope.now,
    slack,
    keys,
    beats: jobs,
    outbox,
    troubles: troublesOf(slack, jobs, outbox),
    setup,
  };
}

/** Pure: what of this needs a person. */
export function troublesOf(
  slack: SlackHealth,
  jobs: readonly Beat[],
  outbox: { pending: number; oldestSeconds: number; gaveUp: number; lastError: string | null },
): string[] {
  const silent = jobs.filter(({ secondsAgo }) => secondsAgo > SILENT_SECONDS);
  return [
    ...(slack.trouble === null ? [] : [slack.trouble]),
    ...(slack.missingScopes.length > 0
      ? [
          `Slack did not grant: ${slack.missingScopes.join(', ')}. Reinstall the app with the current manifest.`,
        ]
      : []),
    ...(jobs.length === 0 ? ['No planned job has run yet.'] : []),
    ...silent.map(
      ({ job, secondsAgo }) => `The job “${job}” last ran ${Math.round(secondsAgo / 60)} minutes ago.`,
    ),
    ...(outbox.oldestSeconds > QUEUE_OLD_SECONDS
      ? [
          `Messages waiting: ${outbox.pending}, the oldest for ${Math.round(outbox.oldestSeconds / 60)} minutes.`,
        ]
      : []),
    ...(outbox.gaveUp > 0
      ? [`Messages that could not be sent: ${outbox.gaveUp}. Last reason: ${outbox.lastError}.`]
      : []),
  ];
}

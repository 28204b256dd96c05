import type { Scope } from '../store/database.ts';
import { type Beat, beats } from '../store/heartbeats.ts';
import { countKeys } from '../store/keys.ts';
import { outboxHealth } from '../store/outbox.ts';

export type SlackMode = 'http' | 'socket' | 'local';

/** What the process knows of its Slack connection. */
export interface SlackHealth {
  readonly mode: SlackMode;
  /** Scopes that our features need and the token lacks. */
  readonly missingScopes: readonly string[];
}

export interface Status {
  readonly now: Date;
  readonly slack: SlackHealth;
  readonly keys: number;
  readonly beats: readonly Beat[];
  readonly outbox: Awaited<ReturnType<typeof outboxHealth>>;
  /** Sentences about what needs a person; empty when all is well. */
  readonly troubles: readonly string[];
}

/** A job that has not run for this long has stopped, whatever its rhythm. */
export const SILENT_SECONDS = 5 * 60;
const QUEUE_OLD_SECONDS = 120;

export async function statusOf(scope: Scope, slack: SlackHealth): Promise<Status> {
  const [keys, jobs, outbox] = await Promise.all([countKeys(scope), beats(scope), outboxHealth(scope)]);
  return { now: scope.now, slack, keys, beats: jobs, outbox, troubles: troublesOf(slack, jobs, outbox) };
}

/** Pure: what of this needs a person. */
export function troublesOf(
  slack: SlackHealth,
  jobs: readonly Beat[],
  outbox: { pending: number; oldestSeconds: number; gaveUp: number; lastError: string | null },
): string[] {
  const silent = jobs.filter(({ secondsAgo }) => secondsAgo > SILENT_SECONDS);
  return [
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
      ? [`${outbox.pending} messages wait, the oldest for ${Math.round(outbox.oldestSeconds / 60)} minutes.`]
      : []),
    ...(outbox.gaveUp > 0
      ? [`${outbox.gaveUp} messages could not be sent (last reason: ${outbox.lastError}).`]
      : []),
  ];
}

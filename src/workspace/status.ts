import type { Scope } from '../store/database.ts';
import { type Beat, beats } from '../store/heartbeats.ts';
import { countKeys } from '../store/keys.ts';
import { outboxHealth } from '../store/outbox-health.ts';
import { openTroubles, type TroubleRow } from '../store/troubles.ts';
import { type SetupStep, setupLeft } from './setup.ts';
import { troubleWords } from './trouble-words.ts';

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

/** What the figures above say anyway is not said twice. */
const isNotSaid = ({ what }: TroubleRow): boolean => what !== 'outbox' && what !== 'given-up';

function inWords(what: string): string {
  const { title, todo } = troubleWords(what);
  return `${title}. ${todo}`;
}

const QUEUE_OLD_SECONDS = 120;

export async function statusOf(scope: Scope, slack: SlackHealth): Promise<Status> {
  const [keys, jobs, outbox, setup, open] = await Promise.all([
    countKeys(scope),
    beats(scope),
    outboxHealth(scope),
    setupLeft(scope),
    openTroubles(scope),
  ]);
  return {
    now: scope.now,
    slack,
    keys,
    beats: jobs,
    outbox,
    troubles: [
      ...troublesOf(slack, jobs, outbox),
      ...open.filter(isNotSaid).map(({ what }) => inWords(what)),
    ],
    setup,
  };
}

/** Pure: what of this needs a person. */
export function troublesOf(
  slack: SlackHealth,
  jobs: readonly Beat[],
  outbox: { pending: number; oldestSeconds: number; gaveUp: number; lastError: string | null },
): string[] {
  return [
    ...(slack.trouble === null ? [] : [slack.trouble]),
    ...(slack.missingScopes.length > 0
      ? [
          `Slack did not grant: ${slack.missingScopes.join(', ')}. Reinstall the app with the current manifest.`,
        ]
      : []),
    ...(jobs.length === 0 ? ['No planned job has run yet.'] : []),
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

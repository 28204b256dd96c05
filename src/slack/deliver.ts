/** Takes what the outbox holds to Slack: any number of these run at once, on any number of replicas. */
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { Refusal } from '../domain/refusal.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { type Database, databaseNow, lookingInto } from '../store/database.ts';
import {
  type Claimed,
  claimEffects,
  effectDone,
  effectGaveUp,
  effectPostponed,
  effectProgress,
  gateShut,
} from '../store/outbox.ts';
import { clockAct } from '../workspace/clock-act.ts';
import { performEffect } from './effects.ts';
import { slackTrouble } from './errors.ts';
import type { SlackWatch } from './health.ts';

export interface DeliveryNeeds {
  readonly database: Database;
  /** The workspace that the client's token belongs to. */
  readonly workspace: WorkspaceId;
  readonly client: WebClient;
  readonly watch: SlackWatch;
  readonly log: Logger;
  readonly slash: string;
}

/**
 * The lease is longer than the outbox client's timeout on every call of one effect together; a replica that dies in
 * between leaves its rows to the others when it ends.
 */
const LEASE_SECONDS = 60;
/** Slack allows about one post a second in a channel. Updates in place have their own, larger allowance. */
const POST_GAP_SECONDS = 1.05;
const UPDATE_GAP_SECONDS = 0.25;
const AT_ONCE = 10;
/** For faults of ours, with growing pauses: about half an hour in all. */
const MOST_ATTEMPTS = 12;
/** For a Slack that is away or refuses our token: longer than any outage or weekend. */
const PATIENCE_MS = 4 * 24 * 3_600_000;

/** Delivers what is due now. @returns how many effects were taken up; zero means there is nothing to do now. */
export async function deliverDue(needs: DeliveryNeeds): Promise<number> {
  const rows = await claimEffects(needs.database, {
    workspace: needs.workspace,
    limit: AT_ONCE,
    leaseSeconds: LEASE_SECONDS,
    postGapSeconds: POST_GAP_SECONDS,
    updateGapSeconds: UPDATE_GAP_SECONDS,
  });
  if (rows.length === 0) return 0;
  const now = await databaseNow(needs.database);
  await Promise.all(rows.map((row) => deliverOne(needs, row, now)));
  return rows.length;
}

async function deliverOne(needs: DeliveryNeeds, row: Claimed, now: Date): Promise<void> {
  try {
    const act = clockAct(row.workspace, now, 'deliver');
    const landed = await lookingInto(needs.database, act, (scope) =>
      performEffect(
        {
          client: needs.client,
          scope,
          slash: needs.slash,
          remember: (progress) => effectProgress(needs.database, row, progress),
        },
        row,
      ),
    );
    await effectDone(needs.database, row, landed);
  } catch (error) {
    await settleTrouble(needs, row, error, now);
  }
}

async function settleTrouble(needs: DeliveryNeeds, row: Claimed, error: unknown, now: Date): Promise<void> {
  const { database, log } = needs;
  const trouble = slackTrouble(error);
  needs.watch.failed(trouble);
  const about = { effect: row.name, attempts: row.attempts };
  if (trouble?.kind === 'slow_down') {
    log.warn({ ...about, seconds: trouble.seconds }, 'Slack asked for a pause');
    return gateShut(database, row, trouble.seconds);
  }
  if (trouble?.kind === 'impossible') {
    log.warn({ ...about, code: trouble.code }, 'an effect is impossible and was given up');
    return effectGaveUp(database, row, trouble.code);
  }
  if (error instanceof Refusal && error.code === 'not_found') {
    log.warn({ ...about, err: error }, 'what an effect is about is not there, and it was given up');
    return effectGaveUp(database, row, 'not_there');
  }
  const waitsForRoom = error instanceof Refusal && error.code === 'not_yet';
  const waitedOut =
    trouble === null && !waitsForRoom
      ? row.attempts >= MOST_ATTEMPTS
      : now.getTime() - row.wantedAt.getTime() > PATIENCE_MS;
  if (waitedOut) {
    log.error({ ...about, err: error }, 'an effect failed too often and was given up');
    return effectGaveUp(database, row, trouble?.code ?? 'fault');
  }
  log.warn(
    { ...about, err: trouble === null ? error : undefined, code: trouble?.code },
    'an effect is tried again later',
  );
  return effectPostponed(database, row, pause(row.attempts), trouble?.code ?? 'fault');
}

/** 1, 2, 4 … seconds, at most 15 minutes. */
const pause = (attempts: number): number => Math.min(900, 2 ** (attempts - 1));

/** Takes what the outbox holds to Slack: any number of these run at once, on any number of replicas. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Refusal } from '../domain/refusal.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { readerOf } from '../rotation/posting-time.ts';
import { type Database, databaseNow, lookingInto } from '../store/database.ts';
import { StoreFault } from '../store/fault.ts';
import {
  type Claimed,
  claimEffects,
  type Ending,
  effectProgress,
  settleEffect,
} from '../store/outbox-claims.ts';
import { clockAct } from '../workspace/clock-act.ts';
import { hasLeft } from '../workspace/identify.ts';
import { attempting, type CheckedClient } from './calls.ts';
import { NotYet, performEffect } from './effects.ts';
import { slackTrouble } from './errors.ts';
import type { SlackWatch } from './health.ts';
import { type Hold, LEASE_SECONDS, LeaseLost, makeHolds } from './holds.ts';
import { makeLookUp } from './people.ts';

export interface DeliveryNeeds {
  readonly database: Database;
  /** The workspace that the client's token belongs to. */
  readonly workspace: WorkspaceId;
  readonly client: CheckedClient;
  readonly watch: SlackWatch;
  readonly log: Logger;
  readonly slash: string;
}

export interface Deliverer {
  /** Takes up what is due now, as far as hands are free. @returns how many effects that were. */
  run(): Promise<number>;
  /** Resolves when what was taken up has ended, or soon: others take it over when its lease ends. */
  stop(): Promise<void>;
}

/**
 * Slack allows about one post a second in a channel, counted from the end of one to the start of the next. Updates in
 * place have their own, larger allowance.
 */
const POST_GAP_SECONDS = 1.05;
const UPDATE_GAP_SECONDS = 0.25;
/** Effects under way at once. The last hands are kept for incidents: reminders that Slack is slow to take do not hold those up. */
const HANDS = 12;
const URGENT_HANDS = 4;
/** For faults of ours, with growing pauses: about half an hour in all. */
const MOST_ATTEMPTS = 12;
/** The longest pauses. Attempts also count those of replicas that were killed, so they say little of Slack. */
const FAULT_SECONDS = 900;
const AWAY_SECONDS = 60;
/** For a Slack that is away or refuses our token: longer than any outage or weekend. */
const PATIENCE_MS = 4 * 24 * 3_600_000;
/** A Slack that is slow to answer does not hold up our end. */
const STOP_MS = 2_000;

/** Each effect ends by itself: one that Slack is slow to take holds up no other. */
export function makeDeliverer(needs: DeliveryNeeds): Deliverer {
  const holds = makeHolds(needs.database, needs.log);
  const dms = new Map<string, string>();
  const underWay = new Set<Promise<void>>();
  return {
    run: async () => {
      const free = HANDS - holds.count();
      if (free <= 0) return 0;
      const urgentOnly = free <= URGENT_HANDS;
      const hold = holds.claiming();
      const rows = await claimEffects(needs.database, {
        workspace: needs.workspace,
        limit: urgentOnly ? free : free - URGENT_HANDS,
        urgentOnly,
        leaseSeconds: LEASE_SECONDS,
      });
      if (rows.length === 0) return 0;
      // Held at once, so that they are renewed whatever comes between.
      const held = rows.map(hold);
      const now = databaseNow(needs.database);
      for (const each of held) {
        const delivered = now
          .then((moment) => deliverOne(needs, dms, each, moment))
          .catch((err: unknown) => {
            needs.log.warn(
              { err, effect: each.row.name },
              'how an effect ended could not be kept; its lease ends',
            );
          })
          .finally(() => {
            void each.release();
            underWay.delete(delivered);
            needs.database.promptWork('deliver');
          });
        underWay.add(delivered);
      }
      return rows.length;
    },
    stop: async () => {
      await Promise.race([Promise.all(underWay), pause(STOP_MS, undefined, { ref: false })]);
    },
  };
}

async function deliverOne(
  needs: DeliveryNeeds,
  dms: Map<string, string>,
  hold: Hold,
  now: Date,
): Promise<void> {
  const { row } = hold;
  let ending: Ending;
  try {
    const act = clockAct(row.workspace, now, 'deliver');
    const landed = await attempting(hold, () =>
      lookingInto(needs.database, act, (scope) =>
        performEffect(
          {
            client: needs.client,
            scope,
            slash: needs.slash,
            dms,
            remember: (progress) => effectProgress(needs.database, row, progress),
          },
          row,
        ),
      ),
    );
    ending = { kind: 'done', landed };
  } catch (error) {
    if (error instanceof LeaseLost) {
      needs.log.warn({ effect: row.name }, 'an effect was left to others: its lease could not be renewed');
      return;
    }
    ending = (await readerLeft(needs, row, error, now))
      ? { kind: 'put_off', until: now }
      : endingOf(needs, hold, error, now);
  }
  await hold.release();
  await settleEffect(needs.database, row, ending, gapAfter(row, ending));
}

/** An invitation is a post only where it names people in a thread. */
function gapAfter({ gate }: Claimed, ending: Ending): number {
  const isSilent = gate.startsWith('invite:') && !(ending.kind === 'done' && ending.landed.ts);
  return isSilent || gate.startsWith('card:') ? UPDATE_GAP_SECONDS : POST_GAP_SECONDS;
}

/** Slack refused a reminder, and says that its reader has left: that is known from then on, and holds it back. */
async function readerLeft(needs: DeliveryNeeds, row: Claimed, error: unknown, now: Date): Promise<boolean> {
  if (slackTrouble(error)?.kind !== 'impossible') return false;
  const reader = readerOf(row);
  if (reader === null) return false;
  const { database, client, log, workspace } = needs;
  return hasLeft(database, makeLookUp(client, log), workspace, reader, now);
}

function endingOf({ log, watch }: DeliveryNeeds, hold: Hold, error: unknown, now: Date): Ending {
  const { row } = hold;
  if (error instanceof NotYet) return { kind: 'put_off', until: error.until };
  const trouble = slackTrouble(error);
  watch.failed(trouble);
  const about = { effect: row.name, attempts: row.attempts };
  if (trouble?.kind === 'slow_down') {
    const { method, seconds } = trouble;
    log.warn({ ...about, method, seconds }, 'Slack asked for a pause');
    return { kind: 'shut', method, seconds };
  }
  if (trouble?.kind === 'impossible') {
    log.warn({ ...about, code: trouble.code }, 'an effect is impossible and was given up');
    return { kind: 'gave_up', error: trouble.code };
  }
  if (error instanceof Refusal && error.code === 'not_found') {
    log.warn({ ...about, err: error }, 'what an effect is about is not there, and it was given up');
    return { kind: 'gave_up', error: 'not_there' };
  }
  // Neither is a fault of ours, of which there may be only so many.
  const waits =
    (error instanceof Refusal && error.code === 'not_yet') ||
    (error instanceof StoreFault && error.unreachable);
  const waitedOut =
    trouble === null && !waits
      ? row.attempts >= MOST_ATTEMPTS
      : now.getTime() - row.wantedAt.getTime() > PATIENCE_MS;
  if (waitedOut) {
    log.error({ ...about, err: error }, 'an effect failed too often and was given up');
    return { kind: 'gave_up', error: trouble?.code ?? 'fault' };
  }
  log.warn(
    { ...about, err: trouble === null ? error : undefined, code: trouble?.code },
    'an effect is tried again later',
  );
  const landsWithin = trouble?.kind === 'unclear' ? hold.landsWithin() : 0;
  // What is away may be back at any moment; what is wrong with us is not mended by trying.
  const seconds = backoff(row.attempts, trouble === null && !waits ? FAULT_SECONDS : AWAY_SECONDS);
  return { kind: 'postponed', seconds, landsWithin, error: trouble?.code ?? 'fault' };
}

/** 1, 2, 4 … seconds, up to `most`. */
const backoff = (attempts: number, most: number): number => Math.min(most, 2 ** (attempts - 1));

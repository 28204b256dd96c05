/** What the clock does: plan nudges, chase silent people, sweep old rows. On every replica; rows are made once. */
import { createTask, schedule } from 'node-cron';
import type { Logger } from 'pino';
import { postHeads } from './audit/post-head.ts';
import { tendAttestations } from './custody/attest-keys.ts';
import { tendDepartures } from './custody/departures.ts';
import { wantDigests } from './custody/monday-digest.ts';
import type { Act } from './domain/act.ts';
import type { WorkspaceId } from './domain/words.ts';
import { chaseIncidents } from './incident/chase.ts';
import { chaseTriages } from './incident/chase-triage.ts';
import { remindFollowUps } from './incident/follow-ups.ts';
import { suggestDrills } from './incident/suggest-drills.ts';
import { planNudges } from './rotation/plan-nudges.ts';
import { remindRotations } from './rotation/remind-rotations.ts';
import { type Database, databaseNow } from './store/database.ts';
import { beat, sweepOldRows } from './store/heartbeats.ts';
import { clockAct } from './workspace/clock-act.ts';
import { type AskSlack, comparePeople } from './workspace/compare-people.ts';

interface Tick {
  readonly name: string;
  readonly run: (database: Database, now: Date) => Promise<unknown>;
}

const acts = (job: string, now: Date) => (workspace: WorkspaceId) => clockAct(workspace, now, job);

/** A tick whose questions go over all keys: not more often than this on a replica; one that failed comes again at once. */
function seldom(minutes: number, run: Tick['run']): Tick['run'] {
  const last = new WeakMap<Database, number>();
  return async (database, now) => {
    const since = now.getTime() - (last.get(database) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back does not keep it waiting.
    if (since >= 0 && since < minutes * 60_000) return;
    await run(database, now);
    last.set(database, now.getTime());
  };
}

/** The list of ticks. One that fails does not keep the others from running. */
export const ticks: readonly Tick[] = [
  { name: 'plan nudges', run: (database, now) => planNudges(database, now, acts('plan nudges', now)) },
  {
    name: 'remind rotations',
    run: (database, now) => remindRotations(database, now, acts('remind rotations', now)),
  },
  { name: 'chase', run: (database, now) => chaseIncidents(database, now, acts('chase', now)) },
  {
    name: 'chase triages',
    run: (database, now) => chaseTriages(database, now, acts('chase triages', now)),
  },
  {
    name: 'remind follow-ups',
    run: (database, now) => remindFollowUps(database, now, acts('remind follow-ups', now)),
  },
  {
    name: 'suggest drills',
    run: (database, now) => suggestDrills(database, now, acts('suggest drills', now)),
  },
  {
    name: 'tend departures',
    run: (database, now) => tendDepartures(database, now, acts('tend departures', now)),
  },
  {
    name: 'ask custodians',
    run: seldom(10, (database, now) => tendAttestations(database, now, acts('ask custodians', now))),
  },
  { name: 'Monday digest', run: (database, now) => wantDigests(database, now, acts('Monday digest', now)) },
  { name: 'post audit head', run: (database, now) => postHeads(database, now, acts('post audit head', now)) },
  { name: 'sweep', run: (database) => sweepOldRows(database) },
];

/** What a tick does with Slack besides, in `bot.ts`; missed as the others are. */
export const slackTicks = { people: 'compare people', unrecorded: 'ask about unrecorded leaks' } as const;

/** Runs all ticks once, at the database's time. */
export async function tickOnce(database: Database, replica: string, log: Logger): Promise<void> {
  const now = await databaseNow(database);
  for (const tick of ticks) {
    try {
      await tick.run(database, now);
      await beat(database, replica, tick.name);
    } catch (err) {
      log.error({ err, tick: tick.name }, 'a tick failed');
    }
  }
}

/** Compares Slack's people with ours. A Slack that does not list them leaves the tick without its beat. */
export async function peopleTick(
  database: Database,
  replica: string,
  act: Act,
  slack: AskSlack,
): Promise<void> {
  if ((await comparePeople(database, act, slack)) !== 'failed')
    await beat(database, replica, slackTicks.people);
}

/**
 * Runs follow each other, also after one that failed: what an earlier one decides is not decided again beside it, by an
 * older clock.
 */
export function oneByOne(run: () => Promise<void>): () => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  return () => {
    before = before.catch(() => undefined).then(run);
    return before;
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * For a cron expression: the first run that was due after a moment and not after `now`, `null` when none was. Looks back
 * one day at most.
 */
export function firstDue(expression: string): (after: Date, now: Date) => Date | null {
  const task = createTask(expression, () => {});
  return (after, now) => {
    const from = Math.max(after.getTime(), now.getTime() - DAY_MS);
    for (let at = (Math.floor(from / MINUTE_MS) + 1) * MINUTE_MS; at <= now.getTime(); at += MINUTE_MS) {
      if (task.match(new Date(at))) return new Date(at);
    }
    return null;
  };
}

/** Ticks by a cron expression until the returned function is called. */
export function startTicking(expression: string, run: () => Promise<void>, log: Logger): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const safely = (): Promise<void> => {
    running = run().catch((err: unknown) => log.error({ err }, 'the tick could not start'));
    return running;
  };
  const task = schedule(expression, safely, { noOverlap: true, name: 'keysteward' });
  void safely();
  return async () => {
    await task.destroy();
    await running;
  };
}

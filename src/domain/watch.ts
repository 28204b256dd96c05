/** What counts as trouble of the product itself: limits as data, and a decision over what a replica sees. */

/** What runs on every replica without end. */
export const loops = ['deliver', 'events', 'proofs', 'imports'] as const;

/** Seconds after which something is trouble. A trouble that is said is over at half of it, so that none flickers. */
export const limits = {
  /** After a planned run that did not come. */
  tick: 120,
  /** Since a loop last turned. */
  loop: 90,
  /** Since Slack last answered any replica. */
  slack: 180,
  /** How long the oldest due effect waits: of an incident, of anything else. */
  'outbox:incident': 60,
  outbox: 900,
  /** How long the oldest event of Slack's waits. */
  inbox: 120,
} as const;

/** A replica that said nothing at all for so long has ended; that is no trouble, replicas come and go. */
export const REPLICA_GONE = 60;
/** A database that was away for less is not worth a message. */
export const DATABASE_AWAY = 20;

export type JobKind = 'tick' | 'loop' | 'slack';

export interface JobSeen {
  readonly replica: string;
  readonly job: string;
  /** Seconds since it ran there. */
  readonly ago: number;
  /** Seconds since it should have run there again; 0 while it is not due. The same as `ago` for what always runs. */
  readonly late: number;
}

/** What one replica sees. */
export interface Watched {
  /** Seconds since this replica began to look without a pause. Nothing can be late for longer than that. */
  readonly awake: number;
  /** Every job that should run, once. */
  readonly expected: readonly { readonly job: string; readonly kind: JobKind }[];
  readonly seen: readonly JobSeen[];
  /** Ages in seconds; 0 when nothing waits. */
  readonly oldest: Readonly<Record<'outbox:incident' | 'outbox' | 'inbox', number>>;
  /** Messages given up in the last day. */
  readonly gaveUp: number;
}

export interface Trouble {
  /** `job:plan nudges`, `slack`, `outbox`, `outbox:incident`, `inbox`, `given-up`, `replica`. */
  readonly what: string;
  /** Since when, in seconds before now. */
  readonly since: number;
}

/** All troubles of this moment. @param open those that were noticed before and are not over. */
export function troublesNow(watched: Watched, open: ReadonlySet<string>): Trouble[] {
  const { awake, expected, seen, oldest, gaveUp } = watched;
  const over = (what: string, limit: number, seconds: number): Trouble[] => {
    const since = Math.min(seconds, awake);
    return since > (open.has(what) ? limit / 2 : limit) ? [{ what, since }] : [];
  };
  const jobs = expected.flatMap(({ job, kind }) => {
    const lates = seen.filter((each) => each.job === job).map(({ late }) => late);
    const what = kind === 'slack' ? 'slack' : `job:${job}`;
    return over(what, limits[kind], lates.length === 0 ? awake : Math.min(...lates));
  });
  const waiting = (['outbox:incident', 'outbox', 'inbox'] as const).flatMap((what) =>
    over(what, limits[what], oldest[what]),
  );
  return [
    ...jobs,
    ...halfDead(watched, new Set(jobs.map(({ what }) => what)), open),
    ...waiting,
    ...(gaveUp > 0 ? [{ what: 'given-up', since: 0 }] : []),
  ];
}

/** A replica that lives, but on which something stopped that others do meanwhile. */
function halfDead(
  { awake, expected, seen }: Watched,
  stopped: ReadonlySet<string>,
  open: ReadonlySet<string>,
): Trouble[] {
  const alive = new Set(seen.filter(({ ago }) => ago <= REPLICA_GONE).map(({ replica }) => replica));
  const lates = seen.flatMap(({ replica, job, late }) => {
    const kind = expected.find((each) => each.job === job)?.kind;
    const isOther = kind === undefined || kind === 'slack' || stopped.has(`job:${job}`);
    if (isOther || !alive.has(replica)) return [];
    const since = Math.min(late, awake);
    return since > limits[kind] / (open.has('replica') ? 2 : 1) ? [since] : [];
  });
  return lates.length === 0 ? [] : [{ what: 'replica', since: Math.max(...lates) }];
}

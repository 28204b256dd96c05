/** The watchdog: every replica looks at all of them, and says once what does not work, and once that it does again. */
import type { Act } from '../domain/act.ts';
import { DATABASE_AWAY, type JobKind, type Trouble, troublesNow, type Watched } from '../domain/watch.ts';
import type { WorkspaceId } from '../domain/words.ts';
import { type Database, databaseNow, inWorkspace, lookingInto, type Tx } from '../store/database.ts';
import { beatsEach } from '../store/heartbeats.ts';
import { whereLanded } from '../store/landed.ts';
import { want } from '../store/outbox.ts';
import { noteTrouble, openTroubles, queueAges, troubleOver, troubleSaid } from '../store/troubles.ts';
import { lockedWorkspace } from '../store/workspaces.ts';

export interface Watching {
  readonly workspace: WorkspaceId;
  /** Seconds since this replica began to look without a pause. */
  readonly awake: number;
  readonly expected: readonly { readonly job: string; readonly kind: JobKind }[];
  /** The first planned run after a moment that was due by `now`; `null` when none was. */
  readonly firstDue: (after: Date, now: Date) => Date | null;
  /** Seconds for which this replica did not reach the database before it looked; 0 when it did. */
  readonly databaseAway: number;
  /** The clock's act. */
  readonly actAt: (now: Date) => Act;
}

/** Looks once. Any number of replicas may do so at the same time. */
export async function watchOnce(database: Database, watching: Watching): Promise<void> {
  const act = watching.actAt(await databaseNow(database));
  const watched = await lookAround(database, watching);
  const known = await lookingInto(database, act, openTroubles);
  const now = troublesNow(watched, new Set(known.map(({ what }) => what)));
  const isNews =
    watching.databaseAway > DATABASE_AWAY ||
    now.some(({ what }) => !known.some((each) => each.what === what)) ||
    known.some(({ what, saidAt }) => saidAt === null || !now.some((each) => each.what === what));
  if (isNews) await inWorkspace(database, act, (tx) => settle(tx, watched, watching.databaseAway));
}

async function lookAround(database: Database, watching: Watching): Promise<Watched> {
  const [beats, ages] = await Promise.all([beatsEach(database), queueAges(database, watching.workspace)]);
  const seen = beats.map(({ replica, job, ago, at }) => {
    const isTick = watching.expected.some((each) => each.job === job && each.kind === 'tick');
    if (!isTick) return { replica, job, ago, late: ago };
    const now = new Date(at.getTime() + ago * 1_000);
    const due = watching.firstDue(at, now);
    return { replica, job, ago, late: due === null ? 0 : (now.getTime() - due.getTime()) / 1_000 };
  });
  const { incident, other, events, gaveUp } = ages;
  const oldest = { 'outbox:incident': incident, outbox: other, inbox: events };
  return { awake: watching.awake, expected: watching.expected, seen, oldest, gaveUp };
}

/** Decides again behind the workspace's lock, so that of several replicas one says it. */
async function settle(tx: Tx, watched: Watched, databaseAway: number): Promise<void> {
  const { teamChannel } = await lockedWorkspace(tx);
  const open = await openTroubles(tx);
  const now = troublesNow(watched, new Set(open.map(({ what }) => what)));
  for (const trouble of open) {
    if (now.some(({ what }) => what === trouble.what)) {
      if (trouble.saidAt === null) await say(tx, trouble.id, teamChannel);
      continue;
    }
    await troubleOver(tx, trouble);
    tx.redraw(nameOf(trouble.id));
    // Who was told reads that it is over; who was not yet reads both in one.
    const wasTold = trouble.saidAt !== null && (await whereLanded(tx, nameOf(trouble.id))) !== null;
    if (wasTold && trouble.what !== 'given-up') wantMessage(tx, `${trouble.id}:over`, teamChannel);
  }
  for (const trouble of now) {
    if (!open.some(({ what }) => what === trouble.what)) await note(tx, trouble, false, teamChannel);
  }
  if (databaseAway > DATABASE_AWAY) {
    await note(tx, { what: 'database', since: databaseAway }, true, teamChannel);
  }
}

const nameOf = (id: number): string => `trouble:${id}`;

async function note(tx: Tx, trouble: Trouble, over: boolean, teamChannel: string | null): Promise<void> {
  const id = await noteTrouble(tx, { ...trouble, over });
  if (id !== null) await say(tx, id, teamChannel);
}

/** Without a team channel it stands in `/key status` and `/readyz` alone, until there is one. */
async function say(tx: Tx, id: number, teamChannel: string | null): Promise<void> {
  if (teamChannel === null) return;
  wantMessage(tx, String(id), teamChannel);
  await troubleSaid(tx, id);
}

function wantMessage(tx: Tx, subject: string, teamChannel: string | null): void {
  if (teamChannel === null) return;
  want(tx, {
    name: `trouble:${subject}`,
    effect: { do: 'message', kind: 'trouble', subject, to: { channel: teamChannel } },
    lane: 'answer',
  });
}

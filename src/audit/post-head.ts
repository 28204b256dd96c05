import type { Act } from '../domain/act.ts';
import type { ChainEnd } from '../domain/audit-chain.ts';
import type { Day, WorkspaceId } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { recordedHead, takeHeadPost } from '../store/audit-heads.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { want } from '../store/outbox.ts';
import { presentWorkspaces, type Workspace } from '../store/people.ts';

/** What the message of a day says. The subject holds it whole, so that a later drawing says the same. */
export interface PostedHead extends ChainEnd {
  readonly day: Day;
}

/**
 * Posts the head of each workspace's audit chain to its team channel, once a day by the team's time zone: outside
 * the database, where who rewrites the log does not reach it.
 * @throws the first fault, after all other workspaces had their turn.
 */
export async function postHeads(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const faults: unknown[] = [];
  for (const workspace of await presentWorkspaces(database)) {
    try {
      await postHead(database, workspace, now, actIn);
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
}

async function postHead(
  database: Database,
  { id, teamChannel, timezone, headPostedOn }: Workspace,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<void> {
  const day = todayIn(now, timezone);
  if (teamChannel === null || (headPostedOn !== null && headPostedOn >= day)) return;
  await inWorkspace(database, actIn(id), async (tx) => {
    const head = await recordedHead(tx);
    if (head === null || head.seq === 0 || !(await takeHeadPost(tx, day, head))) return;
    want(tx, {
      name: `audit-head:${day}`,
      effect: {
        do: 'message',
        kind: 'audit-head',
        subject: subjectOf({ ...head, day }),
        to: { channel: teamChannel },
      },
      lane: 'nudge',
    });
  });
}

const subjectOf = ({ day, seq, hash }: PostedHead): string => `${day}:${seq}:${hash}`;

/** Reads a message's subject; `null` when it is not one of ours. */
export function postedHeadOf(subject: string): PostedHead | null {
  const [, day, seq, hash] = /^(\d{4}-\d\d-\d\d):(\d+):([0-9a-f]{64})$/.exec(subject) ?? [];
  if (day === undefined || seq === undefined || hash === undefined) return null;
  return { day: day as Day, seq: Number(seq), hash };
}

import type { Act } from '../domain/act.ts';
import { callIsDue, nextCall } from '../domain/triage.ts';
import type { TriageRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { thisWorkspace } from '../store/people.ts';
import { changeTriage, leadsHere, lockTriage, silentTriages } from '../store/triages.ts';
import { LEADS } from './open-triage.ts';
import { callTo, inviteToTriage, redrawTriage } from './triage-effects.ts';

/**
 * Calls people to reports of unknown keys that nobody took up, or whose holder fell silent: the holder, leads, then the
 * team channel, again and again. Working hours do not apply.
 * @returns how many reports people were called to.
 */
export async function chaseTriages(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = await silentTriages(database, now);
  const called = await Promise.allSettled(
    waiting.map(({ workspace, triage }) => call(database, actIn(workspace), triage)),
  );
  const failed = called.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return called.filter((each) => each.status === 'fulfilled' && each.value).length;
}

function call(database: Database, act: Act, id: TriageRef): Promise<boolean> {
  return inWorkspace(database, act, async (tx) => {
    const triage = await lockTriage(tx, id);
    // Another replica, or somebody who took it up, may have come first.
    if (triage === null || !callIsDue(triage, tx.now)) return false;
    const [leads, { teamChannel }] = await Promise.all([leadsHere(tx, LEADS), thisWorkspace(tx)]);
    const rung = nextCall(triage, { leads, channel: teamChannel }, tx.now);
    if (rung === null) return false;
    const { people, channel } = rung;
    const [calls, which] = [triage.calls + 1, String(tx.now.getTime())];
    const silent = triage.claimedBy;
    await changeTriage(tx, id, { calls, calledAt: tx.now }, 'triage called out', {
      calls,
      asked: people,
      channel,
      silent,
    });
    redrawTriage(tx, id);
    if (channel !== null) callTo(tx, id, which, { channel });
    for (const person of people) callTo(tx, id, which, { person });
    if (people.length > 0) inviteToTriage(tx, id, `call:${which}`, people);
    return true;
  });
}

import type { Act } from '../domain/act.ts';
import { calledBy, callIsDue } from '../domain/triage.ts';
import type { PersonId, TriageRef, WorkspaceId } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { thisWorkspace } from '../store/people.ts';
import { changeTriage, leadsHere, lockTriage, uncalledTriages } from '../store/triages.ts';
import { LEADS } from './open-triage.ts';
import { callTo, inviteToTriage, redrawTriage } from './triage-effects.ts';

/**
 * Calls people to reports of unknown keys that nobody took up: leads, then the team channel, again and again. Working
 * hours do not apply.
 * @returns how many reports people were called to.
 */
export async function chaseTriages(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = await uncalledTriages(database, now);
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
    const calls = triage.calls + 1;
    const { leads, channel } = await whom(tx, calls, triage.reportedBy);
    await changeTriage(tx, id, { calls, calledAt: tx.now }, 'triage called out', {
      calls,
      asked: leads,
      channel,
    });
    await redrawTriage(tx, id);
    if (channel !== null) await callTo(tx, id, calls, { channel });
    for (const person of leads) await callTo(tx, id, calls, { person });
    if (leads.length > 0) await inviteToTriage(tx, id, `call:${calls}`, leads);
    return true;
  });
}

/** Where one of both is missing, the other is called; where both are, whoever reported it hears that nobody came. */
async function whom(
  tx: Tx,
  call: number,
  reporter: PersonId,
): Promise<{ leads: readonly PersonId[]; channel: string | null }> {
  const [leads, { teamChannel }] = await Promise.all([leadsHere(tx, LEADS), thisWorkspace(tx)]);
  if (teamChannel !== null && (calledBy(call) === 'team' || leads.length === 0))
    return { leads: [], channel: teamChannel };
  return { leads: leads.length > 0 ? leads : [reporter], channel: null };
}

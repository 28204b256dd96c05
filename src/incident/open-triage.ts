import { type Act, actor } from '../domain/act.ts';
import type { TriageRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { insertTriage, leadsHere } from '../store/triages.ts';
import { inviteToTriage, openTriageRoom, redrawTriage } from './triage-effects.ts';

export interface UnknownLeak {
  /** Id of the provider, as far as it is known. */
  readonly provider: string | null;
  /** What was said of the key: a label that matches none, or where it was seen. */
  readonly says: string | null;
  readonly abuse?: boolean;
  /** Where it was reported, when the delivery does not say so itself. */
  readonly channel?: string | null;
}

/** More would make the call of everybody the call of nobody. */
export const LEADS = 20;

/**
 * Starts the clock of a leak whose key nobody has found in the records: room, card, and the leads brought in. Who says
 * the same again joins.
 */
export function openTriage(
  database: Database,
  act: Act,
  { provider, says, abuse = false, channel = act.channel }: UnknownLeak,
): Promise<{ id: TriageRef; number: number; joined: boolean }> {
  return inWorkspace(database, act, async (tx) => {
    const reportedBy = actor(act);
    const facts = { provider, keyId: null, says, abuseSeen: abuse, reportedBy, originChannel: channel };
    const opened = await insertTriage(tx, facts);
    if (opened.joined) {
      inviteToTriage(tx, opened.id, reportedBy, [reportedBy]);
      if (abuse) redrawTriage(tx, opened.id);
      return opened;
    }
    const people = new Set([reportedBy, ...(await leadsHere(tx, LEADS))]);
    openTriageRoom(tx, opened.id, [...people]);
    return opened;
  });
}

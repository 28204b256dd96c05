/** A leak of a key that nobody has found in the records yet: who may close it, and when people are called to it again. */
import { may } from './permissions.ts';
import type { PersonId, Role } from './words.ts';

/** Minutes that nobody may take it up before people are called, and called again. */
export const CALL_EVERY_MINUTES = 10;

export interface TriageState {
  readonly state: 'open' | 'matched' | 'dismissed';
  readonly reportedBy: PersonId;
  readonly reportedAt: Date;
  readonly claimedBy: PersonId | null;
  readonly calledAt: Date | null;
}

/** Whether somebody has to be called to it now: nobody took it up, and nobody was called for a while. */
export function callIsDue(triage: TriageState, now: Date): boolean {
  if (triage.state !== 'open' || triage.claimedBy !== null) return false;
  const since = triage.calledAt ?? triage.reportedAt;
  return now.getTime() - since.getTime() >= CALL_EVERY_MINUTES * 60_000;
}

/** Whom the call of this number goes to: the leads first, then the whole team, in turn for as long as nobody comes. */
export const calledBy = (call: number): 'leads' | 'team' => (call % 2 === 1 ? 'leads' : 'team');

/** It is closed by those who know: whoever reported it, whoever took it up, a lead. */
export const mayDismiss = (
  triage: Pick<TriageState, 'reportedBy' | 'claimedBy'>,
  person: { readonly id: PersonId; readonly role: Role },
): boolean => may(person.role, 'lead') || person.id === triage.claimedBy || person.id === triage.reportedBy;

/** A leak of a key that nobody has found in the records yet: who may close it, and when people are called to it again. */
import { isDue, LIMITS, nextRung, type Rung } from './chase.ts';
import { may } from './permissions.ts';
import type { PersonId, Role } from './words.ts';

export interface TriageState {
  readonly state: 'open' | 'matched' | 'dismissed';
  readonly abuseSeen: boolean;
  readonly reportedBy: PersonId;
  readonly reportedAt: Date;
  readonly claimedBy: PersonId | null;
  /** When whoever has it said so last, or did something. */
  readonly claimedAt: Date | null;
  /** How often people were called since then, and when last. */
  readonly calls: number;
  readonly calledAt: Date | null;
}

/** Nobody knows how bad an unknown key is: it counts as one of severity 2, and as the worst once it is abused. */
export const silentMinutes = ({ abuseSeen, claimedBy }: Pick<TriageState, 'abuseSeen' | 'claimedBy'>) =>
  LIMITS[abuseSeen ? 1 : 2][claimedBy === null ? 'silence' : 'work'];

const waitOf = (triage: TriageState) => ({
  since: triage.claimedAt ?? triage.reportedAt,
  calls: triage.calls,
  calledAt: triage.calledAt,
  minutes: silentMinutes(triage),
});

/** Whether somebody has to be called to it now: nobody took it up, or nothing was heard of whoever did. */
export const callIsDue = (triage: TriageState, now: Date): boolean =>
  triage.state === 'open' && isDue(waitOf(triage), now);

/**
 * Whom the next call goes to: whoever has it and is silent, the leads, then the whole team, in turn for as long as nobody
 * is heard of. Where there is neither a lead nor a channel, whoever reported it hears that nobody came.
 */
export function nextCall(
  triage: TriageState,
  { leads, channel }: { readonly leads: readonly PersonId[]; readonly channel: string | null },
  now: Date,
): Rung | null {
  if (!callIsDue(triage, now)) return null;
  const { claimedBy, reportedBy } = triage;
  const others = leads.filter((person) => person !== claimedBy);
  const nobody = others.length === 0 && channel === null;
  const rungs: readonly Rung[] = [
    { level: 'whose', people: claimedBy === null ? [] : [claimedBy], channel: null },
    { level: 'leads', people: nobody ? [reportedBy] : others, channel: null },
    { level: 'channel', people: [], channel },
  ];
  const ladder = rungs.filter((rung) => rung.people.length > 0 || rung.channel !== null);
  return nextRung(waitOf(triage), ladder, now);
}

/** It is closed by those who know: whoever reported it, whoever took it up, a lead. */
export const mayDismiss = (
  triage: Pick<TriageState, 'reportedBy' | 'claimedBy'>,
  person: { readonly id: PersonId; readonly role: Role },
): boolean => may(person.role, 'lead') || person.id === triage.claimedBy || person.id === triage.reportedBy;

/** The words of custody's checks, departures and attestations, and what is left to do after somebody left. */
import { addDays } from './days.ts';
import { hasEnded, type KeyState } from './key-state.ts';
import { daysAfterDeparture, type RotateBy } from './rotation.ts';
import type { Day, Tier } from './words.ts';

/** What somebody who left was to a key: the heaviest that holds. The first two may have kept a copy of its secret. */
export const heldAs = ['custodian', 'once_custodian', 'deputy', 'console_holder'] as const;
export type HeldAs = (typeof heldAs)[number];

/** `settled`: the key ended or changed hands before an answer came. */
export const attestationAnswers = ['still_mine', 'not_mine', 'not_needed', 'settled'] as const;
export type AttestationAnswer = (typeof attestationAnswers)[number];

/** What somebody is to a key now, and whether they ever answered for it. */
export interface Tie {
  readonly isCustodian: boolean;
  readonly isDeputy: boolean;
  /** Named among those who can log in to its account. */
  readonly canLogIn: boolean;
  readonly once: boolean;
}

export function heldAsOf({ isCustodian, isDeputy, canLogIn, once }: Tie): HeldAs | null {
  if (isCustodian) return 'custodian';
  if (once) return 'once_custodian';
  if (isDeputy) return 'deputy';
  return canLogIn ? 'console_holder' : null;
}

export const mayHaveCopy = (held: HeldAs): boolean => held === 'custodian' || held === 'once_custodian';

/** What is left to do about a key of somebody who left: name another custodian, deputy or login; replace it. */
export type Need = 'custodian' | 'deputy' | 'login' | 'rotate';

/** None: the key is taken care of. */
export function needsOf(
  key: Omit<Tie, 'once'> & {
    readonly state: KeyState;
    readonly heldAs: HeldAs;
    /** It has a new value since they left, and the old one has ended. */
    readonly renewed: boolean;
  },
): Need[] {
  if (hasEnded(key.state)) return [];
  const needs: (Need | false)[] = [
    key.isCustodian && 'custodian',
    key.isDeputy && 'deputy',
    key.canLogIn && 'login',
    mayHaveCopy(key.heldAs) && !key.renewed && 'rotate',
  ];
  return needs.filter((need) => need !== false);
}

/** How a key without needs was taken care of. */
export function settledHow(key: { readonly state: KeyState; readonly heldAs: HeldAs }): string {
  if (hasEnded(key.state)) return 'the key is gone';
  if (mayHaveCopy(key.heldAs)) return 'it has a new value since';
  return key.heldAs === 'deputy' ? 'they are not its deputy any more' : 'they cannot log in there any more';
}

/** The day that a leaving sets for a key of which a copy may have been kept. @param left such as `Dan left`. */
export const dayAfterDeparture = (noticed: Day, tier: Tier, left: string): RotateBy => ({
  day: addDays(noticed, daysAfterDeparture[tier]),
  cause: 'departure',
  because: left,
});

/** Working days between two reminders of keys that somebody left behind. */
export const REMIND_EVERY = 3;

/** What one person asks for and a second one confirms: how it is asked for, agreed to, withdrawn, and how it lapses. */
import { pending } from './incident-people.ts';
import { type Asked, type Incident, type Responder, StepTaken } from './incident-state.ts';
import { may } from './permissions.ts';
import { Refusal } from './refusal.ts';
import type { PersonId } from './words.ts';

/** What needs two people. */
export const twoPersons = ['override', 'false_alarm'] as const;
export type TwoPersons = (typeof twoPersons)[number];

/** Why a wish does not stand any more: taken back, or made without knowing what came after it. */
export type EndOfWish = 'withdrawn' | 'abuse' | 'alive' | 'reopened';

/** A wish that was there before a change and is not after it. */
export interface Lapse {
  readonly what: TwoPersons;
  readonly wish: Asked;
  readonly because: EndOfWish;
}

/** How a wish ended without being confirmed. */
export interface WishEnd {
  readonly because: EndOfWish;
  readonly askedBy: PersonId;
  /** `null` when the clock, by an answer of the provider, did it. */
  readonly by: PersonId | null;
  readonly at: Date;
}

export const wishOf = (
  { override, falseAlarm }: Pick<Incident, 'override' | 'falseAlarm'>,
  what: TwoPersons,
): Asked | null => (what === 'override' ? override : falseAlarm);

/** Which wishes a change took away. */
export const lapsesIn = (before: Incident, after: Incident, because: EndOfWish): Lapse[] =>
  twoPersons.flatMap((what) => {
    const wish = wishOf(before, what);
    return wish !== null && wishOf(after, what) === null ? [{ what, wish, because }] : [];
  });

export function asked(reason: string, by: PersonId, at: Date): Asked {
  return {
    reason: reason.trim(),
    requestedBy: by,
    requestedAt: at,
    confirmedBy: null,
    confirmedAt: null,
    aloneBecause: null,
  };
}

export function alone(wish: Asked | null, by: PersonId, at: Date, because: string): Asked | null {
  const done = confirmed(wish, by, at);
  return done && { ...done, aloneBecause: because.trim() };
}

export function confirmed(wish: Asked | null, by: PersonId, at: Date): Asked | null {
  return wish && { ...wish, confirmedBy: by, confirmedAt: at };
}

/**
 * Whether a button was drawn for an earlier wish than the one that stands now: its reason is another one, so that nobody
 * agrees to what they did not read.
 * @param of the moment, in milliseconds, at which the wish that was drawn was made; `null` when it is not known.
 */
export function otherWishRefusal(wish: Asked | null, of: number | null = null): Refusal | null {
  if (wish === null || of === null || wish.requestedAt.getTime() === of) return null;
  return new StepTaken(
    'already_done',
    'This was asked for anew since you looked. Nothing was changed.',
    'Read the new reason first.',
    { by: wish.requestedBy, at: wish.requestedAt },
  );
}

/** A wish is taken back by whoever made it and by who leads, until somebody confirmed it. */
export function withdrawRefusal(
  wish: Asked | null,
  of: number | null,
  { lead }: Pick<Incident, 'lead'>,
  { id, role }: Responder,
): Refusal | null {
  if (wish === null)
    return new Refusal('not_yet', 'Nobody has asked for this.', 'There is nothing to withdraw.');
  if (wish.confirmedAt !== null) return pending(wish);
  const other = otherWishRefusal(wish, of);
  if (other !== null || wish.requestedBy === id || lead === id || may(role, 'lead')) return other;
  return new StepTaken(
    'not_allowed',
    'Only who asked for this, or who leads, takes it back. Nothing was changed.',
    'Ask them.',
    { by: wish.requestedBy, at: wish.requestedAt },
  );
}

/** When a key is due, when its custodian hears about it, and how long that can be put off. */
import { addDays, daysBetween, type WorkDays, workingDaysBetween } from './days.ts';
import type { Day, Tier } from './words.ts';

/** Days before the due day on which a nudge is sent, the earliest first. */
export const STAGES = [14, 7, 1, 0] as const;
/** Working days between the nudges about a key that is overdue. */
export const OVERDUE_EVERY = 3;
/** One of `STAGES`, and from then on -1, -2, …: the first, second, … nudge about a key that is overdue. */
export type Stage = number;

/** Why a key must be replaced before its period ends. */
export const dueCauses = ['fixed', 'departure', 'policy', 'shared'] as const;
export type DueCause = (typeof dueCauses)[number];

/** A day by which a key must be replaced whatever its period says, and why; a sentence without its full stop. */
export interface RotateBy {
  readonly day: Day;
  readonly cause: DueCause;
  readonly because: string;
}

/** The day by which the key must have been replaced: its rotation period, its own end or a day set for it. */
export function dueOn(key: {
  readonly created: Day;
  readonly rotatedOn: Day | null;
  readonly rotationDays: number;
  readonly expiresOn: Day | null;
  readonly rotateBy: Day | null;
}): Day {
  const byPeriod = addDays(key.rotatedOn ?? key.created, key.rotationDays);
  return [key.expiresOn, key.rotateBy].reduce<Day>(
    (first, day) => (day !== null && day < first ? day : first),
    byPeriod,
  );
}

/** Of two days set for a key the first; of one day, the reason that stood there before. */
export const earlier = (standing: RotateBy | null, another: RotateBy): RotateBy =>
  standing !== null && standing.day <= another.day ? standing : another;

/** What a key stores of a day set for it. */
export interface StoredRotateBy {
  readonly rotateBy: Day | null;
  readonly rotateByCause: DueCause | null;
  readonly rotateByBecause: string | null;
}

export const rotateByOf = ({ rotateBy, rotateByCause, rotateByBecause }: StoredRotateBy): RotateBy | null =>
  rotateBy === null || rotateByCause === null
    ? null
    : { day: rotateBy, cause: rotateByCause, because: rotateByBecause ?? '' };

export const storedRotateBy = (set: RotateBy | null): StoredRotateBy => ({
  rotateBy: set?.day ?? null,
  rotateByCause: set?.cause ?? null,
  rotateByBecause: set?.because ?? null,
});

/** Why a key is due on its due day, in a sentence without its full stop; `null` when its rotation period is over. */
export function whyDue(
  key: StoredRotateBy & { readonly dueOn: Day; readonly expiresOn: Day | null },
): string | null {
  if (key.rotateBy === key.dueOn && key.rotateByBecause) return key.rotateByBecause;
  return key.expiresOn === key.dueOn ? 'it expires' : null;
}

/** Days that somebody's leaving leaves for replacing a key of which they may have kept a copy, by its tier. */
export const daysAfterDeparture: Readonly<Record<Tier, number>> = { 1: 3, 2: 14, 3: 30 };

/** Days that a shortened rotation period leaves at least, so that nothing is overdue at a stroke. */
export const DAYS_AFTER_POLICY = 14;

/**
 * What a change of a tier's rotation period means for a key that has a period of its own: a longer one gives way, with
 * time to act; when the team's period grows again, so does what followed from it.
 * @returns the day set for the key from now on; what stood there stays when the change does not concern it.
 */
export function afterPolicyChange(
  key: StoredRotateBy & { readonly createdOn: Day; readonly rotationDays: number; readonly tier: Tier },
  period: { readonly before: number; readonly now: number },
  today: Day,
): RotateBy | null {
  const standing = rotateByOf(key);
  const grown = period.now >= period.before;
  if (grown && standing?.cause !== 'policy') return standing;
  const other = grown ? null : standing;
  if (key.rotationDays <= period.now) return other;
  const [byPeriod, soonest] = [addDays(key.createdOn, period.now), addDays(today, DAYS_AFTER_POLICY)];
  return earlier(other, {
    day: byPeriod > soonest ? byPeriod : soonest,
    cause: 'policy',
    because: `tier ${key.tier} is replaced every ${period.now} days now`,
  });
}

/** The latest nudge that was sent for a day: its stage, and the day on which that was. */
export interface LastNudge {
  readonly stage: Stage;
  readonly on: Day;
}

/** Whether a stage comes after the last one that was sent. They count down. */
export const isLater = (stage: Stage, last: Pick<LastNudge, 'stage'> | null): boolean =>
  last === null || stage < last.stage;

/**
 * The stage to nudge about today, `null` when there is none. What was missed is merged into the latest stage, and none
 * is sent again. When the key is overdue it counts from the last nudge and not from the due day: whatever becomes of
 * holidays, work days and policies, nobody waits longer than a few working days of the team as it is now.
 */
export function nextStage(due: Day, today: Day, last: LastNudge | null, team: WorkDays): Stage | null {
  const left = daysBetween(today, due);
  if (left < 0) {
    const since = last !== null && last.on > due ? last.on : due;
    if (workingDaysBetween(since, today, team) >= OVERDUE_EVERY) return Math.min(0, last?.stage ?? 0) - 1;
  }
  const reached = STAGES.findLast((stage) => left <= stage);
  return reached !== undefined && isLater(reached, last) ? reached : null;
}

/** How far one due day may be put off in all; `times` is `null` when only the days count. */
export interface SnoozeBound {
  readonly totalDays: number;
  readonly times: number | null;
}

/** The bound of a team that has not chosen another one. */
export function snoozeBound(tier: Tier): SnoozeBound {
  return tier === 1 ? { totalDays: 3, times: 2 } : { totalDays: 7, times: null };
}

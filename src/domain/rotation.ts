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

/** The day by which the key must have been replaced: its rotation period or its own end, whichever is first. */
export function dueOn(key: {
  readonly created: Day;
  readonly rotatedOn: Day | null;
  readonly rotationDays: number;
  readonly expiresOn: Day | null;
}): Day {
  const byPeriod = addDays(key.rotatedOn ?? key.created, key.rotationDays);
  return key.expiresOn !== null && key.expiresOn < byPeriod ? key.expiresOn : byPeriod;
}

/**
 * The latest stage reached for this due day, `null` before the first one. A cycle ends when the old key is
 * confirmed gone, not on the clock; after that (`ended`) there is nothing left to nudge about.
 */
export function stageFor(due: Day, today: Day, team: WorkDays, ended = false): Stage | null {
  if (ended) return null;
  const left = daysBetween(today, due);
  if (left >= 0) return STAGES.findLast((stage) => left <= stage) ?? null;
  const reminders = Math.floor(workingDaysBetween(due, today, team) / OVERDUE_EVERY);
  return reminders === 0 ? 0 : -reminders;
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

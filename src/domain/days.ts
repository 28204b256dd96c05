/** Calendar days without a time zone, and the one place where a moment becomes a day. */
import { z } from 'zod';
import { wallClock } from './wall-clock.ts';
import type { Day } from './words.ts';

const DAY = 24 * 60 * 60 * 1000;

/** A day from text, `YYYY-MM-DD`; `null` when there is no such day. */
export function dayFrom(text: string): Day | null {
  return z.iso.date().safeParse(text).success ? (text as Day) : null;
}

/** The calendar day of a moment in an IANA time zone, e.g. `Europe/Lisbon`. Throws for an unknown zone. */
export const dayIn = (date: Date, timezone: string): Day =>
  wallClock(date, timezone).toISOString().slice(0, 10) as Day;

/** The day `days` after `day`; before it when negative. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10) as Day;
}

/** The days on which a team works. */
export interface WorkDays {
  /** 1 Monday to 7 Sunday; none at all counts as every day. */
  readonly workDays: readonly number[];
  readonly holidays: readonly Day[];
}

export function isWorkDay(day: Day, { workDays, holidays }: WorkDays): boolean {
  const weekday = new Date(day).getUTCDay() || 7;
  return (workDays.length === 0 || workDays.includes(weekday)) && !holidays.includes(day);
}

/** Working days after `from` up to and with `to`; none when `to` is not later. */
export function workingDaysBetween(from: Day, to: Day, team: WorkDays): number {
  const span = Math.max(0, daysBetween(from, to));
  return Array.from({ length: span }, (_, index) => addDays(from, index + 1)).filter((day) =>
    isWorkDay(day, team),
  ).length;
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

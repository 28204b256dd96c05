/** Quarters of the year, and when custody is asked about in them. */
import { addDays, daysBetween } from './days.ts';
import type { Day } from './words.ts';

/** The first day of the quarter that a day is in. */
export function quarterOf(day: Day): Day {
  const [year, month] = day.split('-');
  const first = Math.floor((Number(month) - 1) / 3) * 3 + 1;
  return `${year}-${String(first).padStart(2, '0')}-01` as Day;
}

/** `Q1 2026` */
export const quarterName = (quarter: Day): string =>
  `Q${Math.floor((Number(quarter.slice(5, 7)) - 1) / 3) + 1} ${quarter.slice(0, 4)}`;

/** The first week, and a second one for whoever has no working day in it, or while we were down. */
export const ASK_WITHIN = 14;

/** Whether a day is one on which people are asked whether keys are still theirs and still needed. */
export const isAskingDay = (day: Day): boolean => daysBetween(quarterOf(day), day) < ASK_WITHIN;

/** Days after which whoever did not answer is reminded, once. */
export const REMIND_AFTER = 7;

/** Days after the reminder: who steps in for a key is asked as well; a lead is told that nobody answers. Each once. */
export const DEPUTY_AFTER = 7;
export const LEAD_AFTER = 14;

/** The last day on which somebody was reminded whose silence goes on to others now. */
export const remindedBy = (today: Day, others: 'deputy' | 'lead'): Day =>
  addDays(today, -(others === 'deputy' ? DEPUTY_AFTER : LEAD_AFTER));

/** The last day on which somebody was asked who is to be reminded now. */
export const askedBy = (today: Day): Day => addDays(today, -REMIND_AFTER);

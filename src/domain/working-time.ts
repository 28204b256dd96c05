/** When people work, by the clock on their own wall: the one place that knows hours and time zones. */
import { addDays, dayIn, isWorkDay, type WorkDays } from './days.ts';
import { isTimezone } from './timezones.ts';
import { aheadAt, wallClock } from './wall-clock.ts';
import type { Day } from './words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The hours and days on which a team works; each of its people lives them by their own clock. */
export interface WorkingTime extends WorkDays {
  /** Whole hours, 0 to 23 and 1 to 24: from the first up to, without, the second. */
  readonly workFrom: number;
  readonly workTo: number;
}

/** The first of these IANA zones that this system knows; in the end UTC. Slack may name one that it does not. */
export const zoneAmong = (...zones: readonly (string | null)[]): string =>
  zones.find((zone): zone is string => zone !== null && isTimezone(zone)) ?? 'UTC';

const hourIn = (now: Date, zone: string): number => wallClock(now, zone).getUTCHours();

/** Whether it is working time at a moment for somebody in this zone. */
export function isWorkingTime(now: Date, zone: string, team: WorkingTime): boolean {
  const hour = hourIn(now, zone);
  return hour >= team.workFrom && hour < team.workTo && isWorkDay(dayIn(now, zone), team);
}

/** The next moment after `now` at which working time begins in this zone. */
export function nextWorkStart(now: Date, zone: string, team: WorkingTime): Date {
  const today = dayIn(now, zone);
  for (let ahead = 0; ; ahead += 1) {
    const day = addDays(today, ahead);
    if (!isWorkDay(day, team) && ahead < MOST_DAYS_OFF) continue;
    const start = localHour(day, team.workFrom, zone);
    if (start > now) return start;
  }
}

/** A team whose holidays leave it no working day for a year is asked about again then. */
const MOST_DAYS_OFF = 366;

/** The first moment of a day at which clocks in this zone show this hour; where they skip it, the first one after. */
function localHour(day: Day, hour: number, zone: string): Date {
  const asUtc = Date.parse(day) + hour * HOUR;
  // A zone's offset differs by its clock changes only: that of the day before holds, or that of the day after.
  const candidates = [asUtc - aheadAt(asUtc - DAY, zone), asUtc - aheadAt(asUtc + DAY, zone)]
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment));
  const reached = (at: Date): boolean => dayIn(at, zone) === day && hourIn(at, zone) >= hour;
  return candidates.find(reached) ?? new Date(asUtc - aheadAt(asUtc, zone));
}

/** When people work, by the clock on their own wall: the one place that knows hours and time zones. */
import { addDays, dayIn, isWorkDay, type WorkDays } from './days.ts';
import type { Day } from './words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The hours and days on which a team works; each of its people lives them by their own clock. */
export interface WorkingTime extends WorkDays {
  /** Whole hours, 0 to 23 and 1 to 24: from the first up to, without, the second. */
  readonly workFrom: number;
  readonly workTo: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Kept, because to make one takes a hundred times longer than to use it. Throws for an unknown zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, made);
  return made;
}

const checked = new Map<string, boolean>();

function isKnown(zone: string): boolean {
  const known = checked.get(zone);
  if (known !== undefined) return known;
  let fits = true;
  try {
    clockOf(zone);
  } catch {
    fits = false;
  }
  checked.set(zone, fits);
  return fits;
}

/** The first of these IANA zones that this system knows; in the end UTC. Slack may name one that it does not. */
export const zoneAmong = (...zones: readonly (string | null)[]): string =>
  zones.find((zone): zone is string => zone !== null && isKnown(zone)) ?? 'UTC';

const hourIn = (now: Date, zone: string): number => Number(clockOf(zone).format(now));

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
  const candidates = [asUtc - offsetAt(asUtc - DAY, zone), asUtc - offsetAt(asUtc + DAY, zone)]
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment));
  const reached = (at: Date): boolean => dayIn(at, zone) === day && hourIn(at, zone) >= hour;
  return candidates.find(reached) ?? new Date(asUtc - offsetAt(asUtc, zone));
}

/** How far the clocks of a zone are ahead of UTC, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const at = new Date(moment);
  const local = Date.parse(dayIn(at, zone)) + hourIn(at, zone) * HOUR;
  const minutes = minutesIn(at, zone) * 60_000;
  return local + minutes + (moment % 60_000) - moment;
}

const minuteClocks = new Map<string, Intl.DateTimeFormat>();

function minutesIn(at: Date, zone: string): number {
  const known =
    minuteClocks.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, minute: '2-digit' });
  minuteClocks.set(zone, known);
  return Number(known.format(at));
}

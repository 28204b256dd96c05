import { addDays, type WorkDays, workingDaysBetween } from '../domain/days.ts';
import { todayIn } from '../rotation/today.ts';

/** Working hours in local time, whole hours, on the days on which a team works. */
export interface WorkHours extends WorkDays {
  readonly workFrom: number;
  readonly workTo: number;
}

/** Whether it is working time in a place. @param timezone its IANA name. */
export function isWorkingTime(now: Date, timezone: string, hours: WorkHours): boolean {
  const today = todayIn(now, timezone);
  if (workingDaysBetween(addDays(today, -1), today, hours) === 0) return false;
  const hour = hourIn(now, timezone);
  return hour >= hours.workFrom && hour < hours.workTo;
}

/** The hour that it is in a place, 0 to 23; UTC's where this system does not know the place. */
function hourIn(now: Date, timezone: string): number {
  try {
    return Number(
      new Intl.DateTimeFormat('en', { timeZone: timezone, hour: '2-digit', hourCycle: 'h23' }).format(now),
    );
  } catch {
    return now.getUTCHours();
  }
}

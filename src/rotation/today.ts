import { dayIn } from '../domain/days.ts';
import type { Day } from '../domain/words.ts';

/**
 * The day that it is for somebody.
 * @param zones IANA names, the preferred one first; what this system does not know is passed over, in the end for UTC.
 */
export function todayIn(now: Date, ...zones: readonly (string | null)[]): Day {
  for (const zone of zones) {
    if (zone === null) continue;
    try {
      return dayIn(now, zone);
    } catch {
      // Slack's word for a place that this system's zone data lacks: the next one is close enough.
    }
  }
  return dayIn(now, 'UTC');
}

/** The latest day that it is anywhere on earth (UTC+14). */
export const latestDay = (now: Date): Day => dayIn(now, 'Pacific/Kiritimati');

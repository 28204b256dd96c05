/** How long things took, over many incidents. */

/** Seconds after the report: half were faster than `median`, nine of ten than `p90`. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
}

/** One month, `YYYY-MM`. `null` where no incident got so far. */
export interface MonthFigures {
  readonly month: string;
  readonly leaks: number;
  readonly falseAlarms: number;
  readonly claimed: Spread | null;
  /** The first stopgap or the deletion. */
  readonly contained: Spread | null;
  readonly deleted: Spread | null;
  readonly proven: Spread | null;
  /** The last service was off the leaked key; without the leaks that no service felt, or not every one is off yet. */
  readonly switched: Spread | null;
}

/** Seconds as people say them: `40 s`, `5 min`, `3 h 5 min`, `2 d 4 h`. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 48) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Times as a Slack client shows them: in the viewer's time zone, English, relative to the playground's now. */

export interface Moment {
  readonly now: Date;
  /** IANA name, e.g. `Europe/Lisbon`. */
  readonly timezone: string;
}

/** Fills the tokens of a `<!date^...>` format such as `{date_short_pretty} at {time}`; unknown tokens stay as written. */
export function formatDateToken(seconds: number, format: string, moment: Moment): string {
  const at = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (written, token: string) => fill(token, at, moment) ?? written);
}

/** `3:05 PM`. */
export function clockTime(at: Date, timezone: string): string {
  return english(at, timezone, { hour: 'numeric', minute: '2-digit' });
}

/** `Mon, Nov 23, 2026, 3:05 PM`, for tooltips. */
export function fullTime(at: Date, timezone: string): string {
  return english(at, timezone, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
}

/** `Mon, Nov 23, 2026`. */
export function shortDate(at: Date, timezone: string): string {
  return english(at, timezone, { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });
}

/** Heading between the messages of two days: `Today`, `Yesterday` or the date. */
export function dayHeading(at: Date, moment: Moment): string {
  const near = nearDay(at, moment);
  return near === undefined ? longDate(at, moment.timezone) : capital(near);
}

/** Calendar day in the zone, `2026-11-23`: equal for two moments of one day. */
export function calendarDay(at: Date, timezone: string): string {
  return formatOf('en-CA', timezone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

function fill(token: string, at: Date, moment: Moment): string | undefined {
  const { timezone } = moment;
  switch (token) {
    case 'date_num':
      return calendarDay(at, timezone);
    case 'date':
      return monthAndDay(at, moment);
    case 'date_pretty':
      return nearDay(at, moment) ?? monthAndDay(at, moment);
    case 'date_short':
      return english(at, timezone, { month: 'short', day: 'numeric', year: 'numeric' });
    case 'date_short_pretty':
      return (
        nearDay(at, moment) ?? english(at, timezone, { month: 'short', day: 'numeric', year: 'numeric' })
      );
    case 'date_long':
      return longDate(at, timezone);
    case 'date_long_pretty':
      return nearDay(at, moment) ?? longDate(at, timezone);
    case 'time':
      return clockTime(at, timezone);
    case 'time_secs':
      return english(at, timezone, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return distance(at, moment.now);
    default:
      return undefined;
  }
}

/** `November 23rd`, with the year when it is half a year or more away. */
function monthAndDay(at: Date, { now, timezone }: Moment): string {
  const month = english(at, timezone, { month: 'long' });
  const far = Math.abs(at.getTime() - now.getTime()) > 183 * 86_400_000;
  return `${month} ${ordinalDay(at, timezone)}${far ? `, ${english(at, timezone, { year: 'numeric' })}` : ''}`;
}

function longDate(at: Date, timezone: string): string {
  const weekday = english(at, timezone, { weekday: 'long' });
  const month = english(at, timezone, { month: 'long' });
  return `${weekday}, ${month} ${ordinalDay(at, timezone)}, ${english(at, timezone, { year: 'numeric' })}`;
}

function ordinalDay(at: Date, timezone: string): string {
  const day = Number(english(at, timezone, { day: 'numeric' }));
  const ending = { one: 'st', two: 'nd', few: 'rd' }[
    new Intl.PluralRules('en', { type: 'ordinal' }).select(day) as string
  ];
  return `${day}${ending ?? 'th'}`;
}

function nearDay(at: Date, { now, timezone }: Moment): string | undefined {
  const day = (moment: Date) => Date.parse(calendarDay(moment, timezone)) / 86_400_000;
  return ({ '-1': 'yesterday', '0': 'today', '1': 'tomorrow' } as Record<string, string>)[
    String(day(at) - day(now))
  ];
}

/** `3 minutes ago`, `in 2 days`. */
function distance(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / size), unit);
}

function english(at: Date, timeZone: string, parts: Intl.DateTimeFormatOptions): string {
  return formatOf('en-US', timeZone, parts)
    .format(at)
    .replace(/\u202f/g, ' ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because to make one takes a hundred times longer than to use it, and each message has a few. */
function formatOf(
  language: string,
  timeZone: string,
  parts: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const name = `${language} ${timeZone} ${JSON.stringify(parts)}`;
  const made = formats.get(name) ?? new Intl.DateTimeFormat(language, { timeZone, ...parts });
  formats.set(name, made);
  return made;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

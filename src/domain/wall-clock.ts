/** What the clocks on the wall show in an IANA time zone: the one place that asks the runtime about zones. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The clocks of a zone at a moment, as a date that shows in UTC what they show. Throws for an unknown zone. */
export const wallClock = (at: Date, zone: string): Date =>
  new Date(at.getTime() + aheadAt(at.getTime(), zone));

/** How far the clocks of a zone are ahead of UTC at a moment, both in milliseconds. */
export function aheadAt(moment: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const day = Math.floor(moment / DAY);
  // No zone changes its clocks twice a day: where both ends agree, so does all between.
  const ahead = atMidnight(day, zone);
  return ahead === atMidnight(day + 1, zone) ? ahead : asked(moment, zone);
}

/** Kept, because the runtime takes many times longer to answer than whoever asks does to plan a day. */
const midnights = new Map<string, Map<number, number>>();
/** Some years of a zone. */
const MOST_KEPT = 2_000;

function atMidnight(day: number, zone: string): number {
  const kept = midnights.get(zone) ?? new Map<number, number>();
  const known = kept.get(day);
  if (known !== undefined) return known;
  const ahead = asked(day * DAY, zone);
  if (kept.size >= MOST_KEPT) kept.clear();
  midnights.set(zone, kept.set(day, ahead));
  return ahead;
}

function asked(moment: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return shown - Math.floor(moment / MINUTE) * MINUTE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because to make one takes a hundred times longer than to use it; there are some hundred zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

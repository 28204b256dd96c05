/** IANA time zones, as this runtime knows them. */
import { wallClock } from './wall-clock.ts';

const UTC = 'UTC';
const names: readonly string[] = [UTC, ...Intl.supportedValuesOf('timeZone').filter((name) => name !== UTC)];

const checked = new Map<string, boolean>();

/** Whether days and hours can be told in this time zone. Kept, because the runtime takes long to say no. */
export function isTimezone(name: string): boolean {
  const known = checked.get(name);
  if (known !== undefined) return known;
  const fits = isKnown(name);
  if (checked.size < MOST_CHECKED) checked.set(name, fits);
  return fits;
}

/** There are some hundred; what people type is not kept without end. */
const MOST_CHECKED = 2_000;

function isKnown(name: string): boolean {
  try {
    wallClock(new Date(0), name);
    return true;
  } catch {
    return false;
  }
}

/** Time zones whose name contains what was typed, whatever its case and however its words are parted. */
export function timezonesLike(typed: string, limit: number): string[] {
  const wanted = plain(typed);
  return names.filter((name) => plain(name).includes(wanted)).slice(0, limit);
}

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');

/** IANA time zones, as this runtime knows them. */

const UTC = 'UTC';
const names: readonly string[] = [UTC, ...Intl.supportedValuesOf('timeZone').filter((name) => name !== UTC)];

/** Whether days and hours can be told in this time zone. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
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

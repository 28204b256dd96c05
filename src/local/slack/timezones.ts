/** Timezone names as Slack's user objects show them. */

/** Seconds east of UTC at this moment. */
export function timezoneOffset(timezone: string, now: number): number {
  const name = partOf(timezone, now, 'longOffset');
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  const seconds = Number(hours) * 3_600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}

/** The long English name, e.g. `Western European Time`. */
export const timezoneLabel = (timezone: string): string => partOf(timezone, 0, 'long');

function partOf(timezone: string, now: number, style: 'long' | 'longOffset'): string {
  const format = formatOf(timezone, style);
  return (
    format.formatToParts(new Date(now * 1_000)).find((part) => part.type === 'timeZoneName')?.value ??
    timezone
  );
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept, because to make one takes a hundred times longer than to use it. */
function formatOf(timeZone: string, timeZoneName: 'long' | 'longOffset'): Intl.DateTimeFormat {
  const name = `${timeZone} ${timeZoneName}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName });
  formats.set(name, format);
  return format;
}

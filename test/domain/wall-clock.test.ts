import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn } from '../../src/domain/days.ts';
import { wallClock } from '../../src/domain/wall-clock.ts';

/** With changes of half an hour, at other hours than one, in the month of Ramadan, and of none. */
const zones = [
  ...[
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ],
  ...[
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'America/Santiago',
    'Asia/Gaza',
  ],
];

/** Told by another way than the product's. */
const clocks = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
const shown = (at: Date, zone: string): string => clocks.get(zone)?.format(at) ?? '';
const told = (at: Date, zone: string): string => {
  const [day, time] = wallClock(at, zone).toISOString().split('T');
  return `${day} ${time?.slice(0, 8)}`;
};

test('shows what clocks show, at any moment in any zone', () => {
  const moments = fc.date({ min: new Date('2005-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, fc.constantFrom(...zones), (at, zone) => {
      expect(told(at, zone)).toBe(shown(at, zone));
      expect(dayIn(at, zone)).toBe(shown(at, zone).slice(0, 10));
    }),
    { numRuns: 500 },
  );
});

test('shows it around each change of the clocks, quarter of an hour by quarter', () => {
  const wrong: string[] = [];
  for (const zone of zones)
    for (const day of ['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-02-15'])
      for (let at = Date.parse(day) - 86_400_000; at < Date.parse(day) + 86_400_000; at += 900_000)
        if (told(new Date(at), zone) !== shown(new Date(at), zone))
          wrong.push(`${zone} ${new Date(at).toISOString()}`);
  expect(wrong).toEqual([]);
});

test('an unknown zone is an error', () => {
  expect(() => wallClock(new Date(), 'Mars/Olympus')).toThrow(RangeError);
});

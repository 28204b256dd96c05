import { expect, test } from 'vitest';
import { dayHeading, formatDateToken } from '../../../src/local/playground/dates.ts';

const lisbon = { now: new Date('2026-11-23T10:00:00Z'), timezone: 'Europe/Lisbon' };
const at = (iso: string) => Date.parse(iso) / 1000;

test.each([
  ['{date_num}', '2026-11-24T09:05:07Z', '2026-11-24'],
  ['{date}', '2026-11-24T09:05:07Z', 'November 24th'],
  ['{date}', '2025-02-18T09:05:07Z', 'February 18th, 2025'],
  ['{date_short}', '2026-11-22T09:05:07Z', 'Nov 22, 2026'],
  ['{date_short_pretty}', '2026-11-22T09:05:07Z', 'yesterday'],
  ['{date_long_pretty}', '2026-11-24T09:05:07Z', 'tomorrow'],
  ['{date_long}', '2026-12-01T09:05:07Z', 'Tuesday, December 1st, 2026'],
  ['{time} / {time_secs}', '2026-11-24T09:05:07Z', '9:05 AM / 9:05:07 AM'],
  ['{ago}', '2026-11-23T09:57:00Z', '3 minutes ago'],
  ['{ago}', '2026-11-25T10:00:00Z', 'in 2 days'],
  ['{nonsense} {date_num}', '2026-11-24T09:05:07Z', '{nonsense} 2026-11-24'],
])('%s of %s is %s', (format, iso, expected) => {
  expect(formatDateToken(at(iso), format, lisbon)).toBe(expected);
});

test('a day begins at the midnight of the viewer', () => {
  const lateInLisbon = new Date('2026-11-22T20:00:00Z');
  expect(dayHeading(lateInLisbon, lisbon)).toBe('Yesterday');
  expect(dayHeading(lateInLisbon, { ...lisbon, timezone: 'Asia/Singapore' })).toBe('Today');
});

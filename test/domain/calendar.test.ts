import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Calendar,
  type CalendarRow,
  calendarEnd,
  calendarOf,
  type DueCount,
  mondayOf,
  WEEKS,
} from '../../src/domain/calendar.ts';
import { addDays, daysBetween } from '../../src/domain/days.ts';
import type { Day } from '../../src/domain/words.ts';

const epoch = '2026-01-01' as Day;
const day = fc.integer({ min: -400, max: 800 }).map((days) => addDays(epoch, days));
const counts = (today: Day) =>
  fc.array(
    fc.record({
      who: fc.oneof(fc.constant(null), fc.constantFrom('ana', 'bea', 'chi'), fc.string({ maxLength: 8 })),
      dueOn: fc.integer({ min: -60, max: 120 }).map((days) => addDays(today, days)),
      tier: fc.constantFrom(1 as const, 2 as const, 3 as const),
      keys: fc.integer({ min: 1, max: 5 }),
    }),
    { maxLength: 60 },
  );
const anyTeam = day.chain((today) => fc.tuple(fc.constant(today), counts(today)));

const keysIn = (row: CalendarRow): number =>
  row.overdue.keys + row.weeks.reduce((sum, { keys }) => sum + keys, 0);
const shown = (due: readonly DueCount[], today: Day): number =>
  due.filter(({ dueOn }) => dueOn < calendarEnd(today)).reduce((sum, { keys }) => sum + keys, 0);

test('a week begins on the Monday on or before its day', () => {
  expect(mondayOf('2026-11-24' as Day)).toBe('2026-11-23');
  expect(mondayOf('2026-11-23' as Day)).toBe('2026-11-23');
  fc.assert(
    fc.property(day, (any) => {
      const monday = mondayOf(any);
      expect(daysBetween(monday, any)).toBeGreaterThanOrEqual(0);
      expect(daysBetween(monday, any)).toBeLessThan(7);
      expect(new Date(monday).getUTCDay()).toBe(1);
    }),
  );
});

test('every key of the next weeks stands in one cell, later ones in none', () => {
  fc.assert(
    fc.property(anyTeam, ([today, due]) => {
      const calendar: Calendar = calendarOf(due, 'custodian', today);
      expect(calendar.all.total).toBe(shown(due, today));
      expect(keysIn(calendar.all)).toBe(calendar.all.total);
      expect(calendar.rows.reduce((sum, row) => sum + keysIn(row), 0)).toBe(calendar.all.total);
      expect(calendar.weeks).toHaveLength(WEEKS);
    }),
  );
});

test('overdue is what was due before today, and the most overdue come first', () => {
  fc.assert(
    fc.property(anyTeam, ([today, due]) => {
      const { rows, all, merged } = calendarOf(due, 'service', today);
      const late = due.filter(({ dueOn }) => dueOn < today).reduce((sum, { keys }) => sum + keys, 0);
      expect(all.overdue.keys).toBe(late);
      const order = (merged > 0 ? rows.slice(0, -1) : rows).map(({ overdue }) => overdue.keys);
      expect(order).toEqual([...order].sort((a, b) => b - a));
    }),
  );
});

test('more rows than fit are one row that says how many they are', () => {
  const today = '2026-11-24' as Day;
  const due = Array.from({ length: 40 }, (_, n) => ({
    who: `person ${n}`,
    dueOn: addDays(today, n),
    tier: 3 as const,
    keys: 1,
  }));
  const { rows, merged } = calendarOf(due, 'custodian', today);
  expect(rows).toHaveLength(14);
  expect(rows.at(-1)).toMatchObject({ who: '27 more', total: 27 });
  expect(merged).toBe(27);
});

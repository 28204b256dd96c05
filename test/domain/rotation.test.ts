import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayFrom, dayIn, daysBetween } from '../../src/domain/days.ts';
import { dueOn, snoozeBound, stageFor } from '../../src/domain/rotation.ts';
import type { Day } from '../../src/domain/words.ts';

const day = (text: string) => text as Day;
const anyDay = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays(day('1990-01-01'), days));

describe('days', () => {
  test.each([
    ['2026-11-23T23:30:00Z', 'UTC', '2026-11-23'],
    ['2026-11-23T23:30:00Z', 'Europe/Berlin', '2026-11-24'],
    ['2026-11-23T04:30:00Z', 'America/New_York', '2026-11-22'],
    ['2026-03-29T01:30:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-12-31T12:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
  ])('%s in %s is %s', (moment, zone, expected) => expect(dayIn(new Date(moment), zone)).toBe(expected));

  test('days that do not exist are not days', () => {
    expect(dayFrom('2026-02-29')).toBeNull();
    expect(dayFrom('2028-02-29')).toBe('2028-02-29');
    expect(dayFrom('23.11.2026')).toBeNull();
  });

  test('adding and counting days undo each other, over years and clock changes', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
        expect(dayFrom(addDays(from, days))).not.toBeNull();
      }),
    );
  });
});

const weekdays = { workDays: [1, 2, 3, 4, 5], holidays: [] };

describe('rotation', () => {
  const key = { created: day('2026-01-01'), rotatedOn: null, rotationDays: 90, expiresOn: null };
  test.each([
    ['counts from its creation', {}, '2026-04-01'],
    ['counts from its last rotation', { rotatedOn: day('2026-02-01') }, '2026-05-02'],
    ['is due when it expires, if that is first', { expiresOn: day('2026-03-01') }, '2026-03-01'],
    ['is due by its period, if that is first', { expiresOn: day('2027-03-01') }, '2026-04-01'],
  ])('a key %s', (_, change, expected) => expect(dueOn({ ...key, ...change })).toBe(expected));

  const due = day('2026-04-10');
  test.each([
    ['2026-03-26', null],
    ['2026-03-27', 14],
    ['2026-04-02', 14],
    ['2026-04-03', 7],
    ['2026-04-08', 7],
    ['2026-04-09', 1],
    ['2026-04-10', 0],
    ['2026-04-14', 0],
    ['2026-04-15', -1],
    ['2026-05-08', -6],
  ])('on %s the stage is %s', (today, expected) =>
    expect(stageFor(due, day(today), weekdays)).toBe(expected),
  );

  test('no stage once the old key is confirmed gone, and stages only go forward', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -30, max: 30 }), (today, left) => {
        const dueDay = addDays(today, left);
        expect(stageFor(dueDay, today, weekdays, true)).toBeNull();
        const later = stageFor(dueDay, addDays(today, 1), weekdays);
        expect(later ?? 99).toBeLessThanOrEqual(stageFor(dueDay, today, weekdays) ?? 99);
      }),
    );
  });

  test('tier 1 is put off three days at most, in two goes', () => {
    expect(snoozeBound(1)).toEqual({ totalDays: 3, times: 2 });
    expect([snoozeBound(2).totalDays, snoozeBound(3).totalDays]).toEqual([7, 7]);
  });
});

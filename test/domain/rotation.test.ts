import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayFrom, dayIn, daysBetween } from '../../src/domain/days.ts';
import {
  afterPolicyChange,
  DAYS_AFTER_POLICY,
  dueCauses,
  dueOn,
  earlier,
  nextStage,
  rotateByOf,
  snoozeBound,
  storedRotateBy,
} from '../../src/domain/rotation.ts';
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
  const key = {
    created: day('2026-01-01'),
    rotatedOn: null,
    rotationDays: 90,
    expiresOn: null,
    rotateBy: null,
  };
  test.each([
    ['counts from its creation', {}, '2026-04-01'],
    ['counts from its last rotation', { rotatedOn: day('2026-02-01') }, '2026-05-02'],
    ['is due when it expires, if that is first', { expiresOn: day('2026-03-01') }, '2026-03-01'],
    ['is due by its period, if that is first', { expiresOn: day('2027-03-01') }, '2026-04-01'],
    ['is due on a day set for it, if that is first', { rotateBy: day('2026-02-01') }, '2026-02-01'],
    ['is due before a later day set for it', { rotateBy: day('2026-09-01') }, '2026-04-01'],
  ])('a key %s', (_, change, expected) => expect(dueOn({ ...key, ...change })).toBe(expected));

  const setDay = fc.record({
    day: anyDay,
    cause: fc.constantFrom(...dueCauses),
    because: fc.string({ minLength: 1 }),
  });

  test('of days set for a key the first holds, and what is stored says the same again', () => {
    fc.assert(
      fc.property(setDay, setDay, (one, other) => {
        expect(earlier(one, other).day).toBe(one.day < other.day ? one.day : other.day);
        expect(earlier(null, other)).toBe(other);
        expect(rotateByOf(storedRotateBy(one))).toEqual(one);
      }),
    );
    expect(rotateByOf(storedRotateBy(null))).toBeNull();
  });

  test('a shorter period of a tier never makes a key overdue at a stroke, nor puts one off', () => {
    const dated = fc.record({
      set: fc.option(setDay),
      createdOn: anyDay,
      rotationDays: fc.integer({ min: 1, max: 730 }),
      today: anyDay,
      before: fc.integer({ min: 1, max: 730 }),
      now: fc.integer({ min: 1, max: 730 }),
    });
    fc.assert(
      fc.property(dated, ({ set, createdOn, rotationDays, today, before, now }) => {
        const own = { ...storedRotateBy(set), createdOn, rotationDays, tier: 2 as const };
        const after = afterPolicyChange(own, { before, now }, today);
        if (now >= before) {
          // Only what an earlier change of the period brought can be put off again.
          if (set?.cause !== 'policy') expect(after).toEqual(set);
          return;
        }
        if (set !== null) expect(after && after.day <= set.day).toBe(true);
        if (rotationDays <= now) expect(after).toEqual(set);
        else if (after?.day !== set?.day) {
          expect(after?.cause).toBe('policy');
          expect(after && after.day >= addDays(today, DAYS_AFTER_POLICY)).toBe(true);
          expect(after && after.day >= addDays(createdOn, now)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

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
    ['2026-05-08', -1],
  ])('on %s the stage is %s for who was told nothing yet', (today, expected) =>
    expect(nextStage(due, day(today), null, weekdays)).toBe(expected),
  );

  test('tier 1 is put off three days at most, in two goes', () => {
    expect(snoozeBound(1)).toEqual({ totalDays: 3, times: 2 });
    expect([snoozeBound(2).totalDays, snoozeBound(3).totalDays]).toEqual([7, 7]);
  });
});

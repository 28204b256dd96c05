import { describe, expect, test } from 'vitest';
import type { Day } from '../../src/domain/words.ts';
import { isWorkingTime, nextWorkStart, zoneAmong } from '../../src/domain/working-time.ts';

const team = { workFrom: 9, workTo: 17, workDays: [1, 2, 3, 4, 5], holidays: ['2026-04-06'] as Day[] };
const at = (text: string): Date => new Date(text);

describe('working time', () => {
  test.each([
    ['a minute before it begins', '2026-03-02T08:59:00Z', 'UTC', false],
    ['as it begins', '2026-03-02T09:00:00Z', 'UTC', true],
    ['as it ends', '2026-03-02T17:00:00Z', 'UTC', false],
    ['on a Saturday', '2026-03-07T12:00:00Z', 'UTC', false],
    ['on a holiday', '2026-04-06T12:00:00Z', 'UTC', false],
    ['in a zone of half an hour', '2026-03-02T03:30:00Z', 'Asia/Kolkata', true],
    ['before it there', '2026-03-02T03:29:00Z', 'Asia/Kolkata', false],
    ['where Monday has not begun', '2026-03-02T09:00:00Z', 'Pacific/Pago_Pago', false],
  ])('%s', (_, moment, zone, expected) => expect(isWorkingTime(at(moment), zone, team)).toBe(expected));

  test.each([
    ['later today', '2026-03-02T06:00:00Z', 'UTC', '2026-03-02T09:00:00Z'],
    ['tomorrow, once it has begun', '2026-03-02T09:00:00Z', 'UTC', '2026-03-03T09:00:00Z'],
    ['past a weekend and a holiday', '2026-04-03T12:00:00Z', 'UTC', '2026-04-07T09:00:00Z'],
    ['past the change to summer time', '2026-03-27T12:00:00Z', 'Europe/Berlin', '2026-03-30T07:00:00Z'],
    ['past the change back', '2026-10-23T12:00:00Z', 'Europe/Berlin', '2026-10-26T08:00:00Z'],
    [
      'where clocks change by half an hour',
      '2026-10-02T12:00:00Z',
      'Australia/Lord_Howe',
      '2026-10-04T22:00:00Z',
    ],
    ['in a zone of three quarters', '2026-03-02T12:00:00Z', 'Asia/Kathmandu', '2026-03-03T03:15:00Z'],
  ])('begins next %s', (_, moment, zone, expected) =>
    expect(nextWorkStart(at(moment), zone, team)).toEqual(at(expected)),
  );

  test('an hour that clocks skip begins when they have skipped it', () => {
    const nightly = { ...team, workFrom: 2, workTo: 4, workDays: [7] };
    const start = nextWorkStart(at('2026-03-28T12:00:00Z'), 'Europe/Berlin', nightly);
    expect(start).toEqual(at('2026-03-29T01:00:00Z'));
    expect(isWorkingTime(start, 'Europe/Berlin', nightly)).toBe(true);
  });

  test('a team with no working day at all does not keep us looking for ever', () => {
    const never = { ...team, workDays: [8] };
    expect(nextWorkStart(at('2026-03-02T12:00:00Z'), 'UTC', never).getUTCFullYear()).toBe(2027);
  });

  test('a zone that nobody knows falls back on the next one', () => {
    expect(zoneAmong('Mars/Olympus', 'Europe/Berlin')).toBe('Europe/Berlin');
    expect(zoneAmong(null, 'Mars/Olympus')).toBe('UTC');
  });
});

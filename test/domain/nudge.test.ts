import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/domain/days.ts';
import { snoozeChoices } from '../../src/domain/nudge.ts';
import { type LastNudge, nextStage, type Stage, snoozeBound } from '../../src/domain/rotation.ts';
import type { Day, Tier } from '../../src/domain/words.ts';

const due = '2026-03-10' as Day;
const weekdays = { workDays: [1, 2, 3, 4, 5], holidays: [] };
const everyday = { workDays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };

/** What is sent when the planner looks on these days (days before due), in order. */
function sentOn(daysLeft: readonly number[]): { stage: Stage; daysLeft: number }[] {
  const sent: { stage: Stage; daysLeft: number }[] = [];
  for (const left of daysLeft) {
    const before = sent.at(-1);
    const last: LastNudge | null = before
      ? { stage: before.stage, on: addDays(due, -before.daysLeft) }
      : null;
    const stage = nextStage(due, addDays(due, -left), last, weekdays);
    if (stage !== null) sent.push({ stage, daysLeft: left });
  }
  return sent;
}

const everyDay = Array.from({ length: 60 }, (_, index) => 30 - index);

describe('nextStage', () => {
  it('sends each stage once, on its day, when it looks every day', () => {
    expect(sentOn(everyDay.slice(0, 31))).toEqual([
      { stage: 14, daysLeft: 14 },
      { stage: 7, daysLeft: 7 },
      { stage: 1, daysLeft: 1 },
      { stage: 0, daysLeft: 0 },
    ]);
  });

  it('reminds every three working days while overdue, never on a day off', () => {
    // Tuesday 10 March; its working days after are Wednesday, Thursday, Friday, Monday, …
    const overdue = sentOn(Array.from({ length: 12 }, (_, index) => -index)).map(({ stage, daysLeft }) => [
      stage,
      addDays(due, -daysLeft),
    ]);
    expect(overdue).toEqual([
      [0, '2026-03-10'],
      [-1, '2026-03-13'],
      [-2, '2026-03-18'],
    ]);
    const holidays = ['2026-03-11', '2026-03-12'] as Day[];
    const told: LastNudge = { stage: 0, on: due };
    expect(nextStage(due, '2026-03-13' as Day, told, { ...weekdays, holidays })).toBeNull();
    expect(nextStage(due, '2026-03-13' as Day, told, everyday)).toBe(-1);
  });

  it('counts from the last nudge: fewer working days than it was counted by keep nobody silent', () => {
    const told: LastNudge = { stage: -10, on: '2026-04-09' as Day };
    expect(nextStage(due, '2026-04-13' as Day, told, weekdays)).toBeNull();
    expect(nextStage(due, '2026-04-14' as Day, told, weekdays)).toBe(-11);
  });

  it('merges what was missed while it did not look into the latest stage', () => {
    expect(sentOn([30, 15, 1, 0])).toEqual([
      { stage: 1, daysLeft: 1 },
      { stage: 0, daysLeft: 0 },
    ]);
    // Tuesday 10 March: told late, on the Thursday, and again after three working days.
    expect(sentOn([30, -2, -3, -7])).toEqual([
      { stage: 0, daysLeft: -2 },
      { stage: -1, daysLeft: -7 },
    ]);
    expect(sentOn([30, -20])).toEqual([{ stage: -1, daysLeft: -20 }]);
  });

  it('never sends a stage twice or early, and never an older one after a newer, whatever days it looks on', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 }), (days) => {
        const sent = sentOn(days.toSorted((a, b) => b - a));
        const stages = sent.map(({ stage }) => stage);
        expect(stages).toEqual([...new Set(stages)].sort((a, b) => b - a));
        for (const { stage, daysLeft } of sent)
          expect(daysLeft).toBeLessThanOrEqual(Math.max(stage, stage * 3));
        const overdue = sent.filter(({ stage }) => stage < 0).map(({ daysLeft }) => daysLeft);
        for (const [index, left] of overdue.entries())
          expect((overdue[index - 1] ?? 99) - left).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});

describe('snoozeChoices', () => {
  it('offers 1, 3 and 7 days, and for tier 1 no more than 3 days in all', () => {
    expect(snoozeChoices(snoozeBound(3), { times: 0, days: 0 })).toEqual([1, 3, 7]);
    expect(snoozeChoices(snoozeBound(1), { times: 0, days: 0 })).toEqual([1, 3]);
    expect(snoozeChoices(snoozeBound(1), { times: 1, days: 1 })).toEqual([1]);
    expect(snoozeChoices(snoozeBound(1), { times: 2, days: 2 })).toEqual([]);
    expect(snoozeChoices(snoozeBound(2), { times: 4, days: 6 })).toEqual([1]);
  });

  it('never lets a due day be put off longer than its tier allows, whatever is chosen', () => {
    const tier = fc.constantFrom<Tier>(1, 2, 3);
    fc.assert(
      fc.property(tier, fc.array(fc.nat(2), { maxLength: 30 }), (tierOfKey, picks) => {
        let until = due;
        let used = { times: 0, days: 0 };
        for (const pick of picks) {
          const days = snoozeChoices(snoozeBound(tierOfKey), used)[pick];
          if (days === undefined) continue;
          used = { times: used.times + 1, days: used.days + days };
          until = addDays(until, days);
        }
        const bound = snoozeBound(tierOfKey);
        expect(daysBetween(due, until)).toBeLessThanOrEqual(bound.totalDays);
        expect(used.times).toBeLessThanOrEqual(bound.times ?? Number.POSITIVE_INFINITY);
      }),
    );
  });
});

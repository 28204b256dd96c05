import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../src/domain/days.ts';
import { snoozeChoices, stageToSend } from '../../src/domain/nudge.ts';
import { type Stage, snoozeBound, stageFor } from '../../src/domain/rotation.ts';
import type { Day, Tier } from '../../src/domain/words.ts';

const due = '2026-03-10' as Day;
const weekdays = { workDays: [1, 2, 3, 4, 5], holidays: [] };
const everyday = { workDays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };

/** What is sent when the planner looks on these days (days before due), in order. */
function sentOn(daysLeft: readonly number[]): { stage: Stage; daysLeft: number }[] {
  const sent: { stage: Stage; daysLeft: number }[] = [];
  for (const left of daysLeft) {
    const lastStage = sent.at(-1)?.stage ?? null;
    const stage = stageToSend({ dueOn: due, snoozedUntil: null, lastStage }, addDays(due, -left), weekdays);
    if (stage !== null) sent.push({ stage, daysLeft: left });
  }
  return sent;
}

const everyDay = Array.from({ length: 60 }, (_, index) => 30 - index);

describe('stageToSend', () => {
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
    expect(stageFor(due, '2026-03-13' as Day, { ...weekdays, holidays })).toBe(0);
    expect(stageFor(due, '2026-03-13' as Day, everyday)).toBe(-1);
  });

  it('merges what was missed while it did not look into the latest stage', () => {
    expect(sentOn([30, 15, 1, 0])).toEqual([
      { stage: 1, daysLeft: 1 },
      { stage: 0, daysLeft: 0 },
    ]);
    expect(sentOn([30, -2, -3])).toEqual([
      { stage: 0, daysLeft: -2 },
      { stage: -1, daysLeft: -3 },
    ]);
    expect(sentOn([30, -20])).toEqual([{ stage: -4, daysLeft: -20 }]);
  });

  it('never sends a stage twice or early, and never an older one after a newer, whatever days it looks on', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 }), (days) => {
        const looked = days.toSorted((a, b) => b - a);
        const sent = sentOn(looked);
        const stages = sent.map(({ stage }) => stage);
        expect(stages).toEqual([...new Set(stages)].sort((a, b) => b - a));
        for (const { stage, daysLeft } of sent)
          expect(daysLeft).toBeLessThanOrEqual(Math.max(stage, stage * 3));
        const last = looked.at(-1);
        const reached = last === undefined ? null : stageFor(due, addDays(due, -last), weekdays);
        expect(stages.at(-1) ?? null).toBe(reached);
      }),
    );
  });

  it('keeps quiet while snoozed, and speaks on the day the snooze ends', () => {
    const snoozed = { dueOn: due, snoozedUntil: '2026-03-08' as Day, lastStage: null };
    expect(stageToSend(snoozed, '2026-03-07' as Day, weekdays)).toBeNull();
    expect(stageToSend(snoozed, '2026-03-08' as Day, weekdays)).toBe(7);
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CALL_EVERY_MINUTES, calledBy, callIsDue, mayDismiss } from '../../src/domain/triage.ts';
import { personId } from '../../src/domain/words.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
const open = {
  state: 'open',
  reportedBy: personId('U1'),
  reportedAt: at(0),
  claimedBy: null,
  calledAt: null,
} as const;

test('people are called every ten minutes for as long as nobody took it up, leads and team in turn', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 60 }), (steps) => {
      let [now, calledAt] = [0, null as Date | null];
      let last = 0;
      for (const step of steps) {
        now += step;
        const due = callIsDue({ ...open, calledAt }, at(now));
        expect(due).toBe(now - last >= CALL_EVERY_MINUTES);
        expect(callIsDue({ ...open, calledAt, claimedBy: personId('U2') }, at(now))).toBe(false);
        expect(callIsDue({ ...open, calledAt, state: 'matched' }, at(now))).toBe(false);
        if (due) [calledAt, last] = [at(now), now];
      }
    }),
  );
  expect([1, 2, 3, 4].map(calledBy)).toEqual(['leads', 'team', 'leads', 'team']);
});

test('it is closed by who reported it, who took it up, or a lead', () => {
  const triage = { reportedBy: personId('U1'), claimedBy: personId('U2') };
  const can = (id: string, role: 'member' | 'lead') => mayDismiss(triage, { id: personId(id), role });
  expect([can('U1', 'member'), can('U2', 'member'), can('U3', 'member'), can('U3', 'lead')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

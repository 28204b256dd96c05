import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callIsDue, mayDismiss, nextCall, silentMinutes, type TriageState } from '../../src/domain/triage.ts';
import { personId } from '../../src/domain/words.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
const [reporter, holder, lead] = ['U1', 'U2', 'U3'].map(personId) as [never, never, never];
const open: TriageState = {
  state: 'open',
  abuseSeen: false,
  reportedBy: reporter,
  reportedAt: at(0),
  claimedBy: null,
  claimedAt: null,
  calls: 0,
  calledAt: null,
};
const desk = { leads: [lead], channel: 'C0TEAM' };

test('people are called again and again for as long as nothing is heard, whoever has it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 25 }), claim: fc.boolean() }), {
        maxLength: 60,
      }),
      fc.boolean(),
      (steps, abuseSeen) => {
        let [now, triage, heard] = [0, { ...open, abuseSeen } as TriageState, 0];
        for (const { minutes, claim } of steps) {
          now += minutes;
          const rung = nextCall(triage, desk, at(now));
          expect(rung !== null).toBe(now - heard >= silentMinutes(triage));
          expect(callIsDue(triage, at(now))).toBe(rung !== null);
          expect(nextCall({ ...triage, state: 'matched' }, desk, at(now))).toBeNull();
          if (rung !== null) {
            // No call goes to nobody.
            expect(rung.people.length > 0 || rung.channel !== null).toBe(true);
            triage = { ...triage, calls: triage.calls + 1, calledAt: at(now) };
            heard = now;
          }
          if (claim) {
            triage = { ...triage, claimedBy: holder, claimedAt: at(now), calls: 0, calledAt: null };
            heard = now;
          }
        }
      },
    ),
  );
});

test('it is the holder, then the leads, then the team; where nobody else is known, whoever reported it', () => {
  const called = (triage: TriageState, company: typeof desk | { leads: never[]; channel: null }) =>
    [0, 1, 2, 3].map((calls) => {
      const rung = nextCall({ ...triage, calls }, company, at(60));
      return rung?.channel ?? rung?.people.join();
    });
  const held = { ...open, claimedBy: holder, claimedAt: at(1) };
  expect(called(open, desk)).toEqual(['U3', 'C0TEAM', 'U3', 'C0TEAM']);
  expect(called(held, desk)).toEqual(['U2', 'U3', 'C0TEAM', 'U2']);
  expect(called({ ...held, claimedBy: lead }, desk)).toEqual(['U3', 'C0TEAM', 'U3', 'C0TEAM']);
  expect(called(open, { leads: [], channel: null })).toEqual(['U1', 'U1', 'U1', 'U1']);
  expect(called(held, { leads: [], channel: null })).toEqual(['U2', 'U1', 'U2', 'U1']);
});

test('abuse makes it sooner; work gets longer than silence', () => {
  const minutes = (abuseSeen: boolean, claimedBy: typeof holder | null) =>
    silentMinutes({ abuseSeen, claimedBy });
  expect([minutes(false, null), minutes(false, holder)]).toEqual([10, 20]);
  expect([minutes(true, null), minutes(true, holder)]).toEqual([2, 10]);
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

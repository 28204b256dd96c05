import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isWorkDay } from '../../src/domain/days.ts';
import {
  type Deed,
  type Mover,
  missing,
  type Rotation,
  type RotationMove,
  remindsAlso,
  remindToday,
  rotationRefusal,
  waitingFor,
  whyNot,
} from '../../src/domain/rotation-state.ts';
import { type Day, personId, type ServiceRef } from '../../src/domain/words.ts';

const custodian = personId('U0CUSTODIAN');
const owner = personId('U0OWNER');
const stranger = personId('U0STRANGER');
const services = [1, 2, 3] as ServiceRef[];

const begun = (inPlace: boolean): Rotation & { inPlace: boolean } => ({
  startedAt: new Date(0),
  old: { custodian, deputy: null },
  newKey: null,
  stored: null,
  working: null,
  services: services.map((service) => ({ service, owner, askedAt: null, notYet: null, switched: null })),
  override: null,
  deleted: null,
  ended: null,
  inPlace,
});

/** What a move that is allowed makes of a rotation: the model of what the use cases store. */
function moved(rotation: ReturnType<typeof begun>, move: RotationMove, at: Date): typeof rotation {
  const deed: Deed = { by: custodian, at };
  const set = (service: ServiceRef, change: Partial<Rotation['services'][number]>) =>
    rotation.services.map((each) => (each.service === service ? { ...each, ...change } : each));
  switch (move.kind) {
    case 'record':
      return { ...rotation, newKey: { ...deed, custodian, deputy: null, inPlace: rotation.inPlace } };
    case 'store':
      return { ...rotation, stored: deed };
    case 'confirm_working':
      return { ...rotation, working: deed };
    case 'switch':
      return { ...rotation, services: set(move.service, { switched: deed, notYet: null }) };
    case 'not_yet':
      return {
        ...rotation,
        services: set(move.service, { switched: null, notYet: { until: '2030-01-01' as Day, says: '' } }),
      };
    case 'override':
      return { ...rotation, override: deed };
    case 'delete':
      return { ...rotation, deleted: deed };
    case 'abort':
      return { ...rotation, ended: 'aborted' };
    case 'take_label':
      return rotation;
  }
}

const plain = ['record', 'store', 'confirm_working', 'override', 'delete', 'abort', 'take_label'] as const;
const anyMove = fc.oneof(
  fc.constantFrom(...plain).map((kind): RotationMove => ({ kind })),
  fc.record({
    kind: fc.constantFrom('switch' as const, 'not_yet' as const),
    service: fc.constantFrom(...services),
  }),
);
const mover = (id: Mover['id'], role: Mover['role'] = 'member'): Mover => ({ id, role, inOwnerGroup: false });

describe('any sequence of moves', () => {
  it('deletes the old key only when nothing is missing or somebody decided not to wait; ends are ends', () => {
    const walk = fc.property(fc.boolean(), fc.array(anyMove, { maxLength: 30 }), (inPlace, moves) => {
      let rotation = begun(inPlace);
      for (const [step, move] of moves.entries()) {
        const before = rotation;
        if (whyNot(rotation, move) !== null) continue;
        rotation = moved(rotation, move, new Date(step + 1));
        if (move.kind === 'delete') {
          expect(before.override !== null || missing(before).length === 0).toBe(true);
          expect(before.override !== null || before.services.every(({ switched }) => switched !== null)).toBe(
            true,
          );
        }
        // No service is sent to a secret that is not there, and none back to a key that is gone.
        if (move.kind === 'switch') expect(before.stored).not.toBeNull();
        if (move.kind === 'not_yet' && before.deleted !== null)
          expect(before.services.find(({ service }) => service === move.service)?.switched).toBeNull();
        if (move.kind === 'abort') {
          expect(before.deleted).toBeNull();
          expect(before.newKey?.inPlace ?? false).toBe(false);
        }
        expect(before.ended).toBeNull();
      }
    });
    fc.assert(walk, { numRuns: 500 });
  });

  it('always waits for somebody who can move until it ends, and leads to the deletion if they do', () => {
    const walk = fc.property(fc.boolean(), fc.array(anyMove, { maxLength: 20 }), (inPlace, moves) => {
      let rotation = begun(inPlace);
      for (const [step, move] of moves.entries())
        if (move.kind !== 'abort' && whyNot(rotation, move) === null)
          rotation = moved(rotation, move, new Date(step + 1));
      for (let left = 10; rotation.deleted === null; left -= 1) {
        expect(left).toBeGreaterThan(0);
        const [first] = waitingFor(rotation);
        const move: RotationMove =
          first?.service == null
            ? { kind: first?.move === 'prove' || first === undefined ? 'abort' : (first.move as 'record') }
            : { kind: 'switch', service: first.service };
        expect(whyNot(rotation, move)).toBeNull();
        rotation = moved(rotation, move, new Date(100));
      }
      expect(waitingFor(rotation)).toMatchObject([{ move: 'prove' }]);
    });
    fc.assert(walk, { numRuns: 300 });
  });

  it('lets a stranger and a guest do nothing, and an owner only what is about their service', () => {
    const walk = fc.property(fc.array(anyMove, { maxLength: 20 }), anyMove, (moves, wish) => {
      let rotation = begun(false);
      for (const move of moves)
        if (whyNot(rotation, move) === null) rotation = moved(rotation, move, new Date(1));
      expect(rotationRefusal(rotation, wish, mover(stranger))?.code).toBe('not_allowed');
      expect(rotationRefusal(rotation, wish, mover(custodian, 'guest'))?.code).toBe('not_allowed');
      const isTheirs = wish.kind === 'switch' || wish.kind === 'not_yet';
      const refused = rotationRefusal(rotation, wish, mover(owner));
      expect(refused?.message).toEqual(
        isTheirs ? whyNot(rotation, wish)?.message : expect.stringContaining('Only the custodian'),
      );
      const inGroup = { ...mover(stranger), inOwnerGroup: true };
      if (isTheirs) expect(rotationRefusal(rotation, wish, inGroup)).toEqual(whyNot(rotation, wish));
      expect(rotationRefusal(rotation, wish, mover(stranger, 'lead'))).toEqual(whyNot(rotation, wish));
    });
    fc.assert(walk, { numRuns: 300 });
  });
});

describe('remindToday', () => {
  const team = { workDays: [1, 2, 3, 4, 5], holidays: ['2026-03-11' as Day] };
  const monday = '2026-03-02' as Day;
  /** The days on which somebody is reminded who never answers. */
  const remindedOn = (until: Day | null, days = 30): Day[] => {
    const told: Day[] = [];
    for (let day = 0; day < days; day += 1) {
      const today = addDays(monday, day);
      if (remindToday({ since: monday, until, remindedOn: told.at(-1) ?? null }, today, team))
        told.push(today);
    }
    return told;
  };

  it('comes every third working day: weekends and holidays do not count', () => {
    expect(remindedOn(null, 16)).toEqual(['2026-03-05', '2026-03-10', '2026-03-16']);
  });

  it('leaves who named a day alone until it comes', () => {
    expect(remindedOn('2026-03-13' as Day, 18)).toEqual(['2026-03-13', '2026-03-18']);
    // On a Saturday nobody is reminded: the next working day takes its place.
    expect(remindedOn('2026-03-14' as Day, 18)).toEqual(['2026-03-16', '2026-03-19']);
  });

  it('goes on to others by the working days since the first one, which a named day puts off', () => {
    const escalation = { toDeputy: 3, toChannel: 7 };
    const on = (until: Day | null, today: string) =>
      remindsAlso({ since: monday, until }, today as Day, team, escalation);
    expect(on(null, '2026-03-05')).toEqual({ deputy: false, lead: false });
    expect(on(null, '2026-03-10')).toEqual({ deputy: true, lead: false });
    expect(on(null, '2026-03-17')).toEqual({ deputy: true, lead: true });
    expect(on('2026-03-13' as Day, '2026-03-17')).toEqual({ deputy: false, lead: false });
    expect(on('2026-03-13' as Day, '2026-03-18')).toEqual({ deputy: true, lead: false });
    // A day that was over before anything was asked says nothing.
    expect(on('2026-02-27' as Day, '2026-03-05')).toEqual({ deputy: false, lead: false });
  });

  it('never comes on a free day', () => {
    const days = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.option(days), (until) => {
        const told = remindedOn(until === null ? null : addDays(monday, until), 60);
        expect(told.every((day) => isWorkDay(day, team))).toBe(true);
        expect(told.length).toBeGreaterThan(3);
      }),
    );
  });
});

/** Any sequence of moves, by anyone, with clocks that jump. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { act, settle } from '../../src/domain/incident.ts';
import { allowedMoves } from '../../src/domain/incident-allowed.ts';
import { type Incident, lastMoment, type Move, type Responder } from '../../src/domain/incident-state.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Proof, Tier } from '../../src/domain/words.ts';
import { ana, at, bea, bot, finished, gus, lea, open, proven, stepOf, tax } from './incident-world.ts';

const person = fc.constantFrom(ana, bea, lea, gus);
const stepId = fc.constantFrom('narrow', 'delete', 'prove', 'tell', 'replace', 'nope');
const reason = fc.constantFrom('because', ' ');
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constantFrom('claim', 'unclaim', 'undo'), step: stepId }),
  fc.record({ kind: fc.constant('done'), step: stepId, evidence: fc.constant('') }),
  fc.record({ kind: fc.constant('skip'), step: stepId, reason }),
  fc.record({ kind: fc.constant('acknowledge'), service: fc.constantFrom(bot, tax) }),
  fc.record({ kind: fc.constant('order'), order: fc.constantFrom('kill_first', 'overlap'), reason }),
  fc.record({ kind: fc.constant('answer_login'), can: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('request_override', 'request_override', 'request_override', 'false_alarm'),
    reason,
  }),
  fc.record({ kind: fc.constantFrom('confirm_override', 'confirm_false_alarm', 'resolve', 'resolve') }),
) as fc.Arbitrary<Move>;
/** Fresh, or so far on that its end is near. */
const start = fc
  .tuple(fc.constantFrom<Tier>(1, 2), fc.constantFrom('fresh', 'worked', 'proven'))
  .map(([tier, stage]) => {
    const fresh = open({ tier });
    if (stage === 'fresh') return fresh;
    return stage === 'worked' ? finished(fresh) : proven(finished(fresh), 'dead');
  });
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ move, by: person, minutes: fc.integer({ min: 0, max: 90 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      proof: fc.constantFrom<Proof>('dead', 'alive', 'unknown', 'cannot_check'),
      minutes: fc.integer({ min: 0, max: 90 }),
    }),
  },
);

function twoAgreed(incident: Incident): boolean {
  const { override } = incident;
  return override !== null && override.confirmedBy !== null && override.confirmedBy !== override.requestedBy;
}

function checkInvariants(before: Incident, now: Incident): void {
  expect(lastMoment(now).getTime()).toBeGreaterThanOrEqual(now.reportedAt.getTime());
  if (now.state === 'resolved') expect(now.proof === 'dead' || twoAgreed(now)).toBe(true);
  if (now.state === 'resolved' && before.state === 'open') {
    expect(
      now.steps.filter(
        ({ kind, state }) =>
          !['contain', 'disable', 'prove'].includes(kind) && !['done', 'skipped'].includes(state),
      ),
    ).toEqual([]);
  }
  if (now.state === 'false_alarm' && now.tier === 1) {
    expect(now.falseAlarm?.confirmedBy).not.toBe(now.falseAlarm?.requestedBy);
    expect(now.falseAlarm?.confirmedBy).toBeTruthy();
  }
  for (const step of now.steps) {
    const was = stepOf(before, step.id);
    expect(step.state === 'open').toBe(step.at === null);
    if (step.kind !== 'prove' && step.state !== 'open') expect(step.by).not.toBeNull();
    // One winner: whoever holds or settled a step stays until it is open again.
    if (was && was.state !== 'open' && step.state !== 'open') expect(step.by).toBe(was.by);
    if (was?.at && step.at) expect(step.at.getTime()).toBeGreaterThanOrEqual(was.at.getTime());
    if (step.kind === 'prove') expect(step.state).toBe(now.proof === 'dead' ? 'done' : 'open');
  }
  expect(now.steps.map(({ id }) => id).sort()).toEqual(before.steps.map(({ id }) => id).sort());
}

/** Whether the card would have shown a button for this move. */
function isShown(incident: Incident, wish: Move, by: Responder): boolean {
  const allowed = allowedMoves(incident, by);
  if ('step' in wish) return allowed.steps[wish.step]?.includes(wish.kind) ?? false;
  if ('service' in wish) return allowed.acknowledge.includes(wish.service);
  if (wish.kind === 'order' && wish.order === incident.order) return false;
  return allowed.incident.includes(wish.kind);
}

describe('whatever happens', () => {
  test('the machine keeps its promises, and what a card shows is what a click may do', () => {
    happen({ numRuns: 400 });
  });

  test('the histories above reach every state', () => {
    // A fixed seed: whether random histories reach all is chance, and a test must not be.
    expect([...happen({ numRuns: 1500, seed: 7 })].sort()).toEqual([
      'false_alarm',
      'open',
      'reopened',
      'resolved',
    ]);
  });
});

/** Plays histories and checks every promise at every move; the states that were reached. */
function happen(parameters: { numRuns: number; seed?: number }): Set<string> {
  const reached = new Set<string>();
  fc.assert(
    fc.property(start, fc.array(happening, { maxLength: 40 }), (started, happenings) => {
      let incident = started;
      for (const each of happenings) {
        const before = incident;
        if ('proof' in each) {
          const change = settle(before, each.proof, at(each.minutes));
          incident = change.incident;
          if (before.state === 'resolved' && each.proof === 'alive') expect(incident.state).toBe('open');
          if (change.reopens) reached.add('reopened');
        } else {
          const result = act(before, each.move, each.by, at(each.minutes));
          const typedNothing = 'reason' in each.move && each.move.reason.trim() === '';
          expect(!(result instanceof Refusal)).toBe(isShown(before, each.move, each.by) && !typedNothing);
          if (result instanceof Refusal) expect(result.next).toMatch(/\.$/);
          else incident = result.incident;
        }
        checkInvariants(before, incident);
        for (const moment of newMoments(before, incident))
          expect(moment).toBeGreaterThanOrEqual(lastMoment(before).getTime());
        reached.add(incident.state);
      }
    }),
    parameters,
  );
  return reached;
}

/** Moments that stand in `now` and did not stand in `before`. */
function newMoments(before: Incident, now: Incident): number[] {
  const momentsIn = (incident: Incident) => JSON.stringify(incident).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [];
  const old = new Set(momentsIn(before));
  return momentsIn(now)
    .filter((each) => !old.has(each))
    .map((each) => Date.parse(each));
}

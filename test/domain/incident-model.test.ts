/** Any sequence of moves, by anyone, with clocks that jump. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { act, type Change, seeAbuse, settle } from '../../src/domain/incident.ts';
import { allowedMoves } from '../../src/domain/incident-allowed.ts';
import {
  type Asked,
  type Incident,
  lastMoment,
  type Move,
  type Responder,
} from '../../src/domain/incident-state.ts';
import { twoPersons, wishOf } from '../../src/domain/incident-wishes.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { needsSecond, type Severity, severityOf } from '../../src/domain/severity.ts';
import type { Proof, Tier } from '../../src/domain/words.ts';
import {
  ana,
  at,
  bea,
  bot,
  finished,
  gus,
  having,
  lea,
  open,
  proven,
  stepOf,
  tax,
} from './incident-world.ts';

const person = fc.constantFrom(ana, bea, lea, gus);
const stepId = fc.constantFrom('narrow', 'delete', 'prove', 'tell', 'replace', 'nope');
const reason = fc.constantFrom('because', ' ');
/** Who had it when somebody looked; often somebody else has it by now. */
const from = fc.constantFrom(null, ana.id, bea.id, lea.id);
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constantFrom('claim', 'unclaim', 'undo'), step: stepId }),
  fc.record({ kind: fc.constant('done'), step: stepId, evidence: fc.constant('') }),
  fc.record({ kind: fc.constant('skip'), step: stepId, reason }),
  fc.record({ kind: fc.constantFrom('acknowledge', 'service_switched'), service: fc.constantFrom(bot, tax) }),
  fc.record({ kind: fc.constant('order'), order: fc.constantFrom('kill_first', 'overlap'), reason }),
  fc.record({ kind: fc.constant('answer_login'), can: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('request_override', 'request_override', 'request_override', 'false_alarm'),
    reason,
  }),
  fc.record({ kind: fc.constantFrom('confirm_override', 'confirm_false_alarm', 'resolve', 'resolve') }),
  fc.record({
    kind: fc.constant('hand_over'),
    step: stepId,
    to: fc.constantFrom(ana.id, bea.id, lea.id),
    from,
  }),
  fc.record({ kind: fc.constantFrom('take_lead', 'take_scribe'), from }),
  fc.record({ kind: fc.constant('join') }),
  fc.record({
    kind: fc.constantFrom('withdraw_override', 'withdraw_false_alarm'),
    of: fc.constantFrom(null, 1),
  }),
  fc.record({ kind: fc.constantFrom('override_alone', 'false_alarm_alone', 'false_alarm_alone'), reason }),
) as fc.Arbitrary<Move>;
/** Fresh, or so far on that its end is near. */
const start = fc
  .tuple(fc.constantFrom<Tier>(1, 2), fc.constantFrom('fresh', 'worked', 'doubted', 'proven'))
  .map(([tier, stage]) => {
    const fresh = open({ tier });
    if (stage === 'fresh') return fresh;
    if (stage === 'doubted')
      return having(
        fresh,
        [{ kind: 'request_override', reason: 'gone' }, ana],
        [{ kind: 'false_alarm', reason: 'a test key' }, bea],
      );
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
  { weight: 1, arbitrary: fc.constant({ abuse: true as const }) },
);

/** Minutes that others have to answer, before one person is enough. */
const patience = { 1: 10, 2: 15, 3: 30 } as const;

/** Two people, or the one who asked with a reason of their own, after the others had their time. */
function agreed(wish: Asked | null, severity: Severity): boolean {
  if (wish === null || wish.confirmedBy === null || wish.confirmedAt === null) return false;
  const { requestedBy, confirmedBy, aloneBecause } = wish;
  if (aloneBecause === null) return confirmedBy !== requestedBy;
  const waited = wish.confirmedAt.getTime() - wish.requestedAt.getTime();
  return confirmedBy === requestedBy && aloneBecause.trim() !== '' && waited >= patience[severity] * 60_000;
}

/** Whether the others still have time to answer. */
function isEarly(incident: Incident, wish: Move, now: Date): boolean {
  const asked = { override_alone: incident.override, false_alarm_alone: incident.falseAlarm };
  const before = wish.kind in asked ? asked[wish.kind as keyof typeof asked] : null;
  return (
    before !== null && now.getTime() - before.requestedAt.getTime() < patience[severityOf(incident)] * 60_000
  );
}

/** Given to whoever has it already. */
const isTheirs = (incident: Incident, wish: Move): boolean =>
  wish.kind === 'hand_over' && stepOf(incident, wish.step)?.by === wish.to;

/** @param made the move that was made, and by whom; `null` when the provider answered. */
function checkPeople(before: Incident, now: Incident, made: { move: Move; by: Responder } | null): void {
  if (now.lead !== before.lead) expect([made?.move.kind, made?.by.id]).toEqual(['take_lead', now.lead]);
  if (now.scribe !== before.scribe)
    expect([made?.move.kind, made?.by.id]).toEqual(['take_scribe', now.scribe]);
  expect(now.responders.slice(0, before.responders.length)).toEqual(before.responders);
  expect(new Set(now.responders).size).toBe(now.responders.length);
  if (made !== null && ['claim', 'done', 'skip', 'join'].includes(made.move.kind)) {
    expect([now.lead, ...now.responders]).toContain(made.by.id);
  }
}

function checkInvariants(before: Incident, now: Incident, made: Move | null): void {
  expect(lastMoment(now).getTime()).toBeGreaterThanOrEqual(now.reportedAt.getTime());
  if (now.state === 'resolved')
    expect(now.proof === 'dead' || agreed(now.override, severityOf(now))).toBe(true);
  if (now.state === 'resolved' && before.state === 'open') {
    expect(
      now.steps.filter(
        ({ kind, state }) =>
          !['contain', 'disable', 'prove'].includes(kind) && !['done', 'skipped'].includes(state),
      ),
    ).toEqual([]);
  }
  if (made?.kind === 'override_alone') expect(before.proof).not.toBe('alive');
  if (now.state === 'false_alarm' && needsSecond(now))
    expect(agreed(now.falseAlarm, severityOf(now))).toBe(true);
  for (const step of now.steps) {
    const was = stepOf(before, step.id);
    expect(step.state === 'open').toBe(step.at === null);
    if (step.kind !== 'prove' && step.state !== 'open' && step.by === null) {
      // Nobody's deed: a deletion that was taken back and did hold after all.
      expect([step.kind, step.state]).toEqual(['delete', 'done']);
      expect(was === step || (made === null && now.proof === 'dead' && now.reopenedAt !== null)).toBe(true);
    }
    const byVerdict = made === null && step.kind === 'delete' && step.by === null;
    // One winner: whoever holds or settled a step stays until it is open again, or they give it to somebody.
    if (made?.kind === 'hand_over' && made.step === step.id && step !== was) {
      expect([step.state, step.by, was?.by]).toEqual(['claimed', made.to, made.from]);
      expect(['open', 'claimed']).toContain(was?.state);
    } else if (was && was.state !== 'open' && step.state !== 'open' && !byVerdict)
      expect(step.by).toBe(was.by);
    if (was?.at && step.at) expect(step.at.getTime()).toBeGreaterThanOrEqual(was.at.getTime());
    if (step.kind === 'prove') expect(step.state).toBe(now.proof === 'dead' ? 'done' : 'open');
  }
  expect(now.steps.map(({ id }) => id).sort()).toEqual(before.steps.map(({ id }) => id).sort());
}

/** What two people are asked for ends only where it is said why, and what they learn ends it before they agree. */
function checkWishes(
  before: Incident,
  change: Change | null,
  made: { move: Move; by: Responder } | null,
): void {
  if (change === null) return;
  const now = change.incident;
  const gone = twoPersons.filter((what) => wishOf(before, what) !== null && wishOf(now, what) === null);
  expect(change.lapses.map(({ what }) => what)).toEqual(gone);
  if ((now.abuseSeen && !before.abuseSeen) || change.returns) {
    expect([now.override, now.falseAlarm]).toEqual([null, null]);
  }
  for (const { wish, because } of change.lapses) {
    if (because !== 'withdrawn') continue;
    expect(wish.confirmedAt).toBeNull();
    expect([wish.requestedBy, before.lead, lea.id]).toContain(made?.by.id);
  }
}

/** Of a key that answers, nobody is told that it was deleted; and what came back is waited for from then on. */
function checkDeletedAnew(before: Incident, now: Incident): void {
  expect(now.steps.filter(({ kind, state }) => kind === 'delete' && state === 'done')).toEqual([]);
  if (stepOf(before, 'delete')?.state === 'done') expect(now.reopenedAt).toEqual(new Date(lastMoment(now)));
}

/** Whether the card would have shown a button for this move. */
function isShown(incident: Incident, wish: Move, by: Responder): boolean {
  const allowed = allowedMoves(incident, by);
  if (wish.kind === 'take_lead' && wish.from !== incident.lead) return false;
  if (wish.kind === 'take_scribe' && wish.from !== incident.scribe) return false;
  if (wish.kind === 'hand_over' && wish.from !== stepOf(incident, wish.step)?.by) return false;
  if ('step' in wish) return allowed.steps[wish.step]?.includes(wish.kind) ?? false;
  if ('service' in wish)
    return allowed[wish.kind === 'acknowledge' ? 'acknowledge' : 'switched'].includes(wish.service);
  if ('of' in wish && wish.of != null) return false;
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
      'abuse',
      'false_alarm',
      'false_alarm_alone',
      'handed over',
      'open',
      'override_alone',
      'reopened',
      'resolved',
      'returned',
      'wish ended: abuse',
      'wish ended: alive',
      'wish ended: withdrawn',
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
        let change: Change | null = null;
        let made: { move: Move; by: Responder } | null = null;
        if ('proof' in each) {
          change = settle(before, each.proof, at(each.minutes));
          incident = change.incident;
          if (before.state === 'resolved' && each.proof === 'alive') expect(incident.state).toBe('open');
          if (change.reopens) reached.add('reopened');
          if (change.returns && !change.reopens) reached.add('returned');
          if (each.proof === 'alive' && incident.state === 'open') checkDeletedAnew(before, incident);
        } else if ('abuse' in each) {
          if (before.state !== 'open') continue;
          change = seeAbuse(before);
          incident = change.incident;
          reached.add('abuse');
        } else {
          const result = act(before, each.move, each.by, at(each.minutes));
          const typedNothing = 'reason' in each.move && each.move.reason.trim() === '';
          const early = isEarly(before, each.move, at(each.minutes));
          expect(!(result instanceof Refusal)).toBe(
            isShown(before, each.move, each.by) && !typedNothing && !early && !isTheirs(before, each.move),
          );
          if (result instanceof Refusal) expect(result.next).toMatch(/\.$/);
          else {
            change = result;
            incident = result.incident;
            made = each;
            if (each.move.kind.endsWith('_alone')) reached.add(each.move.kind);
            if (each.move.kind === 'hand_over') reached.add('handed over');
          }
        }
        checkInvariants(before, incident, made?.move ?? null);
        checkWishes(before, change, made);
        if (change?.lapses[0]) reached.add(`wish ended: ${change.lapses[0].because}`);
        checkPeople(before, incident, made);
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

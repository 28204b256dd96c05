/** When providers are asked: every one that can be, played through with delays, downtimes and answers of any kind. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affordable, nextConfirmation, type PlannedQuestion, postponed } from '../../src/domain/asking.ts';
import { type Observation, verdict } from '../../src/domain/proof.ts';
import type { Probe } from '../../src/domain/provider.ts';
import { LATER } from '../../src/incident/complete-step.ts';
import { providers } from '../../src/providers/index.ts';

const SECOND = 1000;
const HALF_A_DAY = 12 * 3600 * SECOND;
const deletion = Date.UTC(2026, 2, 2, 12);
const probed = providers.flatMap(({ id, probe }) => (probe === null ? [] : [{ id, probe }]));

interface History {
  /** How long before the deletion the key was seen, in seconds. */
  readonly baseline: number;
  /** How long after the deletion the provider still knows it, in thousandths of what its facts allow. */
  readonly lag: number;
  /** How late each question is asked, in milliseconds. */
  readonly late: readonly number[];
  /** How long each answer takes, in milliseconds. */
  readonly takes: readonly number[];
  /** Which of the questions get an answer that decides nothing. */
  readonly busy: readonly number[];
}

interface Played {
  readonly asked: readonly { purpose: Observation['purpose']; at: number; answered: number }[];
  /** When death was proven, since the deletion; `null` for never. */
  readonly proven: number | null;
}

/** What the worker, the provider and the planner make of a deletion, until nothing waits any more. */
function play(probe: Probe, { baseline, lag, late, takes, busy }: History): Played {
  const since = new Date(deletion);
  const lasts = deletion + ((probe.lagSeconds ?? 0) * SECOND * lag) / 1000;
  const before = new Date(deletion - baseline * SECOND);
  let questions: PlannedQuestion[] = [{ purpose: 'baseline', dueAt: before, answeredAt: before }];
  const seen: Observation[] = [observed('exists', before.getTime(), 'baseline')];
  const asked: Played['asked'][number][] = [{ purpose: 'baseline', at: +before, answered: +before }];
  let proven: number | null = null;
  const plan = (at: Date[]) => {
    const more = affordable(probe, questions, { purpose: 'confirm', at });
    questions.push(...more.map((dueAt) => ({ purpose: 'confirm' as const, dueAt, answeredAt: null })));
  };
  plan([0, ...LATER].map((later) => new Date(deletion + later)));
  for (let n = 0; n < 20; n += 1) {
    const [next] = questions
      .filter(({ answeredAt }) => answeredAt === null)
      .toSorted((a, b) => +a.dueAt - +b.dueAt);
    if (next === undefined) return { asked, proven };
    const at = Math.max(+next.dueAt, asked.at(-1)?.answered ?? 0) + (late[n] ?? 0);
    const answered = at + (takes[n] ?? 0);
    seen.push(observed(busy.includes(n) ? 'inconclusive' : at < lasts ? 'exists' : 'absent', at, 'confirm'));
    asked.push({ purpose: next.purpose, at, answered });
    questions = questions.map((each) => (each === next ? { ...next, answeredAt: new Date(answered) } : each));
    for (const { question, to } of postponed(probe, questions)) {
      questions = questions.map((each) => (each === question ? { ...each, dueAt: to } : each));
    }
    const said = verdict(seen, { probe, since });
    if (said.proof === 'dead') proven ??= answered - deletion;
    const again = nextConfirmation(probe, said, seen, since);
    if (again !== null) plan([again]);
  }
  throw new Error('it is asked in a loop');
}

const observed = (
  result: Observation['result'],
  at: number,
  purpose: Observation['purpose'],
): Observation => ({
  ...{ at: new Date(at), host: 'a.example', environment: 'live' },
  ...{ result, code: null, reason: '', purpose },
});

const small = fc.array(fc.integer({ min: 0, max: 5 * SECOND }), { minLength: 20, maxLength: 20 });
const history = (late: fc.Arbitrary<number[]>, busy: fc.Arbitrary<number[]>): fc.Arbitrary<History> =>
  fc.record({
    baseline: fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 90_000 })),
    lag: fc.integer({ min: 0, max: 1000 }),
    late,
    takes: small,
    busy,
  });
const downtimes = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 * SECOND }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 3600 * SECOND }) },
  ),
  { minLength: 20, maxLength: 20 },
);
const some = fc.array(fc.nat({ max: 6 }), { maxLength: 4 });

describe.each(probed)('$id after a deletion', ({ probe }) => {
  test('is never asked too soon or too often, whatever comes late or is down', () => {
    fc.assert(
      fc.property(history(downtimes, some), (each) => {
        const { asked } = play(probe, each);
        for (const [n, { purpose, at }] of asked.entries()) {
          const before = asked.slice(0, n);
          const last = before.at(-1)?.answered ?? 0;
          expect(at - last, 'spacing').toBeGreaterThanOrEqual(probe.spacingSeconds * SECOND);
          const alike = before.filter((other) => other.purpose === purpose && at - other.at < HALF_A_DAY);
          expect(alike.length, 'budget').toBeLessThan(probe.budget);
        }
      }),
    );
  });

  test('proves the death as soon as its facts allow', () => {
    const spacing = probe.spacingSeconds * SECOND;
    fc.assert(
      fc.property(history(small, fc.constant([])), (each) => {
        const { proven } = play(probe, each);
        const first = Math.max(0, spacing - each.baseline * SECOND);
        const forgotten = (probe.lagSeconds ?? 0) * SECOND;
        // Whom we may ask only twice in half a day is asked at once and after 15 minutes.
        const earliest = Math.max(first + spacing, probe.budget > 2 ? forgotten : LATER[0]);
        expect(proven).toBeLessThanOrEqual(earliest + spacing + 4 * 10 * SECOND);
      }),
    );
  });
});

test('every provider that can be asked is played', () => expect(probed.length).toBeGreaterThanOrEqual(9));

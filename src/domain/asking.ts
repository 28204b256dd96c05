/**
 * When a provider may be asked about one key: its own spacing apart, and within what it bears in half a day. Nothing is
 * asked in a loop.
 */
import { knownPlaces, type Observation, type Verdict } from './proof.ts';
import type { Probe } from './provider.ts';

/** A question to a provider: planned for a moment, and answered once `answeredAt` is set. */
export interface PlannedQuestion {
  readonly purpose: Observation['purpose'];
  readonly dueAt: Date;
  readonly answeredAt: Date | null;
}

/** Lockouts of providers last minutes; half a day apart, questions are nothing to anybody. */
const WINDOW_MS = 12 * 3_600_000;
/** How often we ask by ourselves to confirm one deletion, before it is for people to ask again. */
const CONFIRMATIONS = 3;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < WINDOW_MS;

const momentOf = ({ dueAt, answeredAt }: PlannedQuestion): number => (answeredAt ?? dueAt).getTime();

const budgetFor = (probe: Probe, purpose: Observation['purpose']): number =>
  purpose === 'baseline' ? probe.budget - 1 : probe.budget;

/**
 * Which of the wished moments can be had beside the questions there are. One that comes too soon after an answer is moved
 * behind it; one that would stand beside another waiting one, or pass the budget, is left out.
 */
export function affordable(
  probe: Probe,
  asked: readonly PlannedQuestion[],
  plan: { readonly purpose: Observation['purpose']; readonly at: readonly Date[] },
): Date[] {
  const spacing = probe.spacingSeconds * 1000;
  const budget = budgetFor(probe, plan.purpose);
  const lastAnswer = Math.max(0, ...asked.map(({ answeredAt }) => answeredAt?.getTime() ?? 0));
  const waiting = asked.filter(({ answeredAt }) => answeredAt === null).map(momentOf);
  const alike = asked.filter(({ purpose }) => purpose === plan.purpose).map(momentOf);
  const kept: Date[] = [];
  for (const wished of plan.at) {
    const moment = Math.max(wished.getTime(), lastAnswer + spacing);
    const besideAnother = waiting.some((other) => Math.abs(other - moment) < spacing);
    if (besideAnother || alike.filter((other) => isNear(other, moment)).length >= budget) continue;
    kept.push(new Date(moment));
    waiting.push(moment);
    alike.push(moment);
  }
  return kept;
}

/**
 * The waiting questions that would be asked too soon, now that others were answered when they were: each with the first
 * moment at which its provider may be asked. None is left out, as nobody is there to plan it again.
 * @param questions all about one key.
 */
export function postponed<Question extends PlannedQuestion>(
  probe: Probe,
  questions: readonly Question[],
): { readonly question: Question; readonly to: Date }[] {
  const placed = questions
    .filter(({ answeredAt }) => answeredAt !== null)
    .map((each) => ({ purpose: each.purpose, at: momentOf(each) }));
  const waiting = questions.filter(({ answeredAt }) => answeredAt === null);
  return waiting
    .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
    .flatMap((question) => {
      const to = new Date(Math.max(question.dueAt.getTime(), earliest(probe, question.purpose, placed)));
      placed.push({ purpose: question.purpose, at: to.getTime() });
      return to > question.dueAt ? [{ question, to }] : [];
    });
}

/** When another question may follow these. */
function earliest(
  probe: Probe,
  purpose: Observation['purpose'],
  before: readonly { readonly purpose: Observation['purpose']; readonly at: number }[],
): number {
  const latest = Math.max(0, ...before.map(({ at }) => at));
  const alike = before.filter((each) => each.purpose === purpose).map(({ at }) => at);
  // So many of them are the whole budget: the first of them has to be half a day away.
  const first = alike.toSorted((a, b) => b - a)[budgetFor(probe, purpose) - 1] ?? 0;
  return Math.max(latest + probe.spacingSeconds * 1000, first + WINDOW_MS);
}

/**
 * When to ask once more by ourselves after an answer that was to confirm a deletion; `null` when that is for people.
 * Death takes a second answer, a provider that was busy gets one more chance, and one that may still be forgetting the
 * key is asked when it must have forgotten it. A key that is alive is left in peace.
 * @param seen all that the provider answered about the key.
 * @param since when it was said to be deleted.
 */
export function nextConfirmation(
  probe: Probe,
  { proof, nextAt, mayLag }: Verdict,
  seen: readonly Observation[],
  since: Date | null,
): Date | null {
  if (nextAt === null || knownPlaces(seen).length === 0) return null;
  const counted = seen.filter(({ at }) => since === null || at >= since);
  // Since it was last there: an absence after that is news, however often it was asked before.
  const there = Math.max(0, ...counted.filter(({ result }) => result === 'exists').map(({ at }) => +at));
  const confirms = counted.filter(({ purpose, at }) => purpose === 'confirm' && at.getTime() > there);
  if (new Set(confirms.map(({ at }) => at.getTime())).size >= CONFIRMATIONS) return null;
  if (mayLag && since !== null) {
    return new Date(Math.max(nextAt.getTime(), since.getTime() + (probe.lagSeconds ?? 0) * 1000));
  }
  return proof === 'unknown' ? nextAt : null;
}

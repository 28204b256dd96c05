import type { Probe } from '../domain/provider.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Tx } from '../store/database.ts';
import { keyById } from '../store/keys.ts';
import { insertQuestions, type Purpose, type Question, questionsOf } from '../store/proofs.ts';

/**
 * Plans questions to the provider of a key. One that comes too soon after an answer waits until it may be asked; one
 * that would stand beside another waiting one, or pass what the provider may be asked within half a day, is left out.
 * @returns the moments that were planned; none when the provider cannot be asked at all.
 */
export async function planProof(
  tx: Tx,
  plan: {
    key: KeyRef;
    incident: IncidentRef | null;
    purpose: Purpose;
    askedBy: PersonId;
    at: readonly Date[];
  },
): Promise<readonly Date[]> {
  const key = await keyById(tx, plan.key);
  const probe = key === null ? null : findProvider(key.provider).probe;
  if (probe === null) return [];
  const at = affordable(probe, await questionsOf(tx, plan.key), plan);
  await insertQuestions(tx, { ...plan, at });
  return at;
}

/** Lockouts of providers last minutes; half a day apart, questions are nothing to anybody. */
const WINDOW_MS = 12 * 3_600_000;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) < WINDOW_MS;

function affordable(
  probe: Probe,
  asked: readonly Question[],
  plan: { purpose: Purpose; at: readonly Date[] },
): Date[] {
  const spacing = probe.spacingSeconds * 1000;
  const budget = plan.purpose === 'baseline' ? probe.budget - 1 : probe.budget;
  const lastAnswer = Math.max(0, ...asked.map(({ answeredAt }) => answeredAt?.getTime() ?? 0));
  const waiting = asked.filter(({ answeredAt }) => answeredAt === null).map(({ dueAt }) => dueAt.getTime());
  const alike = asked.filter(({ purpose }) => purpose === plan.purpose).map(({ dueAt }) => dueAt.getTime());
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

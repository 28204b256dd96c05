import type { Probe } from '../domain/provider.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Tx } from '../store/database.ts';
import { keyById } from '../store/keys.ts';
import { insertQuestions, type Purpose, type Question, questionsOf } from '../store/proofs.ts';

/**
 * Plans questions to the provider of a key. One that comes too soon after an answer waits until it may be asked; one
 * that would stand beside another waiting one, or pass what the provider may be asked in one
 * incident (or, without one, in one day), is left out.
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
  const at = affordable(tx, probe, await questionsOf(tx, plan.key), plan);
  await insertQuestions(tx, { ...plan, at });
  return at;
}

const DAY_MS = 86_400_000;

/** What counts against the budget: all of one incident, or what was asked without one within a day. */
const counted = (asked: readonly Question[], incident: IncidentRef | null, now: Date): Question[] =>
  asked.filter(
    (question) =>
      question.incident === incident &&
      (incident !== null || question.dueAt.getTime() > now.getTime() - DAY_MS),
  );

function affordable(
  tx: Tx,
  probe: Probe,
  asked: readonly Question[],
  plan: { incident: IncidentRef | null; at: readonly Date[] },
): Date[] {
  const spacing = probe.spacingSeconds * 1000;
  const lastAnswer = Math.max(0, ...asked.map(({ answeredAt }) => answeredAt?.getTime() ?? 0));
  const waiting = asked.filter(({ answeredAt }) => answeredAt === null).map(({ dueAt }) => dueAt.getTime());
  let left = probe.budget - counted(asked, plan.incident, tx.now).length;
  const kept: Date[] = [];
  for (const wished of plan.at) {
    const moment = Math.max(wished.getTime(), lastAnswer + spacing);
    const besideAnother = waiting.some((other) => Math.abs(other - moment) < spacing);
    if (besideAnother || left <= 0) continue;
    kept.push(new Date(moment));
    waiting.push(moment);
    left -= 1;
  }
  return kept;
}

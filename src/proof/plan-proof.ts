import type { Probe } from '../domain/provider.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import type { Tx } from '../store/database.ts';
import { keyById } from '../store/keys.ts';
import { insertQuestions, type Purpose, type Question, questionsOf } from '../store/proofs.ts';

/**
 * Plans questions to the provider of a key. What would come too close to another question, or would pass what the
 * provider may be asked in one incident, is left out.
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

function affordable(
  probe: Probe,
  asked: readonly Question[],
  plan: { incident: IncidentRef | null; at: readonly Date[] },
): Date[] {
  const spacing = probe.spacingSeconds * 1000;
  const taken = asked.map(({ dueAt, answeredAt }) => (answeredAt ?? dueAt).getTime());
  let left = probe.budget - asked.filter(({ incident }) => incident === plan.incident).length;
  const kept: Date[] = [];
  for (const moment of plan.at) {
    const tooClose = taken.some((other) => Math.abs(other - moment.getTime()) < spacing);
    if (tooClose || left <= 0) continue;
    kept.push(moment);
    taken.push(moment.getTime());
    left -= 1;
  }
  return kept;
}

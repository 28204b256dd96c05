import { settle } from '../domain/incident.ts';
import type { Verdict } from '../domain/proof.ts';
import type { IncidentRef, Proof } from '../domain/words.ts';
import { planProof } from '../proof/plan-proof.ts';
import { verdictOf } from '../proof/verdict-of.ts';
import { redrawNudges } from '../rotation/answering.ts';
import type { Tx } from '../store/database.ts';
import { provenSince } from '../store/incident-as-seen.ts';
import { openIncidentOf } from '../store/incidents.ts';
import { changeKey, type KeyWithAccount } from '../store/keys.ts';
import { dropQuestions, observationsOf, questionsOf } from '../store/proofs.ts';
import { type AtWork, keep, takeUp } from './at-work.ts';
import { LATER } from './complete-step.ts';
import { callers, postReopened } from './effects.ts';
import { tellReopened } from './tell-reopened.ts';

/**
 * What a provider's answer makes of the key's incident: dead settles its proof; alive after a deletion has it done again,
 * loudly, and reopens an incident that had ended. An answer that belongs to no incident still concerns the open one of
 * its key.
 * @param exists this answer itself says that the key is there.
 */
export async function incidentAfterVerdict(
  tx: Tx,
  key: KeyWithAccount,
  incident: IncidentRef | null,
  verdict: Verdict,
  exists: boolean,
): Promise<void> {
  const open = await openIncidentOf(tx, key.id);
  const id = open?.id ?? incident;
  if (id === null) return;
  const at = await takeUp(tx, id);
  if (at.stored.drill || at.state.state === 'false_alarm') return;
  await follow(tx, at, id === incident ? verdict : await verdictNow(tx, at), exists);
}

const verdictNow = (tx: Tx, { key, stored }: AtWork): Promise<Verdict> =>
  verdictOf(tx, key, provenSince(stored));

async function follow(tx: Tx, at: AtWork, verdict: Verdict, exists: boolean): Promise<void> {
  const before = { ...at.state, proof: await proofBefore(tx, at) };
  // Once it was proven dead, no delay explains that it is there.
  const seen = exists && (!verdict.mayLag || before.proof === 'dead');
  const change = settle(before, verdict.proof, tx.now, seen);
  keep(tx, { ...at, state: before }, change);
  if (change.incident.proof === 'dead' && before.proof !== 'dead') await lookAgainLater(tx, at);
  if (change.reopens) {
    await changeKey(tx, at.key.id, { state: 'compromised' }, 'key seen alive again', {
      incident: at.stored.number,
    });
    await redrawNudges(tx, at.key.id);
  }
  if (!change.returns) return;
  // A key that lives is asked about again only when somebody says that it is deleted, or clicks.
  await dropQuestions(tx, at.stored.id);
  const returned = { ...at.stored, reopenedAt: change.incident.reopenedAt };
  // While it was open nobody was told that it is over.
  await (change.reopens ? tellReopened : postReopened)(tx, returned, callers(at.stored));
}

/** A key can come back. A recorded deletion has planned these questions already; a skipped one has not. */
async function lookAgainLater(tx: Tx, { stored, key }: AtWork): Promise<void> {
  const waiting = (await questionsOf(tx, key.id)).some(({ answeredAt }) => answeredAt === null);
  if (waiting) return;
  await planProof(tx, {
    key: key.id,
    incident: stored.id,
    purpose: 'confirm',
    askedBy: stored.lead,
    at: LATER.map((later) => new Date(tx.now.getTime() + later)),
  });
}

/** What was known before this answer: death, by the prove step; life, if an override was asked for in its face. */
async function proofBefore(tx: Tx, { stored, key }: AtWork): Promise<Proof> {
  if (stored.steps.some(({ frozen, state }) => frozen.kind === 'prove' && state === 'done')) return 'dead';
  const { overrideAt } = stored;
  if (overrideAt === null) return 'unknown';
  const seen = await observationsOf(tx, key.id, provenSince(stored) ?? undefined);
  return seen.some(({ result, at }) => result === 'exists' && at <= overrideAt) ? 'alive' : 'unknown';
}

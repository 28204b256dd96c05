import type { Act } from '../domain/act.ts';
import type { Change } from '../domain/incident.ts';
import { StepTaken } from '../domain/incident-state.ts';
import type { IncidentRef, Proof } from '../domain/words.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { deletedAt } from '../store/incident-as-seen.ts';
import { whoSawAbuse } from '../store/incident-known.ts';
import { changeKey } from '../store/keys.ts';
import { dropQuestions } from '../store/proofs.ts';
import { runningRotation } from '../store/rotations.ts';
import { type AtWork, make, takeUp } from './at-work.ts';
import { wantReport } from './effects.ts';
import { callSecond } from './loud.ts';
import { makeAbout } from './wishes.ts';

export interface FalseAlarm {
  /** False: a second person has to confirm. */
  readonly ended: boolean;
}

/**
 * The key did not leak after all. Where everything can be lost or abuse was seen, a second person confirms.
 * @param wish.knewAbuse whether abuse was known when it was asked for; older forms do not say.
 * @throws StepTaken with who and when, if abuse was reported since: whoever asked did not know it.
 */
export function falseAlarm(
  database: Database,
  act: Act,
  { incident, reason, knewAbuse }: { incident: IncidentRef; reason: string; knewAbuse?: boolean | undefined },
): Promise<FalseAlarm> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    if (at.state.state === 'open' && at.stored.abuseSeen && knewAbuse === false)
      throw await abuseSince(tx, incident);
    const change = make(tx, at, { kind: 'false_alarm', reason });
    const { state, falseAlarm: wish } = change.incident;
    if (state === 'open' && wish !== null) await callSecond(tx, at, 'false_alarm', wish.requestedAt);
    return ending(tx, at, change);
  });
}

async function abuseSince(tx: Tx, incident: IncidentRef): Promise<StepTaken> {
  return new StepTaken(
    'already_done',
    'Abuse of this key was reported while you wrote. It was not closed, and nobody was asked to confirm.',
    'Read the card first. Still a false alarm? Ask for it again under More: a second person then confirms.',
    (await whoSawAbuse(tx, incident)) ?? { by: null, at: null },
  );
}

/**
 * @param of when the wish was made that the button was drawn for, in milliseconds; older buttons do not say.
 * @throws StepTaken when it is the same person, or that wish stands no more.
 */
export function confirmFalseAlarm(
  database: Database,
  act: Act,
  incident: IncidentRef,
  of: number | null = null,
): Promise<FalseAlarm> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, incident);
    const move = { kind: 'confirm_false_alarm', of } as const;
    return ending(tx, at, await makeAbout(tx, at, { what: 'false_alarm', of, move }));
  });
}

/** A key that had been put away stays so, but for one whose end was still to be proven. */
async function stateAfter(
  tx: Tx,
  proof: Proof,
  stored: AtWork['stored'],
  key: AtWork['key'],
): Promise<AtWork['key']['state']> {
  if (proof === 'dead') return 'gone';
  if (key.retiredBecause !== null && (await runningRotation(tx, key.id)) === null) return 'retired';
  return deletedAt(stored) === null ? 'active' : 'compromised';
}

/** The key is in use again, unless it was deleted in the meantime: then it stays out of use. */
export async function ending(tx: Tx, { stored, key }: AtWork, { incident }: Change): Promise<FalseAlarm> {
  if (incident.state !== 'false_alarm') return { ended: false };
  await dropQuestions(tx, stored.id);
  if (!stored.drill) {
    const state = await stateAfter(tx, incident.proof, stored, key);
    await changeKey(tx, key.id, { state }, 'false alarm', { incident: stored.number });
    await redrawNudges(tx, key.id);
  }
  wantReport(tx, stored);
  return { ended: true };
}

/** What every deed on an incident shares: it is loaded under a lock, the machine decides, the difference is kept. */
import { actor } from '../domain/act.ts';
import { type Change, act as decide } from '../domain/incident.ts';
import type { Incident, Move, Responder } from '../domain/incident-state.ts';
import type { Observation } from '../domain/proof.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { verdictFrom } from '../proof/verdict-of.ts';
import type { Scope, Tx } from '../store/database.ts';
import { provenSince, stateOf } from '../store/incident-as-seen.ts';
import { incidentById, keyOfIncident, lockIncident, type StoredIncident } from '../store/incidents.ts';
import type { KeyWithAccount } from '../store/keys.ts';
import { observationsOfIncident } from '../store/proofs.ts';
import { saveIncident } from '../store/save-incident.ts';
import { redrawCalls, redrawHanded, redrawSecond, sayLapsed } from './call-effects.ts';
import { invite, redrawIncident } from './effects.ts';

/** An incident in somebody's hands: as stored, and as the machine sees it. */
export interface AtWork {
  readonly stored: StoredIncident;
  readonly state: Incident;
  readonly key: KeyWithAccount;
  /** All that the provider answered about the key, oldest first. */
  readonly seen: readonly Observation[];
}

/** @throws Refusal `not_found`. The incident and its key are locked until the transaction ends. */
export async function takeUp(tx: Tx, id: IncidentRef): Promise<AtWork> {
  const [locked, seen] = await Promise.all([lockIncident(tx, id), observationsOfIncident(tx, id)]);
  return locked === null ? refuseUnknown() : withState({ ...locked, seen });
}

/** As stored now, not locked. */
export async function lookAt(scope: Scope, id: IncidentRef): Promise<AtWork | null> {
  const [stored, key, seen] = await Promise.all([
    incidentById(scope, id),
    keyOfIncident(scope, id),
    observationsOfIncident(scope, id),
  ]);
  return stored === null || key === null ? null : withState({ stored, key, seen });
}

/** A drill proves nothing about its key, whatever is known of that. */
function withState(at: Omit<AtWork, 'state'>): AtWork {
  const { stored, key, seen } = at;
  const proof = stored.drill ? 'unknown' : verdictFrom(key, seen, provenSince(stored)).proof;
  return { ...at, state: stateOf(stored, proof) };
}

export function refuseUnknown(): never {
  throw new Refusal(
    'not_found',
    'There is no such incident here. Nothing was done.',
    'List the open ones with incidents.',
  );
}

/** Makes a move for whoever acts. @throws Refusal what the machine says. */
export function make(tx: Tx, at: AtWork, move: Move): Change {
  const change = decide(at.state, move, responder(tx), tx.now);
  if (change instanceof Refusal) throw change;
  keep(tx, at, change);
  return change;
}

/** Keeps what the incident became, has its messages drawn again, and says which wishes lapsed by what was learnt. */
export function keep(
  tx: Tx,
  at: AtWork,
  { incident: after, lapses }: Pick<Change, 'incident' | 'lapses'>,
): void {
  const all = after.state !== at.state.state || deletion(after) !== deletion(at.state) || lapses.length > 0;
  saveIncident(tx, at.stored, at.state, after, lapses);
  inviteNew(tx, at, after);
  sayLapsed(tx, at.stored.id, lapses);
  redrawIncident(tx, at.stored, { all });
  redrawCalls(tx, at.stored);
  redrawSecond(tx, at.stored.id, at.state);
  redrawHanded(tx, at.stored.id, at.state, after);
}

/** Whoever takes part from now on sees the room. */
function inviteNew(tx: Tx, at: AtWork, after: Incident): void {
  const came = [after.lead, ...after.responders].filter(
    (person) => person !== at.state.lead && !at.state.responders.includes(person),
  );
  for (const person of came) invite(tx, at.stored.id, person, [person]);
}

/** The state of the deletion, which everybody who was called is shown. */
const deletion = (incident: Incident): string =>
  incident.steps.flatMap(({ kind, state }) => (kind === 'delete' ? [state] : [])).join();

export const responder = (tx: Tx): Responder => ({ id: actor(tx.act), role: tx.act.role });

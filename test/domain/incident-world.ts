/** One incident and the people around it, for the tests of its machine. */
import { expect } from 'vitest';
import { act, type Change, settle } from '../../src/domain/incident.ts';
import { type Incident, type Move, openIncident, type Responder } from '../../src/domain/incident-state.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { type Proof, personId, type ServiceRef, type Tier } from '../../src/domain/words.ts';

export const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 3, minutes));
export const ana: Responder = { id: personId('U1'), role: 'member' };
export const bea: Responder = { id: personId('U2'), role: 'member' };
export const lea: Responder = { id: personId('U3'), role: 'lead' };
export const gus: Responder = { id: personId('U4'), role: 'guest' };
export const bot = 11 as ServiceRef;
export const tax = 12 as ServiceRef;

export const open = (change: { tier?: Tier; abuseSeen?: boolean; proof?: Proof } = {}): Incident =>
  openIncident({
    tier: 2,
    abuseSeen: false,
    drill: false,
    now: at(0),
    order: 'kill_first',
    because: 'Kill first: this key can move money.',
    lead: ana.id,
    steps: [
      { id: 'narrow', kind: 'contain' },
      { id: 'delete', kind: 'delete' },
      { id: 'prove', kind: 'prove' },
      { id: 'tell', kind: 'tell' },
      { id: 'replace', kind: 'replace' },
    ],
    services: [
      { service: bot, owner: bea.id },
      { service: tax, owner: null },
    ],
    proof: 'unknown',
    ...change,
  });

export function changeOf(incident: Incident, move: Move, by: Responder, minutes = 1): Change {
  const result = act(incident, move, by, at(minutes));
  if (result instanceof Refusal) throw result;
  return result;
}
export const having = (incident: Incident, ...moves: [Move, Responder][]) =>
  moves.reduce((state, [move, by]) => changeOf(state, move, by).incident, incident);
export const refused = (incident: Incident, move: Move, by: Responder): Refusal => {
  const result = act(incident, move, by, at(9));
  expect(result).toBeInstanceOf(Refusal);
  return result as Refusal;
};
export const stepOf = (incident: Incident, id: string) => incident.steps.find((step) => step.id === id);
export const finished = (incident: Incident) =>
  ['delete', 'tell', 'replace'].reduce(
    (state, step) => changeOf(state, { kind: 'done', step, evidence: '' }, ana).incident,
    incident,
  );
export const proven = (incident: Incident, proof: Proof) => settle(incident, proof, at(5)).incident;

/** What somebody may wish to do about a leak, done by the real use cases. */
import type { Act } from '../../src/domain/act.ts';
import type { Incident } from '../../src/domain/incident-state.ts';
import type { IncidentRef } from '../../src/domain/words.ts';
import { confirmAlone } from '../../src/incident/alone.ts';
import { answerLogin } from '../../src/incident/answer-login.ts';
import { askNow } from '../../src/incident/ask-now.ts';
import { attest } from '../../src/incident/attest.ts';
import { changeOrder } from '../../src/incident/change-order.ts';
import { claimStep, releaseStep } from '../../src/incident/claim-step.ts';
import { completeStep } from '../../src/incident/complete-step.ts';
import { confirmFalseAlarm, falseAlarm } from '../../src/incident/false-alarm.ts';
import { handOverStep } from '../../src/incident/hand-over-step.ts';
import { markAbuse } from '../../src/incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../src/incident/override.ts';
import { reopenIncident } from '../../src/incident/reopen.ts';
import { resolveIncident } from '../../src/incident/resolve.ts';
import { sayKnown } from '../../src/incident/say-known.ts';
import { skipStep } from '../../src/incident/skip-step.ts';
import { joinIncident, takeLead, takeScribe } from '../../src/incident/take-role.ts';
import { undoStep } from '../../src/incident/undo-step.ts';
import type { Database } from '../../src/store/database.ts';
import type { LookUps } from '../../src/workspace/identify.ts';
import { bea, cem } from './world.ts';

/** Everybody here was met before. */
const noSlack: LookUps = {
  lookUp: async () => 'unknown',
  groups: { all: async () => null, members: async () => null },
};

/** What somebody wishes to do to an incident. `with` is what they type or choose. */
export const deeds = {
  claim: (database, act, incident, step) => claimStep(database, act, { incident, step }),
  release: (database, act, incident, step) => releaseStep(database, act, { incident, step }),
  complete: (database, act, incident, step) => completeStep(database, act, { incident, step, evidence: '' }),
  skip: (database, act, incident, step) => skipStep(database, act, { incident, step, reason: 'not needed' }),
  undo: (database, act, incident, step) => undoStep(database, act, { incident, step }),
  canLogIn: (database, act, incident) => answerLogin(database, act, { incident, can: true }),
  cannotLogIn: (database, act, incident) => answerLogin(database, act, { incident, can: false }),
  abuse: (database, act, incident) => markAbuse(database, act, incident),
  ask: (database, act, incident) => askNow(database, act, incident),
  override: (database, act, incident) => requestOverride(database, act, { incident, reason: 'no time' }),
  overrideToo: (database, act, incident) => confirmOverride(database, act, incident),
  falseAlarm: (database, act, incident) => falseAlarm(database, act, { incident, reason: 'a test key' }),
  falseAlarmToo: (database, act, incident) => confirmFalseAlarm(database, act, incident),
  sawGone: (database, act, incident) =>
    attest(database, act, { incident, rung: 'word', saw: 'gone', looked: 'its page' }),
  sawThere: (database, act, incident) =>
    attest(database, act, { incident, rung: 'word', saw: 'there', looked: 'its page' }),
  resolve: (database, act, incident) => resolveIncident(database, act, incident),
  reopen: (database, act, incident) => reopenIncident(database, act, { incident, reason: 'it answered' }),
  handOver: (database, act, incident, step, { steps }) => {
    const from = steps.find(({ id }) => id === step)?.by ?? null;
    return handOverStep(database, noSlack, act, { incident, step, to: from === bea ? cem : bea, from });
  },
  lead: (database, act, incident, _step, { lead: from }) => takeLead(database, act, { incident, from }),
  record: (database, act, incident, _step, { scribe: from }) => takeScribe(database, act, { incident, from }),
  turnOrder: (database, act, incident, _step, { order: drawn }) => {
    const order = drawn === 'kill_first' ? 'overlap' : 'kill_first';
    return changeOrder(database, act, { incident, order, reason: 'the desk decides' });
  },
  known: (database, act, incident) =>
    sayKnown(database, act, incident, { where: 'a public gist', how: null, abuse: false }),
  knownAbuse: (database, act, incident) =>
    sayKnown(database, act, incident, { where: null, how: null, abuse: true }),
  join: (database, act, incident) => joinIncident(database, act, incident),
  overrideAlone: (database, act, incident) =>
    confirmAlone(database, act, { incident, what: 'override', reason: 'nobody answers' }),
  falseAlarmAlone: (database, act, incident) =>
    confirmAlone(database, act, { incident, what: 'false_alarm', reason: 'nobody answers' }),
} satisfies Record<
  string,
  (
    database: Database,
    act: Act,
    incident: IncidentRef,
    step: string,
    /** As it was when the buttons were drawn. */
    drawn: Incident,
  ) => Promise<unknown>
>;
export type Deed = keyof typeof deeds | 'declare' | 'acknowledge' | 'offKey';

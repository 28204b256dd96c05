import { type ServiceMove, StepTaken } from '../../domain/incident-state.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { IncidentRef, KeyRef, ServiceRef } from '../../domain/words.ts';
import { acknowledge as acknowledgeService } from '../../incident/acknowledge.ts';
import { answerLogin } from '../../incident/answer-login.ts';
import { askNow } from '../../incident/ask-now.ts';
import { declareIncident, type Report } from '../../incident/declare.ts';
import { confirmFalseAlarm, falseAlarm } from '../../incident/false-alarm.ts';
import type { IncidentCard } from '../../incident/incident-card.ts';
import { markAbuse } from '../../incident/mark-abuse.ts';
import { confirmOverride, requestOverride } from '../../incident/override.ts';
import { resolveIncident } from '../../incident/resolve.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { incidentOf } from '../drawings/incident.ts';
import type * as forms from '../forms/incident.ts';
import { become, clear, nothing, openModal, type Reply, replace, tell } from '../reply.ts';
import { incidentMessage } from '../views/incident.ts';
import {
  askedInsteadMessage,
  declaredMessage,
  falseAlarmModal,
  overrideModal,
  takenMessage,
} from '../views/incident-answers.ts';
import { moreModal, stepsModal } from '../views/incident-more.ts';
import { incidentTitle } from '../views/incident-title.ts';
import { header, message } from '../views/kit.ts';
import { howToGetInMessage, nowAtConsole } from '../views/login-question.ts';
import { messageModal } from '../views/notices.ts';
import { reportLeakModal, UNKNOWN } from '../views/report-leak.ts';
import { opened } from './triage.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly incident: number;
}

/** Whoever was second is told who was first, and when. */
export function tellingWho<Input>(
  run: (visit: Visit, input: Input) => Promise<Reply>,
): (visit: Visit, input: Input) => Promise<Reply> {
  return async (visit, input) => {
    try {
      return await run(visit, input);
    } catch (error) {
      if (error instanceof StepTaken) return tell(takenMessage(error));
      throw error;
    }
  };
}

export const cardOf = ({ database, act }: Visit, incident: number): Promise<IncidentCard> =>
  lookingInto(database, act, (scope) => incidentOf(scope, incident as IncidentRef));

/** Live cards are drawn again by themselves; a private copy is not. */
export async function redrawn(visit: Visit, incident: number): Promise<Reply> {
  return visit.inOwnCopy ? replace(incidentMessage(await cardOf(visit, incident))) : nothing;
}

export async function show(visit: Visit, { incident }: Of): Promise<Reply> {
  return tell(incidentMessage(await cardOf(visit, incident)));
}

export const allSteps = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(stepsModal(await cardOf(visit, incident)));

export const more = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(moreModal(await cardOf(visit, incident)));

/** The button on a key's card. */
export async function leaked(visit: Visit, { key }: { key: number }): Promise<Reply> {
  return tell(await declared(visit, { key: key as KeyRef, drill: false }, false));
}

export const startReport = async ({ act }: Visit): Promise<Reply> =>
  openModal(reportLeakModal({ drill: false, channel: act.channel }));

export async function startMessageReport({ act }: Visit): Promise<Reply> {
  const note = 'The message was not read or kept. Delete it if it shows the key.';
  return openModal(reportLeakModal({ drill: false, channel: act.channel, note }));
}

export async function submitReport(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.reportLeak>,
): Promise<Reply> {
  const { drill, channel } = hidden;
  const abuse = answers.abuse.includes('yes');
  if (answers.key !== null) {
    const report = { key: Number(answers.key) as KeyRef, drill, channel, seenAbuse: abuse };
    return become(messageModal(await declared(visit, report, true)));
  }
  if (drill || answers.provider === null) throw noKeyChosen(drill);
  const provider = answers.provider === UNKNOWN ? null : answers.provider;
  return become(messageModal(await opened(visit, { provider, says: answers.says, abuse, channel })));
}

function noKeyChosen(drill: boolean): Refusal {
  const key = drill ? 'Choose a key.' : 'Choose the key, or say below whose it is.';
  return new Refusal('bad_input', 'No key was chosen; nothing was recorded.', key, { key });
}

/** From the menu beside a refused secret: it becomes the answer. */
export async function reportPicked(visit: Visit, { key }: { key: number }): Promise<Reply> {
  return replace(await declared(visit, { key: key as KeyRef, drill: false }, false));
}

async function declared(visit: Visit, report: Report, plain: boolean) {
  const { id, joined } = await declareIncident(visit.database, visit.act, report);
  return declaredMessage(await cardOf(visit, id), { joined, plain });
}

/** Yes: the step itself follows, so that nobody has to look for it. In a DM the question becomes it. */
export async function canLogIn(visit: Visit, { incident }: Of): Promise<Reply> {
  await answerLogin(visit.database, visit.act, { incident: incident as IncidentRef, can: true });
  if (!visit.inOwnCopy) return nothing;
  const card = await cardOf(visit, incident);
  return replace(message(header(incidentTitle(card)), ...nowAtConsole(card)));
}

export async function cannotLogIn(visit: Visit, { incident }: Of): Promise<Reply> {
  const answer = { incident: incident as IncidentRef, can: false };
  const followed = await answerLogin(visit.database, visit.act, answer);
  return tell(askedInsteadMessage(followed.can ? [] : followed.asked));
}

export async function howToGetIn(visit: Visit, { incident }: Of): Promise<Reply> {
  return tell(howToGetInMessage(await cardOf(visit, incident)));
}

export async function ask(visit: Visit, { incident }: Of): Promise<Reply> {
  await askNow(visit.database, visit.act, incident as IncidentRef);
  return redrawn(visit, incident);
}

interface OfService extends Of {
  readonly service: number;
}

const said =
  (kind: ServiceMove['kind']) =>
  async (visit: Visit, { incident, service }: OfService): Promise<Reply> => {
    const notice = { incident: incident as IncidentRef, service: service as ServiceRef, kind };
    await acknowledgeService(visit.database, visit.act, notice);
    return redrawn(visit, incident);
  };

export const acknowledge = said('acknowledge');
export const offLeakedKey = said('service_switched');

export async function abuseSeen(visit: Visit, { incident }: Of): Promise<Reply> {
  await markAbuse(visit.database, visit.act, incident as IncidentRef);
  return redrawn(visit, incident);
}

export const startOverride = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(overrideModal(await cardOf(visit, incident)));

export async function submitOverride(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.override>,
): Promise<Reply> {
  await requestOverride(database, act, { incident: hidden.incident as IncidentRef, reason: answers.reason });
  return clear;
}

/** `of` says which wish was read; older buttons do not. */
interface Second extends Of {
  readonly of?: number | null | undefined;
}

export async function secondOverride(visit: Visit, { incident, of = null }: Second): Promise<Reply> {
  await confirmOverride(visit.database, visit.act, incident as IncidentRef, of);
  return redrawn(visit, incident);
}

export const startFalseAlarm = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(falseAlarmModal(await cardOf(visit, incident)));

export async function submitFalseAlarm(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.falseAlarm>,
): Promise<Reply> {
  const incident = hidden.incident as IncidentRef;
  await falseAlarm(database, act, { incident, reason: answers.reason, knewAbuse: hidden.abuse });
  return clear;
}

export async function secondFalseAlarm(visit: Visit, { incident, of = null }: Second): Promise<Reply> {
  await confirmFalseAlarm(visit.database, visit.act, incident as IncidentRef, of);
  return redrawn(visit, incident);
}

export async function resolve(visit: Visit, { incident }: Of): Promise<Reply> {
  await resolveIncident(visit.database, visit.act, incident as IncidentRef);
  return redrawn(visit, incident);
}

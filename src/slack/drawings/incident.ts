import { Refusal } from '../../domain/refusal.ts';
import type { IncidentRef } from '../../domain/words.ts';
import { callCard } from '../../incident/call-card.ts';
import { loginCard, serviceNoticeCard } from '../../incident/calls-card.ts';
import { type IncidentCard, incidentCard } from '../../incident/incident-card.ts';
import type { Scope } from '../../store/database.ts';
import { incidentMessage } from '../views/incident.ts';
import { incidentCallMessage } from '../views/incident-call.ts';
import { loginQuestionMessage } from '../views/login-question.ts';
import { unrecordedMessage } from '../views/offline.ts';
import { serviceNoticeMessage } from '../views/service-notice.ts';
import type { Drawing } from './drawing.ts';

/** The live card; subject is the incident's id. */
export const incidentDrawing: Drawing = async (scope, subject) => {
  const card = await incidentCard(scope, Number(subject) as IncidentRef);
  return card === null ? null : incidentMessage(card);
};

/** "Can you log in there?"; subject is `<incident>:<person>`. */
export const loginQuestion: Drawing = async (scope, subject) => {
  const card = await loginCard(scope, subject);
  return card === null ? null : loginQuestionMessage(card);
};

/** To the owner of a service; subject is `<incident>:<service>`. */
export const serviceNotice: Drawing = async (scope, subject) => {
  const card = await serviceNoticeCard(scope, subject);
  return card === null ? null : serviceNoticeMessage(card);
};

/** To whoever is called because of a silence; subject is `<incident>:` and what it is about. */
export const incidentCall: Drawing = async (scope, subject) => {
  const card = await callCard(scope, subject);
  return card === null ? null : incidentCallMessage(card);
};

/** To whoever reported a leak that could not be recorded. */
export const unrecorded: Drawing = async () => unrecordedMessage();

/** @throws Refusal `not_found`. */
export async function incidentOf(scope: Scope, id: IncidentRef): Promise<IncidentCard> {
  const card = await incidentCard(scope, id);
  if (card !== null) return card;
  throw new Refusal('not_found', 'There is no such incident here.', 'List the open ones with incidents.');
}

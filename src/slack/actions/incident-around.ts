import type { IncidentRef, KeyRef } from '../../domain/words.ts';
import { sayKnown } from '../../incident/say-known.ts';
import { declareSibling, suspectsOf } from '../../incident/siblings.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/incident.ts';
import { close, openModal, type Reply, replace } from '../reply.ts';
import { knownModal, suspectsMessage } from '../views/incident-around.ts';
import type { Message } from '../views/kit.ts';
import { messageModal } from '../views/notices.ts';
import { cardOf } from './incident.ts';

interface Of {
  readonly incident: number;
}

export const startKnown = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(knownModal(await cardOf(visit, incident)));

export async function submitKnown(
  { database, act }: Visit,
  { hidden, answers }: ReturnType<typeof forms.known.read>,
): Promise<Reply> {
  const { where, how, abuse } = answers;
  await sayKnown(database, act, hidden.incident as IncidentRef, { where, how, abuse: abuse.includes('yes') });
  return close;
}

const listed = async ({ database, act }: Visit, incident: number): Promise<Message> =>
  suspectsMessage(await lookingInto(database, act, (scope) => suspectsOf(scope, incident as IncidentRef)));

/** The other keys that may be lost too. */
export const suspects = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(messageModal(await listed(visit, incident)));

/** One of them gets its own incident; the list stays, with that one marked. */
export async function reportSuspect(visit: Visit, { incident, key }: Of & { key: number }): Promise<Reply> {
  const suspect = { incident: incident as IncidentRef, key: key as KeyRef };
  await declareSibling(visit.database, visit.act, suspect);
  return replace(await listed(visit, incident));
}

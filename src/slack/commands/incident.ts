import { keyLeaked, keyMeant, type NearKey } from '../../custody/find-keys.ts';
import type { KnownCommand } from '../../domain/command.ts';
import { playbookOfAny } from '../../domain/playbook.ts';
import { Refusal } from '../../domain/refusal.ts';
import { declareIncident } from '../../incident/declare.ts';
import { figures } from '../../incident/figures.ts';
import { triageOf, unknownLeaks } from '../../incident/triage-card.ts';
import { findProvider, providerOf } from '../../providers/index.ts';
import { lookingInto } from '../../store/database.ts';
import { openFollowUps } from '../../store/incident-end.ts';
import { incidentNumbered, openIncidents } from '../../store/incidents.ts';
import { triageNumbered } from '../../store/triages.ts';
import { getReport } from '../actions/incident-end.ts';
import { opened } from '../actions/triage.ts';
import type { Visit } from '../door.ts';
import { incidentOf } from '../drawings/incident.ts';
import { openModal, type Reply, tell } from '../reply.ts';
import { incidentMessage } from '../views/incident.ts';
import { declaredMessage, incidentListMessage } from '../views/incident-answers.ts';
import { figureBlocks, followUpList } from '../views/incident-review.ts';
import { message } from '../views/kit.ts';
import { offlinePlaybookMessage } from '../views/offline.ts';
import { reportLeakModal, whichKeyMessage } from '../views/report-leak.ts';
import { clip } from '../views/text.ts';
import { triageMessage } from '../views/triage.ts';

const SHOWN = 15;

/** With a label the incident opens at once; without one a form asks for the key. */
const reporting =
  (drill: boolean) =>
  async (visit: Visit, { rest }: KnownCommand): Promise<Reply> => {
    const { database, act } = visit;
    if (rest === '') return openModal(reportLeakModal({ drill, channel: act.channel }));
    const key = drill
      ? await lookingInto(database, act, (scope) => keyMeant(scope, rest))
      : await lookingInto(database, act, (scope) => keyLeaked(scope, rest));
    if ('near' in key) return notThatOne(visit, rest, key.near);
    const { id, joined } = await declareIncident(database, act, { key: key.id, drill });
    const card = await lookingInto(database, act, (scope) => incidentOf(scope, id));
    return tell(declaredMessage(card, { joined }));
  };

/** Near to a label it is asked which is meant; else the clock runs at once, and the key is looked for meanwhile. */
async function notThatOne(visit: Visit, typed: string, near: readonly NearKey[]): Promise<Reply> {
  if (near.length > 0) return tell(whichKeyMessage(typed, near));
  const provider = providerOf(typed)?.id ?? null;
  return tell(await opened(visit, { provider, says: clip(typed, 200) }));
}

export const leaked = reporting(false);
export const drill = reporting(true);

export function incidents({ database, act, slash }: Visit): Promise<Reply> {
  return lookingInto(database, act, async (scope) => {
    const open = await openIncidents(scope, SHOWN);
    const lines = open.rows.map((row) => ({ ...row, providerName: findProvider(row.provider).name }));
    const unknown = await unknownLeaks(scope, SHOWN);
    const followUps = await openFollowUps(scope, SHOWN);
    const months = await figures(scope);
    const { blocks } = incidentListMessage(lines, open.total, slash, unknown);
    const past = [...followUpList(followUps.rows, followUps.total), ...figureBlocks(months)];
    return tell(message(...blocks, ...past));
  });
}

const numberIn = (text: string): number => Number(/^#?(\d{1,9})$/.exec(text)?.[1] ?? Number.NaN);

const noSuchNumber = (slash: string): Refusal =>
  new Refusal(
    'not_found',
    'There is no incident of that number.',
    `Open ones are listed by ${slash} incidents.`,
  );

/** `export incident 7`: its report as it stands now, open or ended. */
export async function exportIncident(visit: Visit, command: KnownCommand): Promise<Reply> {
  const number = numberIn(command.args[1] ?? '');
  const row = await lookingInto(visit.database, visit.act, async (scope) =>
    Number.isNaN(number) ? null : incidentNumbered(scope, number),
  );
  if (row === null) throw noSuchNumber(visit.slash);
  return getReport(visit, { incident: row.id });
}

/** `incident 7` or `incident #7`; without a number the open ones. */
export async function incident(visit: Visit, command: KnownCommand): Promise<Reply> {
  if (command.rest === '') return incidents(visit);
  const number = numberIn(command.rest);
  return lookingInto(visit.database, visit.act, async (scope) => {
    const row = Number.isNaN(number) ? null : await incidentNumbered(scope, number);
    const unknown = row !== null || Number.isNaN(number) ? null : await triageNumbered(scope, number);
    if (unknown !== null) return tell(triageMessage(await triageOf(scope, unknown.id)));
    if (row === null) throw noSuchNumber(visit.slash);
    return tell(incidentMessage(await incidentOf(scope, row.id)));
  });
}

/** What can be said without the database: the steps of the provider that the words name, else those for any. */
export function playbookOffline(words: readonly string[]): Reply {
  const provider =
    words.map((word) => providerOf(word)).find((found) => found !== undefined) ?? findProvider('generic');
  return tell(offlinePlaybookMessage(provider, playbookOfAny(provider)));
}

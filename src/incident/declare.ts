import { type Act, actor } from '../domain/act.ts';
import { type Playbook, playbookFor } from '../domain/playbook.ts';
import { knownPlaces } from '../domain/proof.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef, KeyRef, PersonId } from '../domain/words.ts';
import { findProvider } from '../providers/index.ts';
import { redrawNudges } from '../rotation/answering.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { openIncidentOf } from '../store/incidents.ts';
import { changeKey, type KeyWithAccount, keyById, lockKey } from '../store/keys.ts';
import { observationsOf } from '../store/proofs.ts';
import { insertIncident } from '../store/save-incident.ts';
import { type ServiceRow, servicesOfKey } from '../store/services.ts';
import type { TriageRow } from '../store/triages.ts';
import { takeUp } from './at-work.ts';
import { join, pageNext, roomPeople } from './call-people.ts';
import { openRoom, wantServiceNotice } from './effects.ts';
import { killFirst } from './mark-abuse.ts';

export interface Declared {
  readonly id: IncidentRef;
  readonly number: number;
  /** It was open already; the reporter joined it. */
  readonly joined: boolean;
}

export interface Report {
  readonly key: KeyRef;
  readonly drill: boolean;
  /** An open incident is told so too. */
  readonly seenAbuse?: boolean;
  /** Where it was reported, when the delivery does not say so itself. */
  readonly channel?: string | null;
  /** The triage that it comes of: it keeps its number, clock, room and people. */
  readonly triage?: TriageRow;
  /** The incident in which this key was suspected too. */
  readonly siblingOf?: IncidentRef;
}

/**
 * Opens the incident of a key, or joins the open one: playbook frozen, room wanted, people called. A drill changes
 * nothing about the key.
 * @throws Refusal `not_found` when there is no such key.
 */
export function declareIncident(database: Database, act: Act, report: Report): Promise<Declared> {
  return inWorkspace(database, act, (tx) => declareIn(tx, report));
}

/** The same as part of another deed. */
export async function declareIn(tx: Tx, report: Report): Promise<Declared> {
  await lockKey(tx, report.key);
  const key = await keyById(tx, report.key);
  if (key === null) {
    throw new Refusal(
      'not_found',
      'That key is not recorded here. Nothing was done.',
      'The list command shows all.',
    );
  }
  const open = await openIncidentOf(tx, key.id, report.drill);
  if (open !== null) {
    for (const person of reporters(tx, report)) join(tx, open.id, person);
    tx.record('reported again', `incident:${open.id}`);
    // Whoever reports it last may be the first who saw what is done with it.
    if (report.seenAbuse === true && !open.abuseSeen) await killFirst(tx, await takeUp(tx, open.id));
    return { id: open.id, number: open.number, joined: true };
  }
  return { ...(await begin(tx, key, report)), joined: false };
}

/** Everybody who brought it: in a triage also whoever reported it first and whoever took it up. */
function reporters(tx: Tx, { triage }: Report): PersonId[] {
  const before = triage === undefined ? [] : [triage.reportedBy, triage.claimedBy ?? triage.reportedBy];
  return [...new Set([actor(tx.act), ...before])];
}

async function begin(
  tx: Tx,
  key: KeyWithAccount,
  report: Report,
): Promise<{ id: IncidentRef; number: number }> {
  const { drill, seenAbuse: abuseSeen = false, channel = tx.act.channel, triage = null } = report;
  const lead = triage?.claimedBy ?? actor(tx.act);
  const services = await servicesOfKey(tx, key.id);
  const begun = await insertIncident(tx, {
    key: key.id,
    label: key.label,
    drill,
    tier: key.tier,
    abuseSeen,
    playbook: await playbookOf(tx, key, services, abuseSeen),
    lead,
    reportedBy: triage?.reportedBy ?? lead,
    originChannel: channel,
    services,
    triage,
    siblingOf: report.siblingOf ?? null,
  });
  if (!drill) {
    await changeKey(tx, key.id, { state: 'compromised' }, 'key compromised', { incident: begun.number });
    await redrawNudges(tx, key.id);
  }
  const people = await roomPeople(tx, key, services, lead, drill);
  openRoom(tx, begun.id, [...new Set([...people, ...reporters(tx, report)])]);
  await pageNext(tx, { id: begun.id, logins: [], lead }, key);
  for (const { id, owner } of services) wantServiceNotice(tx, begun.id, id, owner);
  return begun;
}

async function playbookOf(
  tx: Tx,
  key: KeyWithAccount,
  services: readonly ServiceRow[],
  abuseSeen: boolean,
): Promise<Playbook> {
  return playbookFor({
    provider: findProvider(key.provider),
    permissions: key.permissions,
    region: key.region,
    environment: key.environment,
    keyId: key.keyId,
    label: key.label,
    account: key.accountName,
    abuseSeen,
    serviceCount: services.length,
    hasBaseline: knownPlaces(await observationsOf(tx, key.id)).length > 0,
  });
}

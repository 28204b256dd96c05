import type { Act } from '../domain/act.ts';
import { type Company, isDue, ladderFor, nextRung, type Wait, waitsOf } from '../domain/chase.ts';
import type { IncidentRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { incidentsToChase, membersOf, saveCall } from '../store/chases.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { thisWorkspace } from '../store/people.ts';
import { type AtWork, takeUp } from './at-work.ts';
import { callPlaces, wantCalls } from './call-effects.ts';
import { pageNext, present } from './call-people.ts';
import { invite, redrawIncident } from './effects.ts';

/**
 * Calls the next people wherever somebody is silent for too long: about the login, about a service, about a step.
 * @returns how many people and channels were called.
 */
export async function chaseIncidents(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  const waiting = await incidentsToChase(database, now);
  let called = 0;
  const failures: unknown[] = [];
  for (const { workspace, incident } of waiting) {
    try {
      called += await chase(database, actIn(workspace), incident);
    } catch (error) {
      // One incident that cannot be chased must not silence the others.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return called;
}

function chase(database: Database, act: Act, id: IncidentRef): Promise<number> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    // Another replica, or an answer, may have come first.
    const due = waitsOf(at.stored).filter((wait) => isDue(wait, tx.now));
    if (due.length === 0) return 0;
    const company = await companyOf(tx, at);
    let called = 0;
    for (const wait of due) called += await callAbout(tx, at, wait, company);
    if (called > 0) redrawIncident(tx, at.stored, { all: false });
    return called;
  });
}

/**
 * Whoever has a login and was not asked is asked, and those who can find somebody are called in the same moment: people
 * who are all asleep must not be waited for one after the other.
 */
async function callAbout(tx: Tx, at: AtWork, wait: Wait, company: Company): Promise<number> {
  const asked = wait.about.kind === 'login' ? await pageNext(tx, at.stored, at.key) : [];
  return asked.length + (await callRung(tx, at, wait, company, asked));
}

/** @param asked had a message about the same in this moment. */
async function callRung(
  tx: Tx,
  at: AtWork,
  wait: Wait,
  company: Company,
  asked: readonly PersonId[] = [],
): Promise<number> {
  const rung = nextRung(wait, ladderFor(wait, company, at.stored.drill), tx.now);
  if (rung === null) return 0;
  const { about } = wait;
  const times = wait.calls + 1;
  const title = titleOf(at, wait);
  await saveCall(tx, at.stored.id, about, { level: rung.level, people: rung.people, times, title });
  const people = rung.people.filter((person) => !asked.includes(person));
  const places = callPlaces({ ...rung, people });
  wantCalls(tx, at.stored.id, about, places);
  for (const person of people) invite(tx, at.stored.id, person, [person]);
  return places.length;
}

function titleOf({ stored }: AtWork, { about }: Wait): string {
  if (about.kind === 'login') return 'log in';
  if (about.kind === 'service')
    return stored.notices.find(({ service }) => service === about.service)?.name ?? '';
  return stored.steps.find(({ step }) => step === about.step)?.frozen.title ?? '';
}

/** Everybody was asked and nobody can: the first of the others is called at once, not after a limit. */
export async function callWithoutWaiting(tx: Tx, id: IncidentRef, at: AtWork): Promise<void> {
  const stored = await incidentById(tx, id);
  if (stored === null) return;
  const now = { ...at, stored };
  const wait = waitsOf(stored).find(({ about }) => about.kind === 'login');
  const nobodyLeft = stored.logins.every(({ canLogIn }) => canLogIn === false);
  if (wait === undefined || !nobodyLeft || wait.calls > 0) return;
  await callRung(tx, now, { ...wait, minutes: 0 }, await companyOf(tx, now));
}

/** Those who are here now: nobody is called who left. */
async function companyOf(tx: Tx, { stored, key }: AtWork): Promise<Company> {
  const { leadGroup, teamChannel: channel } = await thisWorkspace(tx);
  const deputy = await present(tx, [key.deputy ?? key.custodian]);
  const leads = await present(tx, await membersOf(tx, leadGroup));
  return { deputy: deputy[0] ?? null, lead: stored.lead, leads, channel };
}

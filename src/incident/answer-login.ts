import type { Act } from '../domain/act.ts';
import { atConsole, type Incident, type IncidentStep } from '../domain/incident-state.ts';
import type { IncidentRef, PersonId } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { incidentById } from '../store/incidents.ts';
import { type AtWork, make, takeUp } from './at-work.ts';
import { pageNext } from './call-people.ts';
import { callWithoutWaiting } from './chase.ts';

/** What followed from an answer. */
export type LoginAnswered =
  /** They hold the delete step now, unless somebody else does. */
  | { readonly can: true; readonly deleteStep: string | null }
  /** Whom we asked instead. */
  | { readonly can: false; readonly asked: readonly PersonId[] };

/**
 * "Can you log in there?" Yes takes the deletion, and what stops the key before it. No pages the next console holder at
 * once; when none is left, the lead and the deputy.
 */
export function answerLogin(
  database: Database,
  act: Act,
  answer: { incident: IncidentRef; can: boolean },
): Promise<LoginAnswered> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, answer.incident);
    const { incident } = make(tx, at, { kind: 'answer_login', can: answer.can });
    if (answer.can) return { can: true, deleteStep: await takeConsoleSteps(tx, at, incident) };
    await giveBack(tx, at, incident);
    const somebodyCan = incident.logins.some(({ can }) => can);
    return { can: false, asked: somebodyCan ? [] : await askAnother(tx, at) };
  });
}

/** They are at the console: what stops the key first is theirs as well, where nobody took it. */
async function takeConsoleSteps(tx: Tx, at: AtWork, state: Incident): Promise<string | null> {
  const free = atConsole(state.steps).filter(({ state: now }) => now === 'open');
  await makeEach(tx, { ...at, state }, 'claim', free);
  return free.find(({ kind }) => kind === 'delete')?.id ?? null;
}

/** "I cannot after all": whoever comes next must not find the steps taken. */
async function giveBack(tx: Tx, at: AtWork, state: Incident): Promise<void> {
  const held = atConsole(state.steps).filter(
    ({ state: now, by }) => now === 'claimed' && by === tx.act.person,
  );
  await makeEach(tx, { ...at, state }, 'unclaim', held);
}

async function makeEach(
  tx: Tx,
  at: AtWork,
  kind: 'claim' | 'unclaim',
  steps: readonly IncidentStep[],
): Promise<void> {
  let { state } = at;
  for (const { id: step } of steps) state = make(tx, { ...at, state }, { kind, step }).incident;
}

async function askAnother(tx: Tx, at: AtWork): Promise<readonly PersonId[]> {
  const stored = await incidentById(tx, at.stored.id);
  if (stored === null) return [];
  const asked = await pageNext(tx, stored, at.key);
  if (asked.length === 0) await callWithoutWaiting(tx, at.stored.id, at);
  return asked;
}

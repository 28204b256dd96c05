import type { Act } from '../domain/act.ts';
import type { Incident } from '../domain/incident-state.ts';
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
 * "Can you log in there?" Yes takes the delete step. No pages the next console holder at once; when none is left,
 * the lead and the deputy.
 */
export function answerLogin(
  database: Database,
  act: Act,
  answer: { incident: IncidentRef; can: boolean },
): Promise<LoginAnswered> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, answer.incident);
    const { incident } = await make(tx, at, { kind: 'answer_login', can: answer.can });
    if (answer.can) return { can: true, deleteStep: await takeDelete(tx, at, incident) };
    await giveBackDelete(tx, at, incident);
    const somebodyCan = incident.logins.some(({ can }) => can);
    return { can: false, asked: somebodyCan ? [] : await askAnother(tx, at) };
  });
}

async function takeDelete(tx: Tx, at: AtWork, state: Incident): Promise<string | null> {
  const free = state.steps.find(({ kind, state: now }) => kind === 'delete' && now === 'open');
  if (free === undefined) return null;
  await make(tx, { ...at, state }, { kind: 'claim', step: free.id });
  return free.id;
}

/** "I cannot after all": whoever comes next must not find the step taken. */
async function giveBackDelete(tx: Tx, at: AtWork, state: Incident): Promise<void> {
  const held = state.steps.find(
    ({ kind, state: now, by }) => kind === 'delete' && now === 'claimed' && by === tx.act.person,
  );
  if (held !== undefined) await make(tx, { ...at, state }, { kind: 'unclaim', step: held.id });
}

async function askAnother(tx: Tx, at: AtWork): Promise<readonly PersonId[]> {
  const stored = await incidentById(tx, at.stored.id);
  if (stored === null) return [];
  const asked = await pageNext(tx, stored, at.key);
  if (asked.length === 0) await callWithoutWaiting(tx, at.stored.id, at);
  return asked;
}

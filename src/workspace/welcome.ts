import type { Act } from '../domain/act.ts';
import type { PersonId } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { isWanted } from '../store/landed.ts';
import { want } from '../store/outbox.ts';
import { setupLeft, WELCOME } from './setup.ts';

/** Whether its owner is still to be led through the setup: nothing is set up yet, and they were not told. */
export async function waitsForOwner(scope: Scope): Promise<boolean> {
  const missing = (await setupLeft(scope)).map(({ command }) => command);
  if (!missing.includes('settings') || !missing.includes('add')) return false;
  return !(await isWanted(scope, WELCOME));
}

/**
 * Leads the owner of a workspace through the setup, since a token does not tell who installed the app. One message for
 * ever, and only where nothing is set up yet.
 */
export const welcomeOwner = (database: Database, act: Act, owner: PersonId): Promise<void> =>
  inWorkspace(database, act, async (tx) => {
    if (!(await waitsForOwner(tx))) return;
    want(tx, {
      name: WELCOME,
      effect: { do: 'message', kind: 'welcome', subject: WELCOME, to: { person: owner } },
      lane: 'answer',
    });
  });

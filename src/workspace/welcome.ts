import type { Act } from '../domain/act.ts';
import type { PersonId } from '../domain/words.ts';
import { type Database, inWorkspace, lookingInto } from '../store/database.ts';
import { want } from '../store/outbox.ts';
import { setupLeft, WELCOME } from './setup.ts';

/** Asks Slack who owns the workspace; `null` when it does not say. */
export type FindOwner = () => Promise<PersonId | null>;

/**
 * Leads the owner of a workspace through the setup, since a token does not tell who installed the app. One message for
 * ever, and only where nothing is set up yet.
 */
export async function welcomeOwner(database: Database, act: Act, findOwner: FindOwner): Promise<void> {
  const missing = (await lookingInto(database, act, setupLeft)).map(({ command }) => command);
  if (!missing.includes('settings') || !missing.includes('add')) return;
  const owner = await findOwner();
  if (owner === null) return;
  await inWorkspace(database, act, (tx) =>
    want(tx, {
      name: WELCOME,
      effect: { do: 'message', kind: 'welcome', subject: WELCOME, to: { person: owner } },
      lane: 'answer',
    }),
  );
}

/** What makes the room of an incident easier to use, and is never needed: where the app may not, nothing is missing. */
import { slackTrouble } from './errors.ts';

/** Scopes that a workspace need not grant: without them the same call fails for ever. */
const UNGRANTED = ['missing_scope', 'no_permission'];

/**
 * Makes a call whose refusal ends it: it is not tried for days, and nobody is told of a message that could not be sent.
 * @throws what may pass: a pause, an outage, a token that somebody has to renew.
 */
export async function decorate(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const trouble = slackTrouble(error);
    const isFinal =
      trouble?.kind === 'impossible' || (trouble?.kind === 'not_allowed' && UNGRANTED.includes(trouble.code));
    if (!isFinal) throw error;
  }
}

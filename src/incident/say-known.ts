import type { Act } from '../domain/act.ts';
import { refusalFor } from '../domain/incident-allowed.ts';
import { Refusal } from '../domain/refusal.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { saveKnown } from '../store/incident-known.ts';
import { responder, takeUp } from './at-work.ts';
import { redrawIncident } from './effects.ts';
import { killFirst } from './mark-abuse.ts';

export interface Known {
  /** Where the key was seen. */
  readonly where: string | null;
  /** How it may have got there. */
  readonly how: string | null;
  /** Somebody uses it already: it is killed first from now on. */
  readonly abuse: boolean;
}

/**
 * Keeps what somebody knows of a leak, asked once the clock runs. Who knows more later says it anew.
 * @throws Refusal when the incident is over, or nothing was said.
 */
export function sayKnown(database: Database, act: Act, id: IncidentRef, known: Known): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const at = await takeUp(tx, id);
    const refused = refusalFor(at.state, { kind: 'answer_login', can: true }, responder(tx));
    if (refused !== null) throw refused;
    const { where, how, abuse } = known;
    const { knownWhere, knownHow, abuseSeen } = at.stored;
    const isNew = (where ?? how) !== null && (where !== knownWhere || how !== knownHow);
    if (!isNew && (!abuse || abuseSeen)) {
      throw new Refusal(
        'bad_input',
        'Nothing new was said, and nothing was recorded.',
        'Fill in what you know.',
      );
    }
    if (isNew) await saveKnown(tx, id, { where, how });
    if (abuse && !abuseSeen) await killFirst(tx, at);
    else redrawIncident(tx, at.stored, { all: false });
  });
}

/** The messages in which somebody is asked whether keys are still theirs and needed: each one's name is that of one quarter. */
import type { Place } from '../domain/effects.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import { type AnsweredRow, answerAboutKey } from '../store/attestations.ts';
import type { Tx } from '../store/database.ts';
import { want } from '../store/outbox.ts';

// How these names begin the sweep knows as well.
const nameOf = (quarter: Day, person: PersonId): string => `attest:${quarter}:${person}`;
const deputyName = (quarter: Day, person: PersonId): string => `attest:${quarter}:deputy:${person}`;
const leadName = (quarter: Day): string => `attest:${quarter}:lead`;

const wantIt = (
  tx: Tx,
  name: string,
  kind: 'attestation' | 'attestation-deputy' | 'attestation-open',
  subject: string,
  to: Place,
): void => want(tx, { name, effect: { do: 'message', kind, subject, to }, lane: 'nudge' });

/** @param which the first question of a quarter, the reminder, or (a day) the question about keys that came later. */
export const wantQuestion = (
  tx: Tx,
  quarter: Day,
  person: PersonId,
  which: 'first' | 'again' | Day,
): void => {
  const name = nameOf(quarter, person);
  wantIt(tx, which === 'first' ? name : `${name}:${which}`, 'attestation', `${quarter}:${person}`, {
    person,
  });
};

/** What somebody hears of on one day is a message of its own: what is added to one that was posted tells nobody. */
export const wantForDeputy = (tx: Tx, quarter: Day, person: PersonId, day: Day): void =>
  wantIt(tx, `${deputyName(quarter, person)}:${day}`, 'attestation-deputy', `${quarter}:${person}:${day}`, {
    person,
  });

/** The same for a lead; another lead has a message of their own, also on the same day. */
export const wantForLead = (tx: Tx, quarter: Day, to: Place, day: Day): void =>
  wantIt(
    tx,
    `${leadName(quarter)}:${day}:${Object.values(to)[0]}`,
    'attestation-open',
    `${quarter}:${day}`,
    to,
  );

/** Every message in which these questions may stand. */
export function redrawQuestions(tx: Tx, rows: readonly AnsweredRow[]): void {
  const begin = rows.flatMap(({ quarter, person, deputy }) => [
    nameOf(quarter, person),
    ...(deputy === null ? [] : [deputyName(quarter, deputy)]),
    leadName(quarter),
  ]);
  tx.redrawAll(...new Set(begin));
}

/** A key is retired: what was asked about it has its answer. */
export async function retiredInstead(tx: Tx, key: KeyRef, because: string): Promise<void> {
  redrawQuestions(tx, await answerAboutKey(tx, key, 'not_needed', because));
}

/** The messages in which somebody is asked whether keys are still theirs and needed: each one's name is that of one quarter. */
import type { Place } from '../domain/effects.ts';
import type { Day, KeyRef, PersonId } from '../domain/words.ts';
import { type AnsweredRow, answerAboutKey } from '../store/attestations.ts';
import type { Tx } from '../store/database.ts';
import { redrawAmong, want } from '../store/outbox.ts';

const nameOf = (quarter: Day, person: PersonId): string => `attest:${quarter}:${person}`;
const againName = (quarter: Day, person: PersonId): string => `${nameOf(quarter, person)}:again`;
// The sweep knows these two names as well.
const deputyName = (quarter: Day, person: PersonId): string => `attest:${quarter}:deputy:${person}`;
const leadName = (quarter: Day): string => `attest:${quarter}:lead`;

const wantIt = (
  tx: Tx,
  name: string,
  kind: 'attestation' | 'attestation-deputy' | 'attestation-open',
  subject: string,
  to: Place,
): Promise<void> => want(tx, { name, effect: { do: 'message', kind, subject, to }, lane: 'nudge' });

export const wantQuestion = (tx: Tx, quarter: Day, person: PersonId, again: boolean): Promise<void> =>
  wantIt(
    tx,
    again ? againName(quarter, person) : nameOf(quarter, person),
    'attestation',
    `${quarter}:${person}`,
    { person },
  );

export const wantForDeputy = (tx: Tx, quarter: Day, person: PersonId): Promise<void> =>
  wantIt(tx, deputyName(quarter, person), 'attestation-deputy', `${quarter}:${person}`, { person });

export const wantForLead = (tx: Tx, quarter: Day, to: Place): Promise<void> =>
  wantIt(tx, leadName(quarter), 'attestation-open', quarter, to);

/** Every message in which these questions may stand. */
export async function redrawQuestions(tx: Tx, rows: readonly AnsweredRow[]): Promise<void> {
  const names = rows.flatMap(({ quarter, person, deputy }) => [
    nameOf(quarter, person),
    againName(quarter, person),
    ...(deputy === null ? [] : [deputyName(quarter, deputy)]),
    leadName(quarter),
  ]);
  if (names.length > 0) await redrawAmong(tx, [...new Set(names)]);
}

/** A key is retired: what was asked about it has its answer. */
export async function retiredInstead(tx: Tx, key: KeyRef, because: string): Promise<void> {
  await redrawQuestions(tx, await answerAboutKey(tx, key, 'not_needed', because));
}

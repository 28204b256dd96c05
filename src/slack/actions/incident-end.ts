/** What comes late in an incident: words that stand in for a proof, and opening it again. */
import { rungs } from '../../domain/attestation.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { IncidentRef } from '../../domain/words.ts';
import { attest as attestGone } from '../../incident/attest.ts';
import { reopenIncident } from '../../incident/reopen.ts';
import type { Visit } from '../door.ts';
import type * as forms from '../forms/incident-end.ts';
import { close, openModal, type Reply } from '../reply.ts';
import { attestModal, reopenModal } from '../views/incident-ladder.ts';
import { cardOf } from './incident.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly incident: number;
}

export async function startAttest(visit: Visit, { incident }: Of): Promise<Reply> {
  const card = await cardOf(visit, incident);
  if (card.ladder !== null) return openModal(attestModal(card, card.ladder));
  throw new Refusal(
    'not_allowed',
    `${card.providerName} itself can be asked. Nothing was recorded.`,
    'Wait for its answer.',
  );
}

export async function submitAttest(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.attest>,
): Promise<Reply> {
  const rung = rungs.find((each) => each === answers.rung);
  if (rung === undefined || !['gone', 'there'].includes(answers.saw)) {
    throw new Refusal('bad_input', 'Unknown choice. Nothing was recorded.', 'Choose again.', {
      [rung === undefined ? 'rung' : 'saw']: 'Choose one.',
    });
  }
  const saw = answers.saw === 'gone' ? 'gone' : 'there';
  await attestGone(database, act, {
    incident: hidden.incident as IncidentRef,
    rung,
    saw,
    looked: answers.looked,
  });
  return close;
}

export const startReopen = async (visit: Visit, { incident }: Of): Promise<Reply> =>
  openModal(reopenModal(await cardOf(visit, incident)));

export async function submitReopen(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.reopen>,
): Promise<Reply> {
  await reopenIncident(database, act, { incident: hidden.incident as IncidentRef, reason: answers.reason });
  return close;
}

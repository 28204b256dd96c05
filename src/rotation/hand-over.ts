/** Custody is offered, and moves only when the other person accepts. */
import { type Act, actor } from '../domain/act.ts';
import { Refusal } from '../domain/refusal.ts';
import { type HandoverRef, type KeyRef, type PersonId, personId } from '../domain/words.ts';
import { type Database, inWorkspace, type Scope, type Tx } from '../store/database.ts';
import {
  answerHandover,
  type HandoverRow,
  handoverById,
  insertHandover,
  pendingHandover,
  pendingHandoversOf,
} from '../store/handovers.ts';
import { changeKey, type KeyRow } from '../store/keys.ts';
import { answerNudges } from '../store/nudges.ts';
import { want } from '../store/outbox.ts';
import { peopleAmong } from '../store/people.ts';
import { keyHere, lockedKey, mustAnswerFor, mustNotHaveEnded, redrawNudges } from './answering.ts';
import { passCardOn } from './start-rotation.ts';

/**
 * Offers a key to somebody, who is asked by direct message. An offer to somebody else that still waits is withdrawn.
 * @throws Refusal (with a sentence beside the field `to`) for people who cannot answer for a key.
 */
export async function offerKey(
  database: Database,
  act: Act,
  input: { key: KeyRef; to: string; note: string | null },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const key = await lockedKey(tx, input.key);
    const to = personId(input.to);
    mustAnswerFor(tx, key);
    mustNotHaveEnded(key);
    await mustBeAble(tx, key, to);
    const waiting = await pendingHandover(tx, key.id);
    if (waiting?.to === to) throw toNobody('They were asked already and did not answer yet.');
    if (waiting) await settle(tx, waiting, 'withdrawn');
    const note = input.note?.trim() || null;
    const offer = await insertHandover(tx, { key: key.id, from: actor(act), to, note });
    want(tx, {
      name: `handover:${offer.id}`,
      effect: { do: 'message', kind: 'handover', subject: String(offer.id), to: { person: to } },
      lane: 'answer',
    });
    await redrawNudges(tx, key.id);
  });
}

/** The offered person takes the key over. @throws Refusal when it is not theirs to answer, or was answered. */
export async function acceptKey(
  database: Database,
  act: Act,
  input: { handover: HandoverRef },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const { handover, key } = await lockedOffer(tx, input.handover);
    mustNotHaveEnded(key);
    await settle(tx, handover, 'accepted');
    const change = { custodian: handover.to, ...(key.deputy === handover.to ? { deputy: null } : {}) };
    const detail = { handover: handover.id, from: key.custodian, offeredBy: handover.from };
    await changeKey(tx, key.id, change, 'custody handed over', detail);
    await answerNudges(tx, key.id, 'handed_over');
    await redrawNudges(tx, key.id);
    await passCardOn(tx, key.id, handover.to);
  });
}

/** The offered person says no; the key stays where it is, and who offered it hears why. */
export async function declineKey(
  database: Database,
  act: Act,
  input: { handover: HandoverRef; words: string },
): Promise<void> {
  await inWorkspace(database, act, async (tx) => {
    const { handover, key } = await lockedOffer(tx, input.handover);
    await settle(tx, handover, 'declined', input.words.trim());
    await redrawNudges(tx, key.id);
    tellOfferer(tx, handover, 'declined');
  });
}

/** Takes back an offer that still waits, since there is nothing left to take over. */
export async function withdrawOffer(tx: Tx, key: KeyRef): Promise<void> {
  const waiting = await pendingHandover(tx, key);
  if (waiting !== null) await settle(tx, waiting, 'withdrawn');
}

/** Takes back the offers to and from somebody who left: nobody could accept them any more, or stands behind them. */
export async function withdrawOffersOf(tx: Tx, left: PersonId): Promise<void> {
  for (const { key } of await pendingHandoversOf(tx, left)) {
    await lockedKey(tx, key);
    const waiting = await pendingHandover(tx, key);
    if (waiting === null || (waiting.to !== left && waiting.from !== left)) continue;
    await settle(tx, waiting, 'withdrawn', 'who was to take it over, or offered it, is gone');
    await redrawNudges(tx, key);
    if (waiting.from !== left) tellOfferer(tx, waiting, 'withdrawn');
  }
}

/** When it is the clock that noticed who left, nobody waits for an answer. */
const tellOfferer = (tx: Tx, { id, from }: HandoverRow, answer: 'declined' | 'withdrawn'): void =>
  want(tx, {
    name: `handover:${id}:${answer}`,
    effect: { do: 'message', kind: 'handover', subject: String(id), to: { person: from } },
    lane: tx.act.person === null ? 'nudge' : 'answer',
  });

async function settle(
  tx: Tx,
  handover: HandoverRow,
  answer: NonNullable<HandoverRow['answer']>,
  words: string | null = null,
): Promise<void> {
  await answerHandover(tx, handover, answer, words);
  tx.redraw(`handover:${handover.id}`);
}

async function lockedOffer(tx: Tx, id: HandoverRef): Promise<{ handover: HandoverRow; key: KeyRow }> {
  const found = await handoverById(tx, id);
  if (found === null) throw noSuchOffer();
  const key = await lockedKey(tx, found.key);
  const handover = await handoverById(tx, id);
  if (handover === null) throw noSuchOffer();
  mustBeOpenFor(tx, handover);
  return { handover, key };
}

/** The key that can be offered, by its label. @throws Refusal as `offerKey` does. */
export async function offerable(scope: Scope, id: KeyRef): Promise<string> {
  const key = await keyHere(scope, id);
  mustAnswerFor(scope, key);
  mustNotHaveEnded(key);
  return key.label;
}

/** The key of an offer that the actor can decline, by its label. @throws Refusal as `declineKey` does. */
export async function declinable(scope: Scope, id: HandoverRef): Promise<string> {
  const handover = await handoverById(scope, id);
  if (handover === null) throw noSuchOffer();
  mustBeOpenFor(scope, handover);
  return (await keyHere(scope, handover.key)).label;
}

/** @throws Refusal unless this offer waits for the answer of the actor. */
function mustBeOpenFor(scope: Scope, handover: HandoverRow): void {
  if (handover.to !== actor(scope.act)) {
    throw new Refusal(
      'not_allowed',
      'Only the person who was asked can answer this. Nothing was changed.',
      'Ask them, or offer the key to somebody else.',
    );
  }
  if (handover.answer === null) return;
  throw new Refusal(
    'too_late',
    handover.answer === 'withdrawn'
      ? 'This offer was taken back. Nothing was changed.'
      : `You ${handover.answer} this already. Nothing was changed.`,
    'The show command says who answers for the key now.',
  );
}

const noSuchOffer = (): Refusal =>
  new Refusal('not_found', 'That offer is not recorded here. Nothing was done.', 'Ask whoever offered it.');

const toNobody = (why: string): Refusal =>
  new Refusal('bad_input', `${why} Nothing was changed.`, 'Choose another active full member.', { to: why });

async function mustBeAble(scope: Scope, key: KeyRow, to: PersonId): Promise<void> {
  if (to === key.custodian) throw toNobody('They answer for this key already.');
  if (to === actor(scope.act)) throw toNobody('You cannot hand a key over to yourself.');
  // People we have not met are asked as they are: the gate looks at them when they answer.
  const [person] = await peopleAmong(scope, [to]);
  if (person === undefined || person.standing === 'member') return;
  const why = {
    guest: 'Guests cannot answer for a key.',
    outsider: 'People of other organisations cannot answer for a key.',
    deactivated: 'This person was deactivated in Slack.',
    bot: 'A bot cannot answer for a key.',
  }[person.standing];
  throw toNobody(why);
}

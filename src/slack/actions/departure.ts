import { needsNothing, openKeyOf } from '../../custody/departures.ts';
import type { KeyRef } from '../../domain/words.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { departureOf } from '../drawings/departure.ts';
import type { needsNothing as form } from '../forms/departure.ts';
import { close, openModal, type Reply, replace } from '../reply.ts';
import { departurePageMessage, needsNothingModal } from '../views/departure.ts';

/** Pages turn in place where they are private; the first one is asked for on the card. */
export async function turnPage(
  { database, act }: Visit,
  { departure, page }: { departure: number; page: number },
): Promise<Reply> {
  const card = await lookingInto(database, act, (scope) => departureOf(scope, departure));
  return replace(departurePageMessage(card, page));
}

interface LeftKey {
  readonly departure: number;
  readonly key: number;
}

export async function startNeedsNothing(
  { database, act }: Visit,
  { departure, key }: LeftKey,
): Promise<Reply> {
  const about = { departure, key: key as KeyRef };
  const left = await lookingInto(database, act, (scope) => openKeyOf(scope, about));
  return openModal(needsNothingModal(about, left));
}

export async function submitNeedsNothing(
  { database, act }: Visit,
  { hidden, answers }: ReturnType<typeof form.read>,
): Promise<Reply> {
  await needsNothing(database, act, { ...hidden, key: hidden.key as KeyRef, because: answers.because });
  return close;
}

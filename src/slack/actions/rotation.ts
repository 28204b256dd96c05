import type { HandoverRef, KeyRef, RotationRef } from '../../domain/words.ts';
import { acceptKey, declinable, declineKey, offerable, offerKey } from '../../rotation/hand-over.ts';
import {
  askOldKeyAgain,
  attestOldKeyGone,
  checkAttestable,
  sayOldKeyDeleted,
} from '../../rotation/old-key.ts';
import { snoozeKey, snoozeOffer } from '../../rotation/snooze-key.ts';
import { startRotation } from '../../rotation/start-rotation.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { rotationOf } from '../drawings/rotation.ts';
import type * as forms from '../forms/rotation.ts';
import { become, close, nothing, openModal, type Reply, replace, tell } from '../reply.ts';
import { declineModal, handOverModal, offeredMessage } from '../views/handover.ts';
import { messageModal } from '../views/notices.ts';
import { attestGoneModal, rotationMessage } from '../views/rotation.ts';
import { snoozeModal } from '../views/snooze.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;

/** Who has the card in this very conversation needs no second one. */
export async function start(visit: Visit, { key }: { key: number }): Promise<Reply> {
  const { database, act } = visit;
  const { rotation, isNew, custodian } = await startRotation(database, act, { key: key as KeyRef });
  const arrivesHere = isNew && custodian === act.person && act.channel?.startsWith('D') === true;
  return arrivesHere ? nothing : tell(await drawn(visit, rotation));
}

export async function sayDeleted(visit: Visit, { rotation }: { rotation: number }): Promise<Reply> {
  await sayOldKeyDeleted(visit.database, visit.act, { rotation: rotation as RotationRef });
  return redrawn(visit, rotation as RotationRef);
}

export async function askAgain(visit: Visit, { rotation }: { rotation: number }): Promise<Reply> {
  await askOldKeyAgain(visit.database, visit.act, { rotation: rotation as RotationRef });
  return redrawn(visit, rotation as RotationRef);
}

/** Live cards are drawn again by themselves; a private copy is not. */
async function redrawn(visit: Visit, rotation: RotationRef): Promise<Reply> {
  return visit.inOwnCopy ? replace(await drawn(visit, rotation)) : nothing;
}

async function drawn({ database, act }: Visit, rotation: RotationRef) {
  return rotationMessage(await lookingInto(database, act, (scope) => rotationOf(scope, rotation)));
}

export async function startAttest(
  { database, act }: Visit,
  { rotation }: { rotation: number },
): Promise<Reply> {
  const card = await lookingInto(database, act, async (scope) => {
    await checkAttestable(scope, rotation as RotationRef);
    return rotationOf(scope, rotation as RotationRef);
  });
  return openModal(attestGoneModal(card));
}

export async function submitAttest(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.attestGone>,
): Promise<Reply> {
  const rotation = hidden.rotation as RotationRef;
  await attestOldKeyGone(visit.database, visit.act, { rotation, because: answers.because });
  return become(messageModal(await drawn(visit, rotation)));
}

export async function startSnooze({ database, act }: Visit, { key }: { key: number }): Promise<Reply> {
  const offer = await lookingInto(database, act, (scope) => snoozeOffer(scope, key as KeyRef));
  return openModal(snoozeModal(key as KeyRef, offer));
}

export async function submitSnooze(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.snooze>,
): Promise<Reply> {
  const { days, because } = answers;
  await snoozeKey(database, act, { key: hidden.key as KeyRef, days: Number(days), because });
  return close;
}

export async function startHandOver({ database, act }: Visit, { key }: { key: number }): Promise<Reply> {
  const label = await lookingInto(database, act, (scope) => offerable(scope, key as KeyRef));
  return openModal(handOverModal(key as KeyRef, label));
}

export async function submitHandOver(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.handOver>,
): Promise<Reply> {
  await offerKey(database, act, { key: hidden.key as KeyRef, ...answers });
  return become(messageModal(offeredMessage(answers.to)));
}

export async function accept({ database, act }: Visit, { handover }: { handover: number }): Promise<Reply> {
  await acceptKey(database, act, { handover: handover as HandoverRef });
  return nothing;
}

export async function startDecline(
  { database, act }: Visit,
  { handover }: { handover: number },
): Promise<Reply> {
  const label = await lookingInto(database, act, (scope) => declinable(scope, handover as HandoverRef));
  return openModal(declineModal(handover as HandoverRef, label));
}

export async function submitDecline(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.decline>,
): Promise<Reply> {
  await declineKey(database, act, { handover: hidden.handover as HandoverRef, words: answers.words });
  return close;
}

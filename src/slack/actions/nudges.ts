import type { KeyRef } from '../../domain/words.ts';
import { disownable, disownKey, takeKey } from '../../rotation/disown-key.ts';
import { rotatedAlready } from '../../rotation/rotated-already.ts';
import { sayInUse } from '../../rotation/say-in-use.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { rotationOf } from '../drawings/rotation.ts';
import type { notMine } from '../forms/nudges.ts';
import { close, nothing, openModal, type Reply, tell } from '../reply.ts';
import { notMineModal } from '../views/not-mine.ts';
import { rotationMessage } from '../views/rotation.ts';

interface AboutKey {
  readonly key: number;
}

export async function startNotMine({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  const label = await lookingInto(database, act, (scope) => disownable(scope, key as KeyRef));
  return openModal(notMineModal(key as KeyRef, label));
}

export async function submitNotMine(
  { database, act }: Visit,
  { hidden, answers }: ReturnType<typeof notMine.read>,
): Promise<Reply> {
  await disownKey(database, act, { key: hidden.key as KeyRef, because: answers.because });
  return close;
}

export async function take({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  await takeKey(database, act, { key: key as KeyRef });
  return nothing;
}

export async function inUse({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  await sayInUse(database, act, { key: key as KeyRef });
  return nothing;
}

/** Whoever said so sees at once what proves it. */
export async function alreadyRotated({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  const rotation = await rotatedAlready(database, act, { key: key as KeyRef });
  return tell(rotationMessage(await lookingInto(database, act, (scope) => rotationOf(scope, rotation))));
}

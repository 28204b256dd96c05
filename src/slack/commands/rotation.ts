import { keyMeant } from '../../custody/find-keys.ts';
import type { KnownCommand } from '../../domain/command.ts';
import { startRotation } from '../../rotation/start-rotation.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { rotationOf } from '../drawings/rotation.ts';
import { type Reply, tell } from '../reply.ts';
import { pickKeyMessage } from '../views/pickers.ts';
import { rotationMessage } from '../views/rotation.ts';

/** `rotate prop-desk`; without a label, a menu leads to the key's card and its button. */
export async function rotate({ database, act }: Visit, { rest }: KnownCommand): Promise<Reply> {
  if (rest === '') return tell(pickKeyMessage('Which key do you want to replace?'));
  const key = await lookingInto(database, act, (scope) => keyMeant(scope, rest));
  const { rotation } = await startRotation(database, act, { key: key.id });
  return tell(rotationMessage(await lookingInto(database, act, (scope) => rotationOf(scope, rotation))));
}

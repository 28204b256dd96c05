import { custodyHistory } from '../../custody/custody-history.ts';
import { editable, editKey, keyToCopy } from '../../custody/edit-key.ts';
import { deputisable, nameDeputy } from '../../custody/name-deputy.ts';
import { sharedKey, unshareKey } from '../../custody/rotate-by.ts';
import { type KeyRef, type PersonId, personId } from '../../domain/words.ts';
import { findProvider } from '../../providers/index.ts';
import { retirable, retireKey } from '../../rotation/retire-key.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { addLike, drawKey } from '../drawings/custody.ts';
import { rotationOf } from '../drawings/rotation.ts';
import type * as forms from '../forms/custodians.ts';
import { become, openModal, type Reply, tell } from '../reply.ts';
import {
  deputyModal,
  deputyNamedMessage,
  historyMessage,
  ownKeysModal,
  retireModal,
} from '../views/custodians.ts';
import { editedNote, editKeyModal } from '../views/edit-key.ts';
import { messageModal } from '../views/notices.ts';
import { rotationMessage } from '../views/rotation.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
type AboutKey = { readonly key: number };

export async function startEdit({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  return openModal(editKeyModal(await lookingInto(database, act, (scope) => editable(scope, key as KeyRef))));
}

export async function submitEdit(
  { database, act, slash }: Visit,
  { hidden, answers }: Filled<typeof forms.editKey>,
): Promise<Reply> {
  const key = hidden.key as KeyRef;
  const region = answers.region ?? findProvider(hidden.provider).regions[0]?.id ?? 'global';
  const edited = await editKey(database, act, key, { ...answers, region });
  const note = editedNote(edited, slash);
  return become(
    messageModal(await lookingInto(database, act, (scope) => drawKey(scope, key, { note, plain: true }))),
  );
}

export async function startOwnKeys({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  const shared = await lookingInto(database, act, (scope) => sharedKey(scope, key as KeyRef));
  return openModal(ownKeysModal(key as KeyRef, shared));
}

export async function submitOwnKeys(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.ownKeys>,
): Promise<Reply> {
  const key = hidden.key as KeyRef;
  const due = await unshareKey(database, act, { key, day: answers.day });
  const note = `Saved. It has to be replaced by ${due}: record a key for each service until then.`;
  return become(
    messageModal(await lookingInto(database, act, (scope) => drawKey(scope, key, { note, plain: true }))),
  );
}

/** The form for a new key of the same account, with all that is likely to be the same. */
export async function startLikeIt({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  const model = await lookingInto(database, act, (scope) => keyToCopy(scope, key as KeyRef));
  return openModal(addLike(act, model));
}

export async function showHistory({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  return tell(
    historyMessage(await lookingInto(database, act, (scope) => custodyHistory(scope, key as KeyRef))),
  );
}

export async function startDeputy({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  return openModal(
    deputyModal(await lookingInto(database, act, (scope) => deputisable(scope, key as KeyRef))),
  );
}

export async function submitDeputy(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.deputy>,
): Promise<Reply> {
  const deputy = answers.deputy === null ? null : personId(answers.deputy);
  return become(messageModal(await deputyNamed(visit, hidden.key as KeyRef, deputy)));
}

/** Names the deputy, and what to say of it. */
export async function deputyNamed({ database, act }: Visit, key: KeyRef, deputy: PersonId | null) {
  await nameDeputy(database, act, { key, deputy });
  const { label } = await lookingInto(database, act, (scope) => deputisable(scope, key));
  return deputyNamedMessage(label, deputy);
}

export async function startRetire({ database, act }: Visit, { key }: AboutKey): Promise<Reply> {
  return openModal(retireModal(await lookingInto(database, act, (scope) => retirable(scope, key as KeyRef))));
}

/** Shows the proof as it stands, or the key when nothing is left to prove. */
export async function submitRetire(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.retire>,
): Promise<Reply> {
  const key = hidden.key as KeyRef;
  const rotation = await retireKey(database, act, { key, because: answers.because });
  const shown = await lookingInto(database, act, async (scope) =>
    rotation === null
      ? drawKey(scope, key, { note: 'Retired.', plain: true })
      : rotationMessage(await rotationOf(scope, rotation)),
  );
  return become(messageModal(shown));
}

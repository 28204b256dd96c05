/** The steps of a rotation, as people press them. */
import { dayIn } from '../../domain/days.ts';
import type { RotationRef, ServiceRef } from '../../domain/words.ts';
import { findProvider } from '../../providers/index.ts';
import { checkMove } from '../../rotation/at-work.ts';
import { doNotWait, giveUp, takeLabel } from '../../rotation/give-up.ts';
import { newKeyOffer, recordNewKey, sayMadeInPlace, sayStored, sayWorking } from '../../rotation/new-key.ts';
import { notYetOffer, sayNotYet, switchService } from '../../rotation/switch-service.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import { rotationOf } from '../drawings/rotation.ts';
import type * as forms from '../forms/rotation.ts';
import { become, close, nothing, openModal, type Reply, replace } from '../reply.ts';
import { messageModal } from '../views/notices.ts';
import { rotationMessage } from '../views/rotation.ts';
import {
  doNotWaitModal,
  giveUpModal,
  newKeyModal,
  newKeyWorksModal,
  notYetModal,
} from '../views/rotation-forms.ts';

type Filled<Form extends { read: (...args: never[]) => unknown }> = ReturnType<Form['read']>;
interface Of {
  readonly rotation: number;
}
interface OfService extends Of {
  readonly service: number;
}

const idOf = ({ rotation }: Of): RotationRef => rotation as RotationRef;
const idsOf = ({ rotation, service }: OfService) => ({
  rotation: rotation as RotationRef,
  service: service as ServiceRef,
});

const cardOf = ({ database, act }: Visit, of: Of) =>
  lookingInto(database, act, (scope) => rotationOf(scope, idOf(of)));

/** Live cards are drawn again by themselves; a private copy is not. */
export async function redrawn(visit: Visit, of: Of): Promise<Reply> {
  return visit.inOwnCopy ? replace(rotationMessage(await cardOf(visit, of))) : nothing;
}

export async function startNewKey({ database, act }: Visit, of: Of): Promise<Reply> {
  const offer = await lookingInto(database, act, (scope) => newKeyOffer(scope, idOf(of)));
  return openModal(newKeyModal(idOf(of), offer, dayIn(act.now, 'UTC')));
}

export async function submitNewKey(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.newKey>,
): Promise<Reply> {
  const provider = findProvider(hidden.provider);
  await recordNewKey(visit.database, visit.act, {
    rotation: idOf(hidden),
    form: {
      ...answers,
      region: answers.region ?? provider.regions[0]?.id ?? 'global',
      idConfirmed: answers.idConfirmed.includes('yes'),
      askNow: answers.askNow.includes('yes'),
    },
  });
  return close;
}

export async function madeInPlace(visit: Visit, of: Of): Promise<Reply> {
  await sayMadeInPlace(visit.database, visit.act, { rotation: idOf(of) });
  return redrawn(visit, of);
}

export async function stored(visit: Visit, of: Of): Promise<Reply> {
  await sayStored(visit.database, visit.act, { rotation: idOf(of) });
  return redrawn(visit, of);
}

export async function switched(visit: Visit, of: OfService): Promise<Reply> {
  await switchService(visit.database, visit.act, visit.groups, idsOf(of));
  return redrawn(visit, of);
}

export async function startNotYet({ database, act, groups }: Visit, of: OfService): Promise<Reply> {
  return openModal(notYetModal(idsOf(of), await notYetOffer(database, act, groups, idsOf(of))));
}

export async function submitNotYet(
  { database, act, groups }: Visit,
  { hidden, answers }: Filled<typeof forms.notYetSwitched>,
): Promise<Reply> {
  await sayNotYet(database, act, groups, { ...idsOf(hidden), ...answers });
  return close;
}

const asking =
  (kind: 'confirm_working' | 'override' | 'abort', modal: typeof giveUpModal) =>
  async ({ database, act }: Visit, of: Of): Promise<Reply> =>
    openModal(
      await lookingInto(database, act, async (scope) => {
        await checkMove(scope, idOf(of), { kind });
        return modal(await rotationOf(scope, idOf(of)));
      }),
    );

export const startWorks = asking('confirm_working', newKeyWorksModal);
export const startDoNotWait = asking('override', doNotWaitModal);
export const startGiveUp = asking('abort', giveUpModal);

export async function submitWorks(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.newKeyWorks>,
): Promise<Reply> {
  await sayWorking(database, act, { rotation: idOf(hidden), says: answers.says });
  return close;
}

export async function submitDoNotWait(
  { database, act }: Visit,
  { hidden, answers }: Filled<typeof forms.doNotWait>,
): Promise<Reply> {
  await doNotWait(database, act, { rotation: idOf(hidden), because: answers.because });
  return close;
}

export async function submitGiveUp(
  visit: Visit,
  { hidden, answers }: Filled<typeof forms.giveUpRotation>,
): Promise<Reply> {
  await giveUp(visit.database, visit.act, { rotation: idOf(hidden), because: answers.because });
  return become(messageModal(rotationMessage(await cardOf(visit, hidden))));
}

export async function labelTaken(visit: Visit, of: Of): Promise<Reply> {
  await takeLabel(visit.database, visit.act, { rotation: idOf(of) });
  return redrawn(visit, of);
}

import { attestAll, attestOne, openQuestion } from '../../custody/attest-keys.ts';
import { attestationCard } from '../../custody/attestation-card.ts';
import { actor } from '../../domain/act.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Day } from '../../domain/words.ts';
import { retirable } from '../../rotation/retire-key.ts';
import { lookingInto } from '../../store/database.ts';
import type { Visit } from '../door.ts';
import type { answerCustody } from '../forms/attestation.ts';
import { become, close, nothing, openModal, type Reply, replace } from '../reply.ts';
import { answerCustodyModal, custodyPageMessage } from '../views/attestation.ts';
import { retireModal } from '../views/custodians.ts';

export async function stillMineAll({ database, act }: Visit, { ids }: { ids: number[] }): Promise<Reply> {
  await attestAll(database, act, ids);
  return nothing;
}

export async function turnPage(
  { database, act }: Visit,
  { quarter, page }: { quarter: string; page: number },
): Promise<Reply> {
  const card = await lookingInto(database, act, (scope) =>
    attestationCard(scope, quarter as Day, { custodian: actor(act) }),
  );
  return replace(custodyPageMessage(card, page));
}

export async function startAnswer(
  { database, act }: Visit,
  { attestation }: { attestation: number },
): Promise<Reply> {
  const question = await lookingInto(database, act, (scope) => openQuestion(scope, attestation));
  return openModal(answerCustodyModal(attestation, question, question.person !== actor(act)));
}

/** A key that is not needed leads to the form that retires it; only that answers the question. */
export async function submitAnswer(
  { database, act }: Visit,
  { hidden, answers }: ReturnType<typeof answerCustody.read>,
): Promise<Reply> {
  const answer = { id: hidden.attestation, because: answers.because };
  switch (answers.answer) {
    case 'still_mine':
    case 'not_mine':
      await attestOne(database, act, { ...answer, answer: answers.answer });
      return close;
    case 'not_needed': {
      const offer = await lookingInto(database, act, async (scope) =>
        retirable(scope, (await openQuestion(scope, hidden.attestation)).key),
      );
      return become(retireModal(offer, answers.because ?? undefined));
    }
    default:
      throw new Refusal('bad_input', 'Unknown answer. Nothing was recorded.', 'Choose again.', {
        answer: 'Choose one of the list.',
      });
  }
}

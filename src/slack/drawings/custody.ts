import type { EditableKey } from '../../custody/edit-key.ts';
import { type KeyCard, keyCard } from '../../custody/key-card.ts';
import { type Act, actor } from '../../domain/act.ts';
import { dayIn } from '../../domain/days.ts';
import type { Provider } from '../../domain/provider.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { KeyRef } from '../../domain/words.ts';
import type { Scope } from '../../store/database.ts';
import { addKeyModal } from '../views/add-key.ts';
import { factsOf } from '../views/edit-key.ts';
import { custodyNoticeMessage, deputyNoticeMessage, keyCardMessage } from '../views/key-card.ts';
import type { Message } from '../views/kit.ts';
import type { Drawing } from './drawing.ts';

/** The card of a key as its reader may see it. @throws Refusal when it is not there. */
export async function drawKey(
  scope: Scope,
  id: KeyRef,
  options: { note?: string; plain?: boolean } = {},
): Promise<Message> {
  const card = await keyCard(scope, id);
  if (card === null) {
    throw new Refusal('not_found', 'That key is not recorded here.', 'The list command shows all.');
  }
  return keyCardMessage(card, options);
}

/** "You answer for this key now." */
export const custodyNotice: Drawing = async (scope, subject) => {
  const card: KeyCard | null = await keyCard(scope, Number(subject) as KeyRef);
  return card === null ? null : custodyNoticeMessage(card);
};

/** "You step in for this key." */
export const deputyNotice: Drawing = async (scope, subject) => {
  const card = await keyCard(scope, Number(subject) as KeyRef);
  return card === null ? null : deputyNoticeMessage(card);
};

/** The form for a new key of this provider, with what is known of whoever opens it. */
export const addKeyFor = (act: Act, provider: Provider, label: string, triage: number | null = null) =>
  addKeyModal(provider, { label, triage, custodian: actor(act), today: dayIn(act.now, 'UTC') });

/** The form for a new key that has much in common with another one. */
export const addLike = (act: Act, model: EditableKey) =>
  addKeyModal(model.provider, {
    ...factsOf(model),
    label: '',
    // Kept elsewhere and ends another day; its account has its holders already.
    keptAt: '',
    expires: null,
    holders: [],
    breakGlass: null,
    custodian: model.key.custodian,
    deputy: model.key.deputy,
    today: dayIn(act.now, 'UTC'),
  });

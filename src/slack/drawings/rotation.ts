import { Refusal } from '../../domain/refusal.ts';
import type { HandoverRef, NudgeRef, RotationRef } from '../../domain/words.ts';
import { handoverCard } from '../../rotation/handover-card.ts';
import { addedCard, nudgeCard } from '../../rotation/nudge-card.ts';
import { type RotationCard, rotationCard, switchCard } from '../../rotation/rotation-card.ts';
import type { Scope } from '../../store/database.ts';
import { handoverMessage } from '../views/handover.ts';
import { nudgeMessage, nudgeMoreMessage } from '../views/nudge.ts';
import { rotationMessage } from '../views/rotation.ts';
import { switchMessage } from '../views/rotation-switch.ts';
import type { Drawing } from './drawing.ts';

/** Subject: the message's own name. */
export const nudgeDrawing: Drawing = async (scope, subject, slash) => {
  const card = await nudgeCard(scope, subject);
  return card === null ? null : nudgeMessage(card, slash);
};

/** Subject: the first nudge that was added to a message which stands already. */
export const nudgeMoreDrawing: Drawing = async (scope, subject) => {
  const card = await addedCard(scope, Number(subject) as NudgeRef);
  return card === null ? null : nudgeMoreMessage(card);
};

export const rotationDrawing: Drawing = async (scope, subject) => {
  const card = await rotationCard(scope, Number(subject) as RotationRef);
  return card === null ? null : rotationMessage(card);
};

/** Subject: `<rotation>:<service>`. */
export const switchDrawing: Drawing = async (scope, subject) => {
  const card = await switchCard(scope, subject);
  return card === null ? null : switchMessage(card);
};

export const handoverDrawing: Drawing = async (scope, subject) => {
  const card = await handoverCard(scope, Number(subject) as HandoverRef);
  return card === null ? null : handoverMessage(card);
};

/** The card for somebody who asked for it. @throws Refusal when it is not there. */
export async function rotationOf(scope: Scope, id: RotationRef): Promise<RotationCard> {
  const card = await rotationCard(scope, id);
  if (card !== null) return card;
  throw new Refusal('not_found', 'That rotation is not recorded here.', 'Start it with rotate.');
}

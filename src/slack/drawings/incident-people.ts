import { handedCard, lapsedCard, loudCard, reopenedCard, secondCard } from '../../incident/loud-card.ts';
import { handedMessage, lapsedMessage, loudMessage, secondPersonMessage } from '../views/incident-loud.ts';
import { reopenedMessage } from '../views/incident-reopened.ts';
import type { Drawing } from './drawing.ts';

/**
 * A change that must be heard; subject is `<incident>:<what>:<who>`, `<incident>:lapsed:<what>:<when asked>`, or
 * `<incident>:reopened:<reader, or nothing>`.
 */
export const incidentLoud: Drawing = async (scope, subject) => {
  const lapsed = await lapsedCard(scope, subject);
  if (lapsed !== null) return lapsedMessage(lapsed);
  const reopened = await reopenedCard(scope, subject);
  if (reopened !== null) return reopenedMessage(reopened);
  const card = await loudCard(scope, subject);
  return card === null ? null : loudMessage(card);
};

/** To whoever got a step; subject is `<incident>:<step>:<to>:<by>`. */
export const stepHanded: Drawing = async (scope, subject) => {
  const card = await handedCard(scope, subject);
  return card === null ? null : handedMessage(card);
};

/** To those who could be the second person; subject is `<incident>:<what>:<when it was asked for>`. */
export const secondPerson: Drawing = async (scope, subject) => {
  const card = await secondCard(scope, subject);
  return card === null ? null : secondPersonMessage(card);
};

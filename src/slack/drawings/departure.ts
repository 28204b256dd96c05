import { type DepartureCard, departureCard } from '../../custody/departure-card.ts';
import { noSuchDeparture } from '../../custody/departures.ts';
import type { Scope } from '../../store/database.ts';
import { departureMessage, departureReminderMessage } from '../views/departure.ts';
import type { Drawing } from './drawing.ts';

/** The live card; subject is the departure's id. */
export const departureDrawing: Drawing = async (scope, subject) => {
  const card = await departureCard(scope, Number(subject));
  return card === null ? null : departureMessage(card);
};

/** Subject as for the card. */
export const departureReminder: Drawing = async (scope, subject) => {
  const card = await departureCard(scope, Number(subject));
  return card === null ? null : departureReminderMessage(card);
};

/** @throws Refusal `not_found`. */
export async function departureOf(scope: Scope, id: number): Promise<DepartureCard> {
  const card = await departureCard(scope, id);
  if (card !== null) return card;
  throw noSuchDeparture();
}

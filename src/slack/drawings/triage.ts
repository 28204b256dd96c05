import type { TriageRef } from '../../domain/words.ts';
import { triageCard } from '../../incident/triage-card.ts';
import { triageMessage } from '../views/triage.ts';
import type { Drawing } from './drawing.ts';

/** The live card of a leak whose key is not known; subject is the triage's id. */
export const triageDrawing: Drawing = async (scope, subject) => {
  const card = await triageCard(scope, Number(subject) as TriageRef);
  return card === null ? null : triageMessage(card);
};

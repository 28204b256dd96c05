import { importCard } from '../../custody/import-card.ts';
import { importMessage } from '../views/import.ts';
import type { Drawing } from './drawing.ts';

/** Subject: the import's id. */
export const importDrawing: Drawing = async (scope, subject) => {
  const card = await importCard(scope, Number(subject));
  return card === null ? null : importMessage(card);
};

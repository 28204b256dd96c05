import { importCard } from '../../custody/import-card.ts';
import { importCustody } from '../../custody/import-custody.ts';
import { importCustodyMessage, importMessage } from '../views/import.ts';
import type { Drawing } from './drawing.ts';

/** Subject: the import's id. */
export const importDrawing: Drawing = async (scope, subject) => {
  const card = await importCard(scope, Number(subject));
  return card === null ? null : importMessage(card);
};

/** "You answer for these keys now." Subject: `<import>:<person>`. */
export const importCustodyDrawing: Drawing = async (scope, subject) => {
  const told = await importCustody(scope, subject);
  return told === null ? null : importCustodyMessage(told);
};

import { troubleById } from '../../store/troubles.ts';
import { troubleMessage, troubleOverMessage } from '../views/trouble.ts';
import type { Drawing } from './drawing.ts';

/** Subject: the trouble's id; with `:over`, that it is over. */
export const troubleDrawing: Drawing = async (scope, subject, slash) => {
  const [id, over] = subject.split(':');
  const trouble = await troubleById(scope, Number(id));
  if (trouble === null) return null;
  return over === undefined ? troubleMessage(trouble, slash) : troubleOverMessage(trouble);
};

import type { KeyRef } from '../../domain/words.ts';
import { findProvider } from '../../providers/index.ts';
import { todayIn } from '../../rotation/today.ts';
import { lastDrill } from '../../store/drills.ts';
import { followUpById } from '../../store/incident-end.ts';
import { keyById } from '../../store/keys.ts';
import { thisWorkspace } from '../../store/people.ts';
import { drillSuggestionMessage, followUpMessage } from '../views/incident-review.ts';
import type { Drawing } from './drawing.ts';

/** To the owner of a follow-up; subject is its id. */
export const followUpDrawing: Drawing = async (scope, subject) => {
  const row = await followUpById(scope, Number(subject));
  return row === null
    ? null
    : followUpMessage(row, todayIn(scope.now, (await thisWorkspace(scope)).timezone));
};

/** To the team channel; subject is the key's id. */
export const drillSuggestion: Drawing = async (scope, subject) => {
  const key = await keyById(scope, Number(subject) as KeyRef);
  if (key === null) return null;
  const { id, label, provider } = key;
  const drilledAt = await lastDrill(scope, id);
  return drillSuggestionMessage({ key: id, label, providerName: findProvider(provider).name, drilledAt });
};

import { type Act, actor } from '../domain/act.ts';
import type { MonthFigures } from '../domain/figures.ts';
import { containmentPicture } from '../pictures/containment.ts';
import type { Picture } from '../pictures/png.ts';
import { type Database, inWorkspace, type Scope } from '../store/database.ts';
import { figuresByMonth } from '../store/figures.ts';
import { want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';

const MONTHS = 6;

/** Half a year of real leaks, in the team's own months, the newest first. */
export async function figures(scope: Scope): Promise<MonthFigures[]> {
  const { timezone } = await thisWorkspace(scope);
  return figuresByMonth(scope, timezone, MONTHS);
}

/** Sends whoever asks the picture of times to containment. */
export function askForFigures(database: Database, act: Act): Promise<void> {
  const person = actor(act);
  return inWorkspace(database, act, (tx) =>
    want(tx, {
      name: `figures:${person}:${act.delivery ?? tx.now.toISOString()}`,
      effect: { do: 'file', kind: 'figures', subject: '', to: { person } },
      lane: 'answer',
    }),
  );
}

/** The picture, drawn of what is so at this moment. */
export async function drawFigures(scope: Scope): Promise<Picture> {
  return containmentPicture(await figures(scope));
}

/** Moves about what two people decide: whoever comes too late is told what became of it, who did it and when. */
import type { Act } from '../domain/act.ts';
import type { Change } from '../domain/incident.ts';
import { type Move, StepTaken } from '../domain/incident-state.ts';
import { type TwoPersons, type WishEnd, wishOf } from '../domain/incident-wishes.ts';
import type { IncidentRef } from '../domain/words.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import { endOfWish } from '../store/wishes.ts';
import { type AtWork, make, takeUp } from './at-work.ts';

/**
 * Makes a move about a wish that was drawn.
 * @param of the moment at which that wish was made, in milliseconds; `null` when it is not known.
 * @throws StepTaken when that wish was withdrawn or lapsed since.
 */
export async function makeAbout(
  tx: Tx,
  at: AtWork,
  { what, of, move }: { what: TwoPersons; of: number | null; move: Move },
): Promise<Change> {
  const wish = wishOf(at.state, what);
  const isDrawn = wish !== null && (of === null || wish.requestedAt.getTime() === of);
  if (!isDrawn && at.state.state === 'open') {
    const end = await endOfWish(tx, at.stored.id, what, of);
    if (end !== null) throw isOver(end);
  }
  return make(tx, at, move);
}

const over: Readonly<Record<WishEnd['because'], string>> = {
  withdrawn: 'This was withdrawn',
  abuse: 'This stands no more: abuse was seen after it was asked for',
  alive: 'This stands no more: the key was seen alive after it was asked for',
  reopened: 'This stands no more: the incident was opened again',
};

const isOver = ({ because, by, at }: WishEnd): StepTaken =>
  new StepTaken(
    'already_done',
    `${over[because]}. Nothing was changed.`,
    'If it is still right, ask for it anew.',
    { by, at },
  );

/** Takes a wish back before anybody confirmed it. @throws StepTaken when it is not theirs, or somebody was first. */
export function withdrawWish(
  database: Database,
  act: Act,
  { incident, what, of }: { incident: IncidentRef; what: TwoPersons; of: number | null },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const kind = what === 'override' ? 'withdraw_override' : 'withdraw_false_alarm';
    await makeAbout(tx, await takeUp(tx, incident), { what, of, move: { kind, of } });
  });
}

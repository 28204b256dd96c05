import { type Act, actor } from '../domain/act.ts';
import { StepTaken } from '../domain/incident-state.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Day, IncidentRef, PersonId, WorkspaceId } from '../domain/words.ts';
import { todayIn } from '../rotation/today.ts';
import { type Database, inWorkspace, type Tx } from '../store/database.ts';
import {
  closeFollowUp,
  type DueFollowUp,
  dueFollowUps,
  insertFollowUp,
  takeReminder,
} from '../store/incident-end.ts';
import { incidentById, type StoredIncident } from '../store/incidents.ts';
import { want } from '../store/outbox.ts';
import { thisWorkspace } from '../store/people.ts';
import { refuseUnknown } from './at-work.ts';
import { redrawIncident } from './effects.ts';

export interface NewFollowUp {
  readonly what: string;
  readonly owner: PersonId;
  readonly dueOn: Day;
}

/** A week between reminders: often enough to be heard, seldom enough to be read. */
const EVERY_DAYS = 7;

/** Records something that shall be better after an incident, and tells its owner. */
export function addFollowUp(
  database: Database,
  act: Act,
  { incident, ...followUp }: NewFollowUp & { incident: IncidentRef },
): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const stored = (await incidentById(tx, incident)) ?? refuseUnknown();
    await addFollowUpTo(tx, stored, followUp);
    redrawIncident(tx, stored, { all: false });
  });
}

/** @throws Refusal beside the field when its day is over already. */
export async function addFollowUpTo(tx: Tx, incident: StoredIncident, followUp: NewFollowUp): Promise<void> {
  if (followUp.dueOn < todayIn(tx.now, (await thisWorkspace(tx)).timezone)) {
    const says = 'This day is over. Choose today or later.';
    throw new Refusal('bad_input', 'Nothing was recorded.', says, { dueOn: says });
  }
  const id = await insertFollowUp(tx, { ...followUp, incident: incident.id, addedBy: actor(tx.act) });
  tell(tx, id, followUp.owner, 'added');
}

/** @throws StepTaken when somebody did it before. */
export function finishFollowUp(database: Database, act: Act, id: number): Promise<void> {
  return inWorkspace(database, act, async (tx) => {
    const before = await closeFollowUp(tx, id);
    if (before === null) {
      throw new Refusal('not_found', 'There is no such follow-up.', 'The incident’s card lists them.');
    }
    if (before.doneAt !== null) {
      throw new StepTaken(
        'already_done',
        'It is done already. Nothing was changed.',
        'Nothing is left to do.',
        {
          by: before.doneBy,
          at: before.doneAt,
        },
      );
    }
    const { remindedOn } = before;
    tx.redraw(message(id, 'added'));
    if (remindedOn !== null) tx.redraw(message(id, remindedOn));
    const incident = await incidentById(tx, before.incident);
    if (incident !== null) redrawIncident(tx, incident, { all: false });
  });
}

/** Reminds owners of what is due: on its day, and each week after it. @returns how many were reminded. */
export async function remindFollowUps(
  database: Database,
  now: Date,
  actIn: (workspace: WorkspaceId) => Act,
): Promise<number> {
  let reminded = 0;
  const failures: unknown[] = [];
  for (const due of await dueFollowUps(database, now, EVERY_DAYS)) {
    try {
      if (await remind(database, actIn(due.workspace), due)) reminded += 1;
    } catch (error) {
      // One that cannot be told must not silence the others.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return reminded;
}

const remind = (database: Database, act: Act, due: DueFollowUp): Promise<boolean> =>
  inWorkspace(database, act, async (tx) => {
    if (!(await takeReminder(tx, due))) return false;
    tell(tx, due.id, due.owner, due.today);
    return true;
  });

const message = (id: number, which: string): string => `follow-up:${id}:${which}`;

function tell(tx: Tx, id: number, owner: PersonId, which: string): void {
  if (which === 'added' && owner === tx.act.person) return;
  want(tx, {
    name: message(id, which),
    effect: { do: 'message', kind: 'follow-up', subject: String(id), to: { person: owner } },
    lane: 'nudge',
  });
}

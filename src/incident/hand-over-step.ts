import type { Act } from '../domain/act.ts';
import { may } from '../domain/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import type { PersonId } from '../domain/words.ts';
import { type Database, inWorkspace } from '../store/database.ts';
import { identify, type LookUps } from '../workspace/identify.ts';
import { make, takeUp } from './at-work.ts';
import type { StepOf } from './claim-step.ts';
import { tellHandedOver } from './loud.ts';

/**
 * Gives a step to somebody else, who is told with its buttons.
 * @param handed.from who held it when the form was drawn. @throws StepTaken when it changed hands since; Refusal
 * beside the field `to` for people who could not press its buttons.
 */
export async function handOverStep(
  database: Database,
  lookUps: LookUps,
  act: Act,
  handed: StepOf & { to: PersonId; from: PersonId | null },
): Promise<void> {
  const { incident, step, to, from } = handed;
  await mustBeMember(database, lookUps, act, to);
  await inWorkspace(database, act, async (tx) => {
    const made = make(tx, await takeUp(tx, incident), { kind: 'hand_over', step, to, from });
    const given = made.incident.steps.find(({ id }) => id === step);
    if (given !== undefined) tellHandedOver(tx, incident, given);
  });
}

/** Slack is asked about whom we have not met: a step in the hands of a guest would stand still. */
async function mustBeMember(database: Database, lookUps: LookUps, act: Act, to: PersonId): Promise<void> {
  const known = to === act.person ? act : await identify(database, lookUps, act.workspace, to);
  if (known !== null && known !== 'silent' && may(known.role, 'member')) return;
  const says =
    known === 'silent'
      ? 'Slack could not be asked who they are. Try again, or choose somebody who has used Keysteward.'
      : 'They cannot work on incidents: choose a member of this workspace.';
  throw new Refusal('bad_input', 'Nothing was changed.', says, { to: says });
}

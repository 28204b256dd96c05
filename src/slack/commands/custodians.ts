import { keyMeant } from '../../custody/find-keys.ts';
import { aimedAt, type KnownCommand } from '../../domain/command.ts';
import type { PersonId } from '../../domain/words.ts';
import { offerKey } from '../../rotation/hand-over.ts';
import { lookingInto } from '../../store/database.ts';
import * as actions from '../actions/custodians.ts';
import { startHandOver } from '../actions/rotation.ts';
import type { Visit } from '../door.ts';
import { type Reply, tell } from '../reply.ts';
import { offeredMessage } from '../views/handover.ts';
import { pickKeyMessage } from '../views/pickers.ts';

/** A label without a person opens the form that asks for one. */
export function asksForPerson({ rest }: KnownCommand): boolean {
  const { label, person } = aimedAt(rest);
  return label !== '' && person === null;
}

export const namesKey = ({ rest }: KnownCommand): boolean => rest !== '';

/** `transfer prop-desk @bea she runs it now`. */
export async function transfer(visit: Visit, { rest }: KnownCommand): Promise<Reply> {
  const { label, person, note } = aimedAt(rest);
  if (label === '') return tell(pickKeyMessage('Which key do you want to hand over?'));
  const key = await meant(visit, label);
  if (person === null) return startHandOver(visit, { key });
  await offerKey(visit.database, visit.act, { key, to: person, note });
  return tell(offeredMessage(person));
}

/** `deputy prop-desk @bea`. */
export async function deputy(visit: Visit, { rest }: KnownCommand): Promise<Reply> {
  const { label, person }: { label: string; person: PersonId | null } = aimedAt(rest);
  if (label === '') return tell(pickKeyMessage('Which key needs a deputy?'));
  const key = await meant(visit, label);
  return person === null
    ? actions.startDeputy(visit, { key })
    : tell(await actions.deputyNamed(visit, key, person));
}

export async function edit(visit: Visit, { rest }: KnownCommand): Promise<Reply> {
  if (rest === '') return tell(pickKeyMessage('Which key do you want to change?'));
  return actions.startEdit(visit, { key: await meant(visit, rest) });
}

export async function retire(visit: Visit, { rest }: KnownCommand): Promise<Reply> {
  if (rest === '') return tell(pickKeyMessage('Which key is needed no more?'));
  return actions.startRetire(visit, { key: await meant(visit, rest) });
}

const meant = async ({ database, act }: Visit, label: string) =>
  (await lookingInto(database, act, (scope) => keyMeant(scope, label))).id;

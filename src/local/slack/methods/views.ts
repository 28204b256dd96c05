/** `views.*`: modals by trigger, Home by person. */
import { type Args, needed, structure, text } from '../args.ts';
import { isObject } from '../block-kit/check.ts';
import type { Json, ViewRow } from '../rows.ts';
import { viewObject } from '../shapes.ts';
import { SlackError } from '../slack-error.ts';
import { valuesOf } from '../state.ts';
import { openModal, publishHome, pushModal, refuseStale, updateModal } from '../views.ts';
import type { Workspace } from '../workspace.ts';

export function open(args: Args, workspace: Workspace): Json {
  const trigger = needed(args, 'trigger_id', 'invalid_trigger_id');
  const { person } = workspace.triggers.check(trigger);
  const row = openModal(workspace, person, viewOf(args));
  workspace.triggers.use(trigger);
  return answer(workspace, row);
}

/** Only a trigger that came from an open modal can push onto it. */
export function push(args: Args, workspace: Workspace): Json {
  const id = needed(args, 'trigger_id', 'invalid_trigger_id');
  const { person, viewId } = workspace.triggers.check(id);
  if (viewId === undefined) throw new SlackError('invalid_trigger_id');
  const row = pushModal(workspace, person, viewOf(args));
  workspace.triggers.use(id);
  return answer(workspace, row);
}

export function update(args: Args, workspace: Workspace): Json {
  const [id, externalId] = [text(args, 'view_id'), text(args, 'external_id')];
  if (id === '' && externalId === '') throw new SlackError('invalid_arguments');
  const old = workspace.desks.modal(
    (row) => row.id === id || (id === '' && row.view['external_id'] === externalId),
  );
  if (old === undefined) throw new SlackError('not_found');
  refuseStale(old, text(args, 'hash'));
  return answer(workspace, updateModal(workspace, old, viewOf(args)));
}

export function publish(args: Args, workspace: Workspace): Json {
  const person = workspace.world.people.get(needed(args, 'user_id', 'user_not_found'));
  if (person === undefined || person.kind === 'bot') throw new SlackError('user_not_found');
  if (person.deleted || person.kind === 'outsider') throw new SlackError('not_enabled');
  refuseStale(workspace.world.homes.get(person.id), text(args, 'hash'));
  return answer(workspace, publishHome(workspace, person.id, viewOf(args)));
}

function viewOf(args: Args): Json {
  const view = structure(args, 'view', 'invalid_arguments');
  if (!isObject(view)) throw new SlackError('invalid_arguments');
  return view;
}

function answer({ desks, world }: Workspace, row: ViewRow): Json {
  const values = valuesOf(row.view.blocks, desks.putValues(row.person, row.id));
  return { view: viewObject(row, values, world.people.get(row.person)?.teamId ?? '') };
}

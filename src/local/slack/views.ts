/** Modals and Home views: opening, stacking, changing, always on a checked view. */
import { isObject } from './block-kit/check.ts';
import { placedElements } from './block-kit/walk.ts';
import { checkView, limits, type Problem, viewBytes } from './block-kit.ts';
import { newHash, newId } from './ids.ts';
import { missingFiles, refuse, withIds } from './messages.ts';
import type { Json, ViewRow } from './rows.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

const deepestStack = 3;

/** A new root modal for this person; what was open is gone. */
export function openModal(workspace: Workspace, person: string, view: unknown): ViewRow {
  const row = newView(workspace, person, view, 'modal');
  workspace.desks.setStack(person, [row]);
  return row;
}

/** One more modal on top. Throws `push_limit_reached` beyond three. */
export function pushModal(workspace: Workspace, person: string, view: unknown): ViewRow {
  const stack = workspace.desks.stack(person);
  const [root] = stack;
  const top = stack.at(-1);
  if (root === undefined || top === undefined) throw new SlackError('invalid_trigger_id');
  if (stack.length >= deepestStack) throw new SlackError('push_limit_reached');
  const row = { ...newView(workspace, person, view, 'modal'), rootViewId: root.id, previousViewId: top.id };
  workspace.desks.setStack(person, [...stack, row]);
  return row;
}

/** New content for an open modal; what was typed stays where block id and action id stay. */
export function updateModal(workspace: Workspace, old: ViewRow, view: unknown): ViewRow {
  const row = { ...old, ...checked(workspace, view, 'modal', old.id), errors: {} };
  workspace.desks.replaceModal(row);
  return row;
}

/** The Home view of one person. */
export function publishHome(workspace: Workspace, person: string, view: unknown): ViewRow {
  const { world } = workspace;
  const old = world.homes.get(person);
  const fresh = newView(workspace, person, view, 'home', old?.id);
  const row = old === undefined ? fresh : { ...fresh, id: old.id, rootViewId: old.id };
  world.commit({ kind: 'home', row });
  return row;
}

/** Throws `hash_conflict` when a hash was given and another change came first. */
export function refuseStale(row: ViewRow | undefined, hash: string): void {
  if (hash !== '' && row !== undefined && row.hash !== hash) throw new SlackError('hash_conflict');
}

function newView(
  workspace: Workspace,
  person: string,
  view: unknown,
  type: ViewRow['type'],
  self?: string,
): ViewRow {
  const id = newId('V');
  return { id, person, rootViewId: id, errors: {}, ...checked(workspace, view, type, self) };
}

/** Throws `view_too_large`, `invalid_arguments` with one line a fault, or `duplicate_external_id`. */
function checked(
  workspace: Workspace,
  view: unknown,
  type: ViewRow['type'],
  self?: string,
): Pick<ViewRow, 'type' | 'view' | 'hash'> {
  if (!isObject(view)) throw new SlackError('invalid_arguments');
  if (viewBytes(view) > limits.viewBytes) throw new SlackError('view_too_large');
  const blocks: unknown[] = Array.isArray(view['blocks']) ? view['blocks'] : [];
  const problems = [
    ...checkView(view),
    ...wrongKind(view, type),
    ...missingFiles(workspace, blocks),
    ...uploadsWithoutScope(workspace, blocks),
  ];
  const placed = problems.map((problem) => ({ ...problem, pointer: `/view${problem.pointer}` }));
  refuse('invalid_arguments', placed);
  refuseTakenExternalId(workspace, view, self);
  const completed = { ...view, blocks: withIds(blocks.filter(isObject)) };
  return { type, view: completed, hash: newHash(workspace.now()) };
}

const wrongKind = (view: Json, type: string) =>
  view['type'] === type ? [] : [{ pointer: '/type', message: `must be ${type}` }];

/** A file input is of no use to an app that may not read files, and Slack refuses it. */
function uploadsWithoutScope({ app }: Workspace, blocks: readonly unknown[]): Problem[] {
  const asks = placedElements(blocks).some(({ element }) => element['type'] === 'file_input');
  if (!asks || app.scopes.includes('files:read')) return [];
  return [{ pointer: '/blocks', message: 'file_input needs the scope files:read' }];
}

function refuseTakenExternalId({ desks, world }: Workspace, view: Json, self: string | undefined): void {
  const id = view['external_id'];
  if (typeof id !== 'string' || id === '') return;
  const taken = (row: ViewRow) => row.view['external_id'] === id && row.id !== self;
  if (desks.modal(taken) !== undefined || [...world.homes.values()].some(taken)) {
    throw new SlackError('duplicate_external_id');
  }
}

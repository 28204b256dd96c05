/** Filling, submitting and closing the modal on top. */
import { settleSubmission } from '../acks.ts';
import { isObject } from '../block-kit/check.ts';
import { placedElements } from '../block-kit/walk.ts';
import type { InputValue, Outcome } from '../contract.ts';
import { outcomeOf } from '../deliveries.ts';
import { commonFields, seenValues, viewField } from '../payloads.ts';
import type { Json, ViewRow } from '../rows.ts';
import { fileObject } from '../shapes.ts';
import type { Workspace } from '../workspace.ts';
import { faultsBeforeSending } from './client-checks.ts';
import { accountInactive, type Desk } from './desk.ts';
import { completed, findElement } from './press.ts';

type Filled = Readonly<Record<string, Readonly<Record<string, InputValue>>>>;

/** Puts values into inputs of the modal on top. Throws when there is no such input or no such option. */
export function fill(desk: Desk, values: Filled): void {
  const { workspace } = desk;
  const person = desk.signIn();
  const view = desk.openModal();
  for (const [blockId, actions] of Object.entries(values)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const { element } = findElement({ key: view.id, blocks: view.view.blocks }, actionId, blockId);
      const put = withFiles(workspace, completed(element, value));
      workspace.desks.put(person.id, view.id, { [blockId]: { [actionId]: put } });
    }
  }
}

/** Files in an input travel as whole file objects. */
function withFiles({ world, origin }: Workspace, value: Json): Json {
  const files = value['files'];
  if (!Array.isArray(files)) return value;
  const rows = files.filter(isObject).map((file) => world.files.get(String(file['id'])));
  return { ...value, files: rows.flatMap((row) => (row === undefined ? [] : [fileObject(row, origin())])) };
}

export async function submit(desk: Desk): Promise<Outcome> {
  if (desk.person.deleted) return accountInactive;
  const { workspace, person } = desk;
  const view = desk.openModal();
  if (view.view['submit'] === undefined) throw new Error('This modal has no submit button.');
  const values = seenValues(workspace, person.id, view.id, view.view.blocks);
  const errors = faultsBeforeSending(view.view.blocks, values);
  workspace.desks.replaceModal({ ...view, errors });
  if (Object.keys(errors).length > 0) return { kind: 'failed', error: 'invalid_input' };
  const payload = {
    type: 'view_submission',
    ...commonFields(person, 'own'),
    trigger_id: workspace.triggers.issue(person.id, view.id),
    ...viewField(workspace, view, person),
    response_urls: responseUrls(workspace, person.id, view),
  };
  return workspace.deliveries.deliver({ kind: 'interactive', payload }, (receipt) =>
    settleSubmission(workspace, receipt, view),
  );
}

/** Cancel: closes the modal on top and shows the one below. */
export async function closeModal(desk: Desk): Promise<Outcome> {
  if (desk.person.deleted) return accountInactive;
  const { workspace, person } = desk;
  const view = desk.openModal();
  const cleared = view.view['clear_on_close'] === true;
  const field = viewField(workspace, view, person);
  workspace.desks.setStack(person.id, cleared ? [] : workspace.desks.stack(person.id).slice(0, -1));
  if (view.view['notify_on_close'] !== true) return { kind: 'accepted' };
  const payload = { type: 'view_closed', ...commonFields(person, 'own'), ...field, is_cleared: cleared };
  return workspace.deliveries.deliver({ kind: 'interactive', payload }, outcomeOf);
}

/** One address for each conversation chosen in an input that asked for it. */
function responseUrls(workspace: Workspace, person: string, view: ViewRow): Json[] {
  const values = seenValues(workspace, person, view.id, view.view.blocks);
  return placedElements(view.view.blocks).flatMap(({ block, element }) => {
    if (element['response_url_enabled'] !== true) return [];
    const [blockId, actionId] = [String(block['block_id']), String(element['action_id'])];
    const chosen = values[blockId]?.[actionId];
    const channel = chosen?.['selected_conversation'] ?? chosen?.['selected_channel'];
    if (typeof channel !== 'string') return [];
    const address = workspace.responseUrls.issue(person, channel);
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: address }];
  });
}

/** Pressing and changing elements, and asking the bot for options. */
import { isObject } from '../block-kit/check.ts';
import { type PlacedElement, placedElements } from '../block-kit/walk.ts';
import type { InputValue, Outcome, Place } from '../contract.ts';
import { outcomeOf } from '../deliveries.ts';
import { channelField, commonFields, messageFields, viewField } from '../payloads.ts';
import type { Json } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import { accountInactive, type Desk, type Surface } from './desk.ts';

/** Elements whose pressing leaves no value behind. */
const momentary = ['button', 'overflow', 'icon_button', 'feedback_buttons', 'workflow_button'];

export interface Change {
  readonly blockId?: string;
  readonly value?: InputValue;
}

export async function act(desk: Desk, place: Place, actionId: string, change: Change = {}): Promise<Outcome> {
  if (desk.person.deleted) return accountInactive;
  const { workspace, person } = desk;
  const surface = desk.surface(place);
  const placed = findElement(surface, actionId, change.blockId);
  if (placed.block['type'] === 'input' && placed.block['dispatch_action'] !== true) {
    throw new Error(`${actionId} does not dispatch: its input block has no dispatch_action. Use fill.`);
  }
  const value = completed(placed.element, change.value);
  if (!momentary.includes(String(placed.element['type']))) {
    const blockId = String(placed.block['block_id']);
    workspace.desks.put(person.id, surface.key, { [blockId]: { [actionId]: value } });
  }
  const payload = {
    type: 'block_actions',
    ...commonFields(person, surface.view?.type === 'modal' ? 'own' : 'installed'),
    trigger_id: workspace.triggers.issue(
      person.id,
      surface.view?.type === 'modal' ? surface.view.id : undefined,
    ),
    ...surfaceFields(desk, surface),
    ...responseUrl(workspace, person.id, surface),
    actions: [action(placed, value, workspace.now())],
  };
  return workspace.deliveries.deliver({ kind: 'interactive', payload }, outcomeOf);
}

/** Options for an external select, asked as Slack's client does while one types. */
export async function suggest(
  desk: Desk,
  place: Place,
  blockId: string,
  actionId: string,
  typed: string,
): Promise<{ text: string; value: string }[]> {
  const { workspace } = desk;
  const person = desk.signIn();
  const surface = desk.surface(place);
  findElement(surface, actionId, blockId);
  const payload = {
    type: 'block_suggestion',
    ...commonFields(person, surface.view?.type === 'modal' ? 'own' : 'installed'),
    ...surfaceFields(desk, surface),
    action_id: actionId,
    block_id: blockId,
    value: typed,
  };
  let options: { text: string; value: string }[] = [];
  await workspace.deliveries.deliver({ kind: 'interactive', payload }, (receipt) => {
    options = receipt.ok ? offeredOptions(receipt.body) : [];
    return outcomeOf(receipt);
  });
  return options;
}

/** The element with this action id. Throws, naming what is there, when it is missing or stands there twice. */
export function findElement(surface: Surface, actionId: string, blockId?: string): PlacedElement {
  const all = placedElements(surface.blocks);
  const found = all.filter(
    ({ block, element }) =>
      element['action_id'] === actionId && (blockId === undefined || block['block_id'] === blockId),
  );
  const [first] = found;
  if (first === undefined) {
    const there = all.map(({ block, element }) => `${block['block_id']}/${element['action_id']}`).join(', ');
    throw new Error(
      `There is no ${blockId ?? '*'}/${actionId} to press. There are: ${there || 'no elements'}.`,
    );
  }
  if (found.length > 1) throw new Error(`${actionId} stands there ${found.length} times: say which blockId.`);
  return first;
}

/** A chosen option may be given by its value alone; static options are looked up, unknown ones refused. */
export function completed(element: Json, given: InputValue | undefined): Json {
  const value: Json = given ?? { type: String(element['type']) };
  if (value['type'] !== element['type']) {
    throw new Error(`${element['action_id']} is a ${element['type']}; it was given a ${value['type']}.`);
  }
  const chosen = value['selected_option'];
  const several = value['selected_options'];
  return {
    ...value,
    ...(isObject(chosen) ? { selected_option: option(element, chosen) } : {}),
    ...(Array.isArray(several)
      ? { selected_options: several.filter(isObject).map((one) => option(element, one)) }
      : {}),
  };
}

function option(element: Json, chosen: Json): Json {
  if (String(element['type']).includes('external')) return chosen;
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isObject) : [];
  const offered = [element['options'], ...groups.map((group) => group['options'])].flat().filter(isObject);
  const found = offered.find((one) => one['value'] === chosen['value']);
  if (found === undefined) {
    throw new Error(
      `${chosen['value']} is not offered. Offered: ${offered.map((one) => one['value']).join(', ')}.`,
    );
  }
  return found;
}

function surfaceFields(desk: Desk, surface: Surface): Json {
  const { workspace, person } = desk;
  if (surface.message !== undefined) {
    const channel = desk.channel(surface.message.channel);
    return { ...messageFields(workspace, surface.message, person), ...channelField(channel) };
  }
  if (surface.view === undefined) return {};
  return {
    container: { type: 'view', view_id: surface.view.id },
    ...viewField(workspace, surface.view, person),
  };
}

function responseUrl({ responseUrls }: Workspace, person: string, { message }: Surface): Json {
  return message === undefined ? {} : { response_url: responseUrls.issue(person, message.channel, message) };
}

/** The element as it was drawn, without its choices, with what was chosen. */
function action({ block, element }: PlacedElement, value: Json, now: number): Json {
  const { options: _options, option_groups: _groups, ...drawn } = element;
  return { ...drawn, block_id: block['block_id'], ...value, action_ts: now.toFixed(6) };
}

function offeredOptions(body: unknown): { text: string; value: string }[] {
  if (!isObject(body)) return [];
  const groups = Array.isArray(body['option_groups']) ? body['option_groups'].filter(isObject) : [];
  const options = [body['options'], ...groups.map((group) => group['options'])].flat().filter(isObject);
  return options.map((one) => ({
    text: isObject(one['text']) ? String(one['text']['text']) : '',
    value: String(one['value']),
  }));
}

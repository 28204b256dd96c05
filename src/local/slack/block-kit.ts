/**
 * Is this what Slack would take? Pure checks of messages and views against Slack's documented surfaces, shapes, limits
 * and uniqueness rules. Each answers a list of faults; an empty list means Slack would accept it.
 */
import { blocks as blockShapes, surfaces } from './block-kit/blocks.ts';
import {
  type Check,
  fault,
  flag,
  into,
  isObject,
  type Json,
  oneOf,
  type Problem,
  plain,
  type Spot,
  type Surface,
  shape,
  string,
} from './block-kit/check.ts';
import { limits } from './block-kit/limits.ts';
import { allBlocks, placedElements, readableLength } from './block-kit/walk.ts';

export type { Problem, Surface } from './block-kit/check.ts';
export { limits } from './block-kit/limits.ts';

/** Faults of the blocks of one message or view. */
export function checkBlocks(surface: Surface, blocks: readonly unknown[]): Problem[] {
  const problems: Problem[] = [];
  checkBlocksAt(blocks, { surface, pointer: '/blocks', report: (problem) => problems.push(problem) });
  return problems;
}

/** Faults of a view as handed to `views.*` or a `response_action`. */
export function checkView(view: unknown): Problem[] {
  const problems: Problem[] = [];
  const surface = isObject(view) && view['type'] === 'home' ? 'home' : 'modal';
  viewCheck(view, { surface, pointer: '', report: (problem) => problems.push(problem) });
  return problems;
}

/** Faults of a message as handed to `chat.postMessage`. Text may be missing when blocks speak. */
export function checkMessage(message: {
  readonly text?: unknown;
  readonly blocks?: readonly unknown[] | undefined;
}): Problem[] {
  const { text = '', blocks = [] } = message;
  const problems = checkBlocks('message', blocks);
  if (typeof text !== 'string') problems.push({ pointer: '/text', message: 'must provide a string' });
  else if (text === '' && blocks.length === 0) problems.push({ pointer: '/text', message: 'no text' });
  else if (text.length > limits.messageText)
    problems.push({ pointer: '/text', message: `must be less than ${limits.messageText + 1} characters` });
  return problems;
}

const block: Check = (value, spot) => {
  if (!isObject(value)) return fault(spot, 'must provide an object');
  const type = String(value['type']);
  const check = Object.hasOwn(blockShapes, type) ? blockShapes[type] : undefined;
  if (check === undefined) return fault(spot, `unsupported type: ${type}`);
  if (!surfaces[type]?.includes(spot.surface))
    return fault(spot, `unsupported block: ${type} does not work in a ${spot.surface}`);
  check(value, spot);
};

const checkBlocksAt: Check = (blocks, spot) => {
  if (!Array.isArray(blocks)) return fault(spot, 'must provide an array');
  const most = limits.blocks[spot.surface];
  if (blocks.length > most) fault(spot, `no more than ${most} items allowed`);
  if (blocks.length === 0 && spot.surface !== 'message') fault(spot, 'no fewer than 1 items required');
  for (const [index, entry] of blocks.entries()) block(entry, into(spot, index));
  checkTogether(blocks, spot);
};

/** Rules about all blocks of one message or view. */
function checkTogether(blocks: readonly unknown[], spot: Spot): void {
  const all = allBlocks(blocks);
  const ofType = (...types: string[]) => all.filter((entry) => types.includes(String(entry['type'])));
  unique(
    all.map((entry) => entry['block_id']),
    'block_id',
    spot,
  );
  for (const holder of all) {
    const inside = placedElements(blocks).filter((placed) => placed.block === holder);
    unique(
      inside.map((placed) => placed.element['action_id']),
      'action_id',
      spot,
    );
  }
  const focused = placedElements(blocks).filter((placed) => placed.element['focus_on_load'] === true);
  if (focused.length > 1) fault(spot, 'only one element may have focus_on_load');
  if (ofType('table', 'data_table').length > 1) fault(spot, 'only_one_table_allowed');
  if (readableLength(ofType('table', 'data_table')) > limits.table.characters) {
    fault(spot, `the cells of a table hold no more than ${limits.table.characters} characters`);
  }
  if (ofType('data_visualization').length > limits.dataVisualization.each) {
    fault(spot, `no more than ${limits.dataVisualization.each} data_visualization blocks allowed`);
  }
  const markdown = readableLength(ofType('markdown'));
  if (markdown > limits.markdown)
    fault(spot, `markdown of a message is at most ${limits.markdown} characters`);
}

function unique(ids: readonly unknown[], what: string, spot: Spot): void {
  const given = ids.filter((id) => typeof id === 'string');
  const twice = given.find((id, index) => given.indexOf(id) !== index);
  if (twice !== undefined) fault(spot, `${what} already exists: ${twice}`);
}

const callbackId = string(1, limits.id);
const common = {
  private_metadata: string(0, limits.privateMetadata),
  callback_id: callbackId,
  external_id: string(0, limits.id),
};
const modal = shape(
  { title: plain(limits.modalTitle), blocks: checkBlocksAt },
  {
    ...common,
    submit: plain(limits.modalTitle),
    close: plain(limits.modalTitle),
    clear_on_close: flag,
    notify_on_close: flag,
  },
  needsSubmit,
);
const home = shape({ blocks: checkBlocksAt }, common);

function needsSubmit(view: Json, spot: Spot): void {
  const asks =
    Array.isArray(view['blocks']) &&
    view['blocks'].some((entry) => isObject(entry) && entry['type'] === 'input');
  if (asks && view['submit'] === undefined)
    fault(spot, 'missing required field: submit (the view has input blocks)');
}

const viewCheck: Check = (value, spot) => {
  if (!isObject(value)) return fault(spot, 'must provide an object');
  oneOf('modal', 'home')(value['type'], into(spot, 'type'));
  if (viewBytes(value) > limits.viewBytes) fault(spot, `view is larger than ${limits.viewBytes} bytes`);
  (spot.surface === 'home' ? home : modal)(value, spot);
};

/** Size of a view as Slack weighs it: the bytes of its JSON. */
export const viewBytes = (view: unknown): number => Buffer.byteLength(JSON.stringify(view));

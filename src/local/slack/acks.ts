/** What the body of an ack does: a reply to a command, an answer to a submitted modal. */
import { isObject } from './block-kit/check.ts';
import { botUserId } from './cast.ts';
import type { Outcome } from './contract.ts';
import { outcomeOf, type Receipt } from './deliveries.ts';
import { contentOf, post, postEphemeral } from './messages.ts';
import type { ChannelRow, Json, ViewRow } from './rows.ts';
import { SlackError } from './slack-error.ts';
import { pushModal, updateModal } from './views.ts';
import type { Workspace } from './workspace.ts';

const accepted: Outcome = { kind: 'accepted' };

/** A command's ack may carry a message: ephemeral unless it says `in_channel`. */
export function settleCommand(
  workspace: Workspace,
  receipt: Receipt,
  person: string,
  channel: ChannelRow,
  url: string,
): Outcome {
  if (!receipt.ok || receipt.body === undefined) return outcomeOf(receipt);
  const body: Json = isObject(receipt.body) ? receipt.body : { text: String(receipt.body) };
  return refusedAs('invalid_command_response', () => {
    const content = contentOf(workspace, String(body['text'] ?? ''), body['blocks']);
    const inChannel = body['response_type'] === 'in_channel';
    const row = inChannel
      ? post(workspace, channel, botUserId, content)
      : postEphemeral(workspace, channel.id, person, content);
    workspace.responseUrls.setTarget(url, row);
  });
}

/** Without a word the modal closes; else `errors`, `update`, `push` or `clear`. */
export function settleSubmission(workspace: Workspace, receipt: Receipt, submitted: ViewRow): Outcome {
  if (!receipt.ok) return outcomeOf(receipt);
  return refusedAs('invalid_response_action', () => answerSubmission(workspace, receipt.body, submitted));
}

function answerSubmission(workspace: Workspace, body: unknown, submitted: ViewRow): void {
  const { desks } = workspace;
  const row = desks.modal((open) => open.id === submitted.id);
  if (row === undefined) return;
  const action =
    body === undefined || body === '' ? 'close' : isObject(body) ? body['response_action'] : undefined;
  const { errors, view }: Json = isObject(body) ? body : {};
  if (action === 'close') closeAfterSubmission(workspace, row);
  else if (action === 'errors') desks.replaceModal({ ...row, errors: inputErrors(row, errors) });
  else if (action === 'update') updateModal(workspace, row, view);
  else if (action === 'push') pushModal(workspace, row.person, view);
  else if (action === 'clear') desks.setStack(row.person, []);
  else
    throw new SlackError(
      `the ack of a submission must be empty or a known response_action, not ${String(action)}`,
    );
}

function closeAfterSubmission({ desks }: Workspace, row: ViewRow): void {
  const left = desks.stack(row.person).filter((open) => open.id !== row.id);
  desks.setStack(row.person, row.view['clear_on_close'] === true ? [] : left);
}

/** Errors may only name input blocks of the view, by block id. */
function inputErrors(row: ViewRow, errors: unknown): Readonly<Record<string, string>> {
  const inputs = row.view.blocks
    .filter((block) => block['type'] === 'input')
    .map((block) => block['block_id']);
  const told = isObject(errors) ? Object.entries(errors) : [];
  if (told.length === 0) throw new SlackError('errors is empty');
  for (const [blockId, sentence] of told) {
    if (!inputs.includes(blockId))
      throw new SlackError(`errors names ${blockId}, which is no input block of the view`);
    if (typeof sentence !== 'string' || sentence === '') throw new SlackError(`errors.${blockId} is empty`);
  }
  return Object.fromEntries(told.map(([blockId, sentence]) => [blockId, String(sentence)]));
}

/** What Slack would not take from the bot shows to the person as a failure, with the reason for whoever debugs. */
function refusedAs(error: string, deed: () => void): Outcome {
  try {
    deed();
    return accepted;
  } catch (refusal) {
    if (!(refusal instanceof SlackError)) throw refusal;
    const faults = refusal.details['errors'];
    const details = Array.isArray(faults) ? faults.join('; ') : refusal.code;
    return { kind: 'failed', error: `${error}: ${details}` };
  }
}

/** The one place where a Reply is carried out. Each call may fail without harm: the deed is committed by then. */
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Arrived } from './arrived.ts';
import { option } from './fields.ts';
import type { Reply } from './reply.ts';
import type { Message } from './views/kit.ts';
import { messageModal } from './views/notices.ts';

/** What Bolt's `ack` takes, as far as we use it. */
export type Ack = (body?: object) => Promise<void>;

export interface Performer {
  readonly client: WebClient;
  readonly log: Logger;
  /** Sends to a `response_url`, which Slack made for this interaction. */
  readonly respond: (url: string, body: object) => Promise<void>;
}

/** Opens the waiting modal; its id, or `null` when Slack did not take the trigger any more. */
export async function openWaiting(
  performer: Performer,
  arrived: Pick<Arrived, 'trigger' | 'pressedIn'>,
  view: ModalView,
): Promise<string | null> {
  const { views } = performer.client;
  try {
    const asked = { trigger_id: arrived.trigger ?? '', view };
    // On top of the modal that it was asked for in, so that closing it leads back there.
    const opened = arrived.pressedIn?.type === 'modal' ? await views.push(asked) : await views.open(asked);
    return opened.view?.id ?? null;
  } catch (err) {
    performer.log.warn({ err }, 'a modal could not be opened');
    return null;
  }
}

/**
 * Acks with what belongs into the ack and sends the rest.
 * @param waiting id of the modal that was opened for this reply, if any.
 */
export async function perform(
  performer: Performer,
  arrived: Arrived,
  reply: Reply,
  ack: Ack,
  waiting: string | null,
): Promise<void> {
  if (waiting !== null) return fillWaiting(performer, waiting, reply);
  switch (reply.do) {
    case 'nothing':
    case 'close':
      return ack();
    case 'clear':
      return ack({ response_action: 'clear' });
    case 'options':
      return ack({ options: reply.choices.slice(0, 100).map(option) });
    case 'errors':
      return ack({ response_action: 'errors', errors: reply.fields });
    case 'become':
      return ack({ response_action: 'update', view: reply.view });
    case 'push':
      return ack({ response_action: 'push', view: reply.view });
    case 'modal':
      await ack();
      if (arrived.trigger !== null) await openWaiting(performer, arrived, reply.view);
      return;
    case 'tell':
    case 'replace':
      return say(performer, arrived, reply.message, reply.do === 'replace', ack);
  }
}

async function fillWaiting(performer: Performer, viewId: string, reply: Reply): Promise<void> {
  const view =
    reply.do === 'modal' || reply.do === 'become'
      ? reply.view
      : reply.do === 'tell' || reply.do === 'replace'
        ? messageModal(reply.message)
        : null;
  if (view !== null) await updateModal(performer, viewId, view);
}

async function updateModal(performer: Performer, viewId: string, view: ModalView): Promise<void> {
  try {
    await performer.client.views.update({ view_id: viewId, view });
  } catch (err) {
    performer.log.warn({ err }, 'a modal could not be filled');
  }
}

async function say(
  performer: Performer,
  arrived: Arrived,
  message: Message,
  replace: boolean,
  ack: Ack,
): Promise<void> {
  const body = { response_type: 'ephemeral', text: message.text, blocks: message.blocks };
  if (arrived.kind === 'command') return ack(body);
  if (arrived.kind === 'form') return ack({ response_action: 'update', view: messageModal(message) });
  await ack();
  if (arrived.responseUrl !== null) {
    const replace_original = replace && arrived.inPrivateMessage;
    return performer.respond(arrived.responseUrl, { ...body, replace_original });
  }
  if (replace && arrived.pressedIn?.type === 'modal') {
    return updateModal(performer, arrived.pressedIn.id, messageModal(message));
  }
  if (arrived.trigger !== null) await openWaiting(performer, arrived, messageModal(message));
}

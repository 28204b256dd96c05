/** Deliveries made by hand: signed as Slack signs them, for any door, from anybody. */
import { createHmac } from 'node:crypto';
import { buttons } from '../../src/slack/buttons.ts';
import type { Door } from '../../src/slack/door.ts';
import { shortcuts } from '../../src/slack/manifest.ts';
import { HOME } from './quiet-slack.ts';

export const SIGNING_SECRET = 'a test signing secret';
export const COMMAND = '/key';

export interface Visitor {
  readonly person: string;
  /** Team that the delivery says the person belongs to. */
  readonly team: string;
}

/** What somebody brings to a door. Whatever a door does not read, it does not see. */
export interface Brought {
  /** Typed after the command, or into a searching menu. */
  readonly text?: string;
  /** Ids in a button's value and in a form's hidden part. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** A form's answers: input's block id to the element's state. */
  readonly answers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The message that a message shortcut is used on. */
  readonly message?: string;
}

export interface Delivery {
  /** Slack's id of it, and its trigger. */
  readonly id: string;
  readonly contentType: string;
  readonly body: string;
}

const FORM = 'application/x-www-form-urlencoded';
let count = 0;

/** What Slack would bring to this door, and its id. */
export function broughtTo(
  door: Pick<Door, 'kind' | 'id'>,
  visitor: Visitor,
  brought: Brought,
  responseUrl: (delivery: string) => string,
): { readonly id: string; readonly payload: object } {
  count += 1;
  const id = `trigger.${count}.${door.id.replaceAll(/[^a-z]/g, '-')}`;
  const make = door.kind === 'command' ? commandFields : interaction;
  return { id, payload: make(id, door, visitor, brought, responseUrl(id)) };
}

/** A delivery to this door, as Slack would make it. */
export function deliveryTo(...to: Parameters<typeof broughtTo>): Delivery {
  const { id, payload } = broughtTo(...to);
  const [{ kind }] = to;
  const fields = kind === 'command' ? { ...payload } : { payload: JSON.stringify(payload) };
  return { id, contentType: FORM, body: new URLSearchParams(fields).toString() };
}

/** An event, as Slack would send it. */
export function eventDelivery(team: string, event: Readonly<Record<string, unknown>>): Delivery {
  count += 1;
  const id = `Ev${count}`;
  const body = { type: 'event_callback', token: 'x', team_id: team, api_app_id: 'A0', event_id: id, event };
  return { id, contentType: 'application/json', body: JSON.stringify(body) };
}

function commandFields(
  id: string,
  door: Pick<Door, 'id'>,
  visitor: Visitor,
  { text }: Brought,
  responseUrl: string,
) {
  return {
    command: COMMAND,
    text: asSlackSends([door.id, text ?? ''].join(' ').trim()),
    team_id: visitor.team,
    user_id: visitor.person,
    channel_id: 'C0DESK',
    response_url: responseUrl,
    trigger_id: id,
  };
}

function interaction(
  id: string,
  door: Pick<Door, 'kind' | 'id'>,
  visitor: Visitor,
  brought: Brought,
  responseUrl: string,
): object {
  const common = {
    user: { id: visitor.person, username: 'x', team_id: visitor.team },
    team: { id: HOME, domain: 'home' },
    api_app_id: 'A0',
    token: 'x',
    trigger_id: id,
  };
  const channel = { id: 'C0DESK', name: 'desk' };
  const view = {
    id: 'V0FORM',
    type: 'modal',
    callback_id: door.id,
    private_metadata: JSON.stringify(brought.about ?? {}),
    hash: id,
    state: { values: brought.answers ?? {} },
  };
  switch (door.kind) {
    case 'button':
      return {
        type: 'block_actions',
        ...common,
        channel,
        // The pressed message is private, so that every redrawn card is an answer.
        container: { type: 'message', message_ts: '1.1', channel_id: channel.id, is_ephemeral: true },
        response_url: responseUrl,
        actions: [
          { type: 'button', block_id: 'b', action_id: `${door.id}:1`, value: carried(door.id, brought) },
        ],
      };
    case 'lookup':
      return {
        type: 'block_suggestion',
        ...common,
        block_id: 'b',
        action_id: door.id,
        value: brought.text ?? '',
        view,
      };
    case 'form':
      return { type: 'view_submission', ...common, view };
    default: {
      const ofMessage = shortcuts.some(
        ({ type, callback_id }) => type === 'message' && callback_id === door.id,
      );
      const message = { type: 'message', ts: '1.1', text: brought.message ?? 'hello', user: visitor.person };
      return ofMessage
        ? {
            type: 'message_action',
            ...common,
            callback_id: door.id,
            channel,
            message_ts: '1.1',
            message,
            response_url: responseUrl,
          }
        : { type: 'shortcut', ...common, callback_id: door.id, action_ts: '1.1' };
    }
  }
}

/** Our own buttons carry a versioned value; a chosen option carries the key's row id. */
function carried(id: string, { about }: Brought): string {
  const isButton = Object.values(buttons).some((kind) => kind.id === id);
  return isButton ? JSON.stringify([1, about ?? {}]) : String(about?.['key'] ?? '');
}

export interface Signed {
  readonly secret?: string;
  /** Seconds since the epoch; now when absent. */
  readonly at?: number;
}

/** Hands a delivery to the bot. */
export async function deliver(
  address: string,
  { contentType, body }: Delivery,
  { secret = SIGNING_SECRET, at = Math.floor(Date.now() / 1000) }: Signed = {},
): Promise<{ status: number; body: string }> {
  const digest = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${digest}`,
    },
    body,
  });
  return { status: answer.status, body: await answer.text() };
}

/** What people type is escaped by Slack, so that only its own mentions have brackets. */
const asSlackSends = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

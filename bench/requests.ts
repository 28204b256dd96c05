/** What Slack sends for a command and for a click on a step, signed as Slack signs. */
import { createHmac, randomUUID } from 'node:crypto';

export const kinds = ['show', 'click'] as const;
export type Kind = (typeof kinds)[number];

/** An incident whose step is claimed and released in turns. */
export interface Clickable {
  readonly incident: number;
  readonly step: string;
  /** The message that the button sits in: Slack sends all of it along. */
  readonly message: {
    readonly channel: string;
    readonly ts: string;
    readonly text: string;
    readonly blocks: unknown;
  };
}

/** Who does what where; plain data, so that it travels to the process that makes the load. */
export interface Script {
  readonly signingSecret: string;
  readonly team: string;
  readonly person: string;
  readonly channel: string;
  readonly label: string;
  readonly clickables: readonly Clickable[];
  /** Base of a response_url; no answer should come there. */
  readonly responses: string;
}

export function showBody({ team, person, channel, label, responses }: Script): string {
  return new URLSearchParams({
    token: 'deprecated',
    team_id: team,
    team_domain: 'local-desk',
    channel_id: channel,
    channel_name: 'trading-desk',
    user_id: person,
    user_name: 'ana',
    command: '/key',
    text: `show ${label}`,
    api_app_id: 'A000000KEY',
    is_enterprise_install: 'false',
    response_url: `${responses}/command`,
    trigger_id: freshTrigger(),
  }).toString();
}

export function clickBody(script: Script, { incident, step, message }: Clickable, claim: boolean): string {
  const { team, person, responses } = script;
  const { channel, ts, text, blocks } = message;
  const payload = {
    type: 'block_actions',
    user: { id: person, username: 'ana', name: 'ana', team_id: team },
    api_app_id: 'A000000KEY',
    token: 'deprecated',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: freshTrigger(),
    team: { id: team, domain: 'local-desk' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: 'privategroup' },
    message: { type: 'message', user: 'U000000KEY', ts, text, blocks },
    state: { values: {} },
    response_url: `${responses}/click`,
    actions: [
      {
        type: 'button',
        action_id: `${claim ? 'claim-step' : 'release-step'}:${incident}:${step}`,
        block_id: 'step',
        text: { type: 'plain_text', text: claim ? 'I do this' : 'Give back', emoji: true },
        value: JSON.stringify([1, { incident, step }]),
        action_ts: ts,
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** A trigger seen before would be a repeated delivery, which is done once. */
const freshTrigger = (): string => `1.1.${randomUUID()}`;

export function headersFor(body: string, signingSecret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
}

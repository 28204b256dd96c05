/** What this process knows of its connection to Slack, after the start. */
import type { WebClient } from '@slack/web-api';
import { type SlackTrouble, slackTrouble } from './errors.ts';

/** Slack's words for "this token is no good any more"; a missing scope is not among them. */
const TOKEN_REFUSED = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'team_access_not_granted',
  'org_login_required',
  'ekm_access_denied',
];

export const isTokenRefused = (trouble: SlackTrouble | null): boolean =>
  trouble?.kind === 'not_allowed' && TOKEN_REFUSED.includes(trouble.code);

export interface SlackWatch {
  /** A call of ours failed so; only what concerns the whole connection is kept. */
  failed(trouble: SlackTrouble | null): void;
  /** Asks Slack whether it still knows us. Never throws. */
  ask(): Promise<void>;
  /** Whether Slack answered such a question in the last so many milliseconds. */
  answeredWithin(ms: number): boolean;
  /** A sentence for people, `null` while all is well. */
  trouble(): string | null;
}

/** A single call without an answer says little. */
const UNANSWERED = 2;

export function watchSlack(client: WebClient): SlackWatch {
  let refused: string | null = null;
  let unanswered = 0;
  let answered = Number.NEGATIVE_INFINITY;
  const failed = (trouble: SlackTrouble | null): void => {
    if (trouble !== null && isTokenRefused(trouble)) refused = trouble.code;
  };
  return {
    failed,
    ask: async () => {
      try {
        await client.auth.test();
        refused = null;
        unanswered = 0;
        answered = performance.now();
      } catch (error) {
        const trouble = slackTrouble(error);
        failed(trouble);
        unanswered = trouble?.kind === 'unclear' ? unanswered + 1 : 0;
      }
    },
    answeredWithin: (ms) => performance.now() - answered <= ms,
    trouble: () => {
      if (refused !== null) {
        return `Slack refuses our token (${refused}). Nothing is sent; it waits. Install the app again and start with its new SLACK_BOT_TOKEN.`;
      }
      if (unanswered < UNANSWERED) return null;
      return `Slack did not answer the last ${unanswered} times. Nothing is sent; it waits. Check the network and status.slack.com.`;
    },
  };
}

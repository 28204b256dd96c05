import { RespondError } from '@slack/bolt';
import { fetchWithin } from './fetch-within.ts';

/**
 * Sends to a `response_url`. Slack made it for one interaction; it must lie on Slack's host, or on the configured
 * one, so that a forged payload cannot make us call elsewhere.
 * @throws RespondError when Slack did not take it (used up, or older than 30 minutes).
 */
export function makeRespond(apiUrl: string | undefined): (url: string, body: object) => Promise<void> {
  const api = new URL(apiUrl ?? 'https://slack.com/api/').origin;
  const allowed = api === 'https://slack.com' ? 'https://hooks.slack.com' : api;
  const send = fetchWithin(5_000);
  return async (url, body) => {
    if (new URL(url).origin !== allowed) throw new RespondError('not an address of Slack', 0);
    const answer = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
    });
    if (!answer.ok) throw new RespondError('Slack did not take the response', answer.status);
  };
}

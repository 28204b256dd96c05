import { WebClient, type WebClientOptions } from '@slack/web-api';
import { CheckedClient } from './calls.ts';
import { fetchWithin } from './fetch-within.ts';

/**
 * Three clients, because a 429 or a retry in one must not hold up another: `interactive` answers a person who waits,
 * `outbox` performs stored intents (which own their retries), `read` looks things up.
 */
export interface Clients {
  readonly interactive: WebClient;
  readonly outbox: CheckedClient;
  readonly read: WebClient;
}

/** How long one call of the outbox waits for its answer. */
export const OUTBOX_CALL_MS = 7_000;

/**
 * How long after it was begun a call may still be carried out by Slack, whether or not we wait for it: longer than our
 * own patience, since what we hung up on goes on there. Slack promises nothing here. Whoever repeats a call of unclear
 * outcome waits so long, and looks whether it was carried out.
 */
export const STILL_LANDS_MS = 10_000;

/** @param apiUrl ends in `/`; the token travels to this host and to no other. */
export function makeClients(token: string, apiUrl: string | undefined): Clients {
  const common: WebClientOptions = {
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
  return {
    interactive: new WebClient(token, { ...common, fetch: fetchWithin(2_500) }),
    outbox: new CheckedClient(token, { ...common, fetch: fetchWithin(OUTBOX_CALL_MS) }),
    read: new WebClient(token, { ...common, fetch: fetchWithin(2_000) }),
  };
}

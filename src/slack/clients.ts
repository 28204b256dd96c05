import { WebClient, type WebClientOptions } from '@slack/web-api';

/**
 * Three clients, because a 429 or a retry in one must not hold up another: `interactive` answers a person who waits,
 * `outbox` performs stored intents (which own their retries), `read` looks things up.
 */
export interface Clients {
  readonly interactive: WebClient;
  readonly outbox: WebClient;
  readonly read: WebClient;
}

/** @param apiUrl ends in `/`; the token travels to this host and to no other. */
export function makeClients(token: string, apiUrl: string | undefined): Clients {
  const common: WebClientOptions = {
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
  return {
    interactive: new WebClient(token, { ...common, timeout: 2_500 }),
    outbox: new WebClient(token, { ...common, timeout: 10_000 }),
    read: new WebClient(token, { ...common, timeout: 2_000 }),
  };
}

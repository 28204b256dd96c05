/** Deliveries as signed HTTP requests to the bot's one address. */
import { createHmac } from 'node:crypto';
import type { Courier, Parcel, Receipt } from './deliveries.ts';

// Without a charset: Bolt compares this header as a whole.
const form = 'application/x-www-form-urlencoded';

const timedOut: Receipt = { ok: false, error: 'operation_timeout', reason: 'http_timeout', final: false };
const unreachable: Receipt = {
  ok: false,
  error: 'dispatch_failed',
  reason: 'connection_failed',
  final: false,
};

export function httpCourier(url: string, signingSecret: string, patience: number): Courier {
  return {
    async deliver(parcel) {
      const { type, body } = encode(parcel);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': type, ...signature(body, signingSecret), ...retryHeaders(parcel) },
          body,
          signal: AbortSignal.timeout(patience),
        });
        return await receiptOf(response);
      } catch (error) {
        return error instanceof DOMException && error.name === 'TimeoutError' ? timedOut : unreachable;
      }
    },
    close() {},
  };
}

function encode({ kind, payload }: Parcel): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  if (kind === 'interactive') {
    return { type: form, body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() };
  }
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { type: form, body: new URLSearchParams(fields).toString() };
}

/** Signed with the machine's own clock: the workspace's clock may have been moved, the transport's never is. */
function signature(body: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

const retryHeaders = ({ retry }: Parcel): Record<string, string> =>
  retry === undefined ? {} : { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason };

async function receiptOf(response: Response): Promise<Receipt> {
  const text = await response.text();
  if (!response.ok) {
    const final = response.headers.get('x-slack-no-retry') === '1';
    return { ok: false, error: 'dispatch_failed', reason: 'http_error', final };
  }
  if (text === '') return { ok: true, body: undefined };
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: true, body: text };
  }
}

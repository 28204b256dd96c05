/** The client of stored intents: says which method Slack shut, and calls only while the intent is surely ours. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { WebAPIRateLimitedError, WebClient } from '@slack/web-api';

/** Slack takes no more calls of one method for a while. It did not carry this one out. */
export class MethodShut extends Error {
  readonly method: string;
  /** Until it may be called again; at least one. */
  readonly seconds: number;

  constructor(method: string, seconds: number) {
    super(`Slack shut ${method} for ${seconds} s`);
    this.name = 'MethodShut';
    this.method = method;
    this.seconds = Math.max(1, seconds);
  }
}

/** What must not happen twice. All else may be called again at any time. */
const ONCE: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'conversations.create',
  'files.completeUploadExternal',
]);

/** One go at an effect. */
export interface Attempt {
  /** Asked before each of its calls; throws when the call must not be made. `once`: it must not happen twice. */
  begin(once: boolean): void;
  /** A call that must not happen twice succeeded. */
  succeeded(): void;
}

const attempts = new AsyncLocalStorage<Attempt>();

/** Runs an effect, all of whose calls to Slack belong to this attempt. */
export const attempting = <Result>(attempt: Attempt, run: () => Promise<Result>): Promise<Result> =>
  attempts.run(attempt, run);

/** Every method of the client goes through `apiCall`. */
export class CheckedClient extends WebClient {
  override async apiCall(...call: Parameters<WebClient['apiCall']>): ReturnType<WebClient['apiCall']> {
    const [method] = call;
    const attempt = attempts.getStore();
    const once = ONCE.has(method);
    attempt?.begin(once);
    try {
      const answer = await super.apiCall(...call);
      if (once) attempt?.succeeded();
      return answer;
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError) throw new MethodShut(method, error.retryAfter);
      throw error;
    }
  }
}

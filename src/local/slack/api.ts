/**
 * The Web API over HTTP: reads a call, asks who calls, applies trouble, limits and scopes, runs the method, answers and
 * remembers. The order is Slack's: token, limit, scope, method.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Args } from './args.ts';
import type { RecordedCall, Trouble } from './contract.ts';
import { postedChannel } from './methods/chat.ts';
import { type Method, methods } from './methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { readArguments } from './read-body.ts';
import type { Json } from './rows.ts';
import { SlackError } from './slack-error.ts';
import type { Troubles } from './troubles.ts';
import type { Workspace } from './workspace.ts';

/** How many calls are remembered before the oldest are forgotten. */
const remembered = 50_000;

export interface ApiOptions {
  readonly botToken: string;
  /** Undefined when deliveries go over HTTP. */
  readonly appToken: string | undefined;
  readonly limits: RateLimits | undefined;
  readonly troubles: Troubles;
}

interface Answer {
  readonly status: number;
  readonly body: Json & { readonly ok: boolean };
  readonly headers?: Readonly<Record<string, string>>;
}

export class Api {
  readonly calls: RecordedCall[] = [];
  readonly #workspace: Workspace;
  readonly #options: ApiOptions;
  readonly #closing = new AbortController();

  constructor(workspace: Workspace, options: ApiOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  async serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token, args } = await readArguments(request);
    const arrived = this.#workspace.now();
    const trouble = this.#options.troubles.take(name, args);
    if (trouble !== undefined && dropsFirst.includes(trouble.kind)) response.destroy();
    if (trouble?.kind === 'drop_before') return;
    if (trouble?.kind === 'slow' || trouble?.kind === 'late') {
      await pause(trouble.milliseconds, undefined, { signal: this.#closing.signal });
    }
    const answer = instead(trouble) ?? this.#answer(name, token, args);
    const shown = afterwards(trouble) ?? answer;
    this.#remember(name, args, shown, arrived, trouble);
    if (trouble?.kind === 'drop_after') response.destroy();
    if (!response.destroyed && trouble?.kind !== 'silent') send(response, shown);
  }

  /** What still takes its time is never done. */
  close(): void {
    this.#closing.abort();
  }

  #answer(name: string, token: string, args: Args): Answer {
    try {
      const method = methods[name];
      if (method === undefined) throw unknownMethod(name);
      this.#authenticate(method, token);
      const wait = this.#wait(name, method, args);
      if (wait !== undefined) return rateLimited(wait);
      const scope = this.#allow(method, args);
      const body = { ok: true, ...method.run(args, this.#workspace) };
      const provided = this.#workspace.app.scopes.join(',');
      return { status: 200, body, headers: { 'x-oauth-scopes': provided, 'x-accepted-oauth-scopes': scope } };
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return { status: 200, body: { ok: false, error: error.code, ...error.details } };
    }
  }

  #authenticate(method: Method, token: string): void {
    if (method.token === 'none') return;
    const { botToken, appToken } = this.#options;
    if (token === '') throw new SlackError('not_authed');
    if (token === (method.token === 'app' ? botToken : appToken))
      throw new SlackError('not_allowed_token_type');
    if (token !== (method.token === 'app' ? appToken : botToken)) throw new SlackError('invalid_auth');
    if (!this.#workspace.world.installed) throw new SlackError('account_inactive');
  }

  #wait(name: string, method: Method, args: Args): number | undefined {
    const { limits } = this.#options;
    return (
      limits?.method(name, method.tier) ??
      (name === 'chat.postMessage' ? limits?.post(postedChannel(args)) : undefined)
    );
  }

  /** The scope that allowed it; throws `missing_scope` with what is needed and what is there. */
  #allow(method: Method, args: Args): string {
    const needed = typeof method.scope === 'function' ? method.scope(args, this.#workspace) : method.scope;
    const { scopes } = this.#workspace.app;
    if (needed !== undefined && !scopes.includes(needed)) {
      throw new SlackError('missing_scope', { needed, provided: scopes.join(',') });
    }
    return needed ?? '';
  }

  #remember(method: string, args: Args, { body }: Answer, arrived: number, trouble?: Trouble): void {
    const error = typeof body['error'] === 'string' ? { error: body['error'] } : {};
    const answer = { ok: body.ok, ...error };
    const kind = trouble === undefined ? {} : { trouble: trouble.kind };
    this.calls.push({ at: this.#workspace.now(), arrived, ...kind, method, args, answer });
    if (this.calls.length > remembered) this.calls.shift();
  }
}

function unknownMethod(name: string): SlackError {
  process.emitWarning(
    `The local Slack has no method ${name}. Add it to methods.ts and coverage.ts.`,
    'LocalSlack',
  );
  return new SlackError('unknown_method', { req_method: name });
}

const rateLimited = (seconds: number): Answer => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(seconds) },
});

/** Troubles whose caller hears nothing from the beginning. */
const dropsFirst: readonly Trouble['kind'][] = ['drop_before', 'late'];

const broken: Answer = { status: 503, body: { ok: false, error: 'service_unavailable' } };

/** What a trouble answers without doing anything. */
function instead(trouble: Trouble | undefined): Answer | undefined {
  if (trouble?.kind === 'rate_limit') return rateLimited(trouble.retryAfter);
  if (trouble?.kind === 'error') return { status: 200, body: { ok: false, error: trouble.error } };
  return trouble?.kind === 'fail_before' ? broken : undefined;
}

/** What a trouble answers although the deed was done. */
const afterwards = (trouble: Trouble | undefined): Answer | undefined =>
  trouble?.kind === 'fail_after' ? broken : undefined;

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/**
 * A Slack that says yes to everything and writes down what it was asked: for deliveries that no person's client would
 * ever make. What a real client does is told by the stories, on the local Slack.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { scopes } from '../../src/slack/manifest.ts';

export const HOME = 'T0HOME';
export const ELSEWHERE = 'T0ELSEWHERE';
export const BOT = 'U0BOT';
/** The one user group that there is. */
export const LEADS = 'S0LEADS';

/** Something the bot sent: a Web API call, or `respond` to a `response_url`, or `upload`. */
export interface Sent {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface QuietSlack {
  /** Ends in `/`. */
  readonly apiUrl: string;
  /** Where the answer to one delivery can be sent. */
  responseUrl(delivery: string): string;
  /** Oldest first. */
  readonly sent: readonly Sent[];
  /** How many times more it does not tell of somebody, by id. */
  readonly keepsBack: Map<string, number>;
  /** Calls this Slack without a network. */
  readonly client: WebClient;
  /** The same for a `response_url`. */
  respond(url: string, body: object): Promise<void>;
  close(): Promise<void>;
}

type User = Readonly<Record<string, unknown>>;

/** @param people what `users.info` says, by id; anybody else is unknown to this Slack. */
export async function startQuietSlack(people: Readonly<Record<string, User>>): Promise<QuietSlack> {
  const sent: Sent[] = [];
  const keepsBack = new Map<string, number>();
  const server = createServer((request, response) => {
    void serve(request, response, sent, people);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin}/api/`,
    responseUrl: (delivery) => `${origin}/respond/${delivery}`,
    sent,
    keepsBack,
    client: new NearClient((method, args) => {
      sent.push({ method, args });
      if (method === 'users.info' && isKeptBack(String(args['user']), keepsBack))
        return { ok: false, error: 'internal_error' };
      return answerTo(method, args, people, origin);
    }),
    respond: async (url, body) => {
      sent.push({ method: 'respond', args: { ...asSent(body), delivery: url.split('/').at(-1) } });
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function isKeptBack(user: string, keepsBack: Map<string, number>): boolean {
  const left = keepsBack.get(user) ?? 0;
  keepsBack.set(user, Math.max(0, left - 1));
  return left > 0;
}

type Said = { readonly ok: boolean } & Readonly<Record<string, unknown>>;
type Call = (method: string, args: Record<string, unknown>) => Said;

/** Every method of the client goes through `apiCall`. */
class NearClient extends WebClient {
  readonly #call: Call;

  constructor(call: Call) {
    super('xoxb-test-bot');
    this.#call = call;
  }

  override async apiCall(...[method, args]: Parameters<WebClient['apiCall']>) {
    const answer = this.#call(method, asSent(args ?? {}));
    if (!answer.ok) throw new WebAPIPlatformError({ ok: false, error: String(answer['error']) });
    return answer;
  }
}

/** What arrives of it. */
const asSent = (args: object): Record<string, unknown> => JSON.parse(JSON.stringify(args));

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  sent: Sent[],
  people: Readonly<Record<string, User>>,
): Promise<void> {
  const body = await textOf(request);
  const [, place = '', name = ''] = (request.url ?? '').split('/');
  const method = place === 'api' ? name : place;
  const args =
    method === 'upload'
      ? { body }
      : { ...argumentsOf(request, body), ...(place === 'respond' ? { delivery: name } : {}) };
  sent.push({ method, args });
  const answer = JSON.stringify(answerTo(method, args, people, `http://${request.headers.host}`));
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'x-oauth-scopes': scopes.map(({ scope }) => scope).join(','),
    })
    .end(answer);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Web API calls travel as forms whose structured values are JSON; responses travel as JSON. */
function argumentsOf(request: IncomingMessage, body: string): Record<string, unknown> {
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(body);
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

function answerTo(
  method: string,
  args: Readonly<Record<string, unknown>>,
  people: Readonly<Record<string, User>>,
  origin: string,
): Said {
  const user = people[String(args['user'])];
  switch (method) {
    case 'auth.test':
      return { ok: true, team_id: HOME, team: 'Quiet Desk', user_id: BOT };
    case 'users.info':
      return user
        ? { ok: true, user: { id: args['user'], ...user } }
        : { ok: false, error: 'user_not_found' };
    case 'users.list':
      return { ok: true, members: Object.entries(people).map(([id, person]) => ({ id, ...person })) };
    case 'usergroups.list':
      return { ok: true, usergroups: [{ id: LEADS, name: 'Desk leads', handle: 'leads' }] };
    case 'usergroups.users.list':
      return { ok: true, users: ['U0LEAD'] };
    case 'views.open':
      return { ok: true, view: { id: viewOpenedBy(String(args['trigger_id'])) } };
    case 'conversations.open':
      return { ok: true, channel: { id: `D${args['users']}` } };
    case 'conversations.create':
      return { ok: true, channel: { id: 'C0ROOM' } };
    case 'chat.postMessage':
      return { ok: true, channel: args['channel'], ts: '1700000000.000100' };
    case 'files.getUploadURLExternal':
      return { ok: true, upload_url: `${origin}/upload`, file_id: 'F0REPORT' };
    default:
      return { ok: true };
  }
}

/** Id of the view that a trigger opened. */
export const viewOpenedBy = (trigger: string): string => `V-${trigger}`;

/** Whether this is part of the answer to a delivery. */
export const answersTo = (id: string, { args }: Sent): boolean =>
  args['delivery'] === id || args['trigger_id'] === id || args['view_id'] === viewOpenedBy(id);

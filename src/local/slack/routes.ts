/** Every address of this server: API methods, response_urls, uploads and files. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Api, send } from './api.ts';
import { bearer, readBytes, readJson, readUpload } from './read-body.ts';
import { respond } from './response-urls.ts';
import { SlackError } from './slack-error.ts';
import type { Troubles } from './troubles.ts';
import type { Workspace } from './workspace.ts';

export interface Routed {
  readonly api: Api;
  readonly workspace: Workspace;
  readonly troubles: Troubles;
  readonly botToken: string;
}

export async function route(
  routed: Routed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, first = '', second = '', third = ''] = new URL(request.url ?? '/', 'http://local').pathname.split(
    '/',
  );
  if (first === 'api') return routed.api.serve(second, request, response);
  if (first === 'response') return takeResponse(routed, third, request, response);
  if (first === 'upload') return takeUpload(routed, third, request, response);
  if (first === 'files-pri') return giveFile(routed, second.split('-').at(-1) ?? '', request, response);
  if (first === 'signin') return page(response, 200, 'Sign in to Local Desk');
  page(response, 404, 'Not found');
}

/** A POST to a `response_url`; troubles for it are ordered under `response_url`. */
async function takeResponse(
  { workspace, troubles }: Routed,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = readJson(await readBytes(request));
  const trouble = troubles.take('response_url');
  try {
    if (trouble?.kind === 'error') throw new SlackError(trouble.error);
    if (trouble?.kind === 'fail_before') return page(response, 500, 'server_error');
    respond(workspace, id, body);
    if (trouble?.kind === 'fail_after') return page(response, 500, 'server_error');
    if (trouble?.kind === 'drop_after') return void response.destroy();
    response.writeHead(200).end('ok');
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    send(response, { status: 404, body: { ok: false, error: error.code, ...error.details } });
  }
}

/** The middle step of an upload: the bytes, for the id that was promised. */
async function takeUpload(
  { workspace: { world } }: Routed,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const row = world.files.get(id);
  const bytes = await readUpload(request);
  if (row === undefined || row.content !== undefined) return page(response, 404, 'no such upload');
  if (bytes.length !== row.size)
    return page(response, 400, `expected ${row.size} bytes, got ${bytes.length}`);
  world.commit({ kind: 'file', row: { ...row, content: bytes.toString('base64') } });
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${bytes.length}`);
}

/** Without the bot's token Slack sends readers to its sign-in page, which answers 200 with HTML. */
function giveFile(
  { workspace: { world, app }, botToken }: Routed,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const row = world.files.get(id);
  if (bearer(request) !== botToken || !app.scopes.includes('files:read')) {
    response.writeHead(302, { location: '/signin' }).end();
    return;
  }
  if (row?.content === undefined) page(response, 404, 'file not found');
  else response.writeHead(200, { 'content-type': row.mimetype }).end(Buffer.from(row.content, 'base64'));
}

function page(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Local Slack</title><p>${text}</p>`);
}

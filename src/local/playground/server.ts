/**
 * The playground: a page that looks and behaves like a small Slack workspace, for trying the bot without Slack.
 * Rendered here, redrawn in place by one small script (`assets/`), told of changes by `/live`.
 *
 * Elements for tests carry `data-test`: `composer`, `send`, `thread-composer`, `thread-send`, `trouble`, `pane`
 * (with `data-channel`), `message` (with `data-ts`), `ephemeral`, `edited`, `pinned`, `reply`, `replies`, `thread`,
 * `close-thread`, `more-actions`, `file`, `unread`, `channel-<id>`, `home`, `app-home`, `app-messages`, `home-view`,
 * `person`, `person-<id>`, `deactivate-<id>`, `reactivate-<id>`, `shortcuts`, `shortcut-<callback id>`, `overflow`,
 * `modal`, `modal-title`, `modal-submit`, `modal-close`, `modal-x`, `modal-trouble`, `field` (with `data-block-id`),
 * `field-label`, `field-error`, `confirm`, `confirm-yes`, `confirm-no`, `notice`, `clock-now`, `clock-plus-1m`,
 * `clock-plus-1d`, `clock-plus-7d`, `console-<provider>`, `console`, `provider-key-<key id>` (with `data-state`),
 * `provider-deactivate-<key id>`, `provider-delete-<key id>`, `provider-restore-<key id>`, `provider-key-id`,
 * `provider-region`, `provider-environment`, `provider-create`, `provider-trouble`.
 * Interactive block elements carry `data-action-id` and `data-block-id`. `html[data-state]` is `still` when the
 * page has nothing under way, else `busy`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asset } from './assets.ts';
import type { Playground, PlaygroundOptions } from './contract.ts';
import { type DeedAnswer, deed, handsOf, perform } from './deeds.ts';
import { refusal, securityHeaders } from './guard.ts';
import { type Live, startLive } from './live.ts';
import { askedLook } from './look.ts';
import { fragment, page } from './page.ts';
import { gatherScene } from './scene.ts';

const largestBody = 4 * 1024 * 1024;

/** Listens on 127.0.0.1 only. Rejects when the port is taken. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const live = startLive();
  const unwatch = options.slack.watch(live.changed);
  let port = 0;
  const server = createServer((request, response) => {
    void serve(request, response, { options, live, port }).catch((error: unknown) => fail(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      unwatch();
      live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Desk {
  readonly options: PlaygroundOptions;
  readonly live: Live;
  readonly port: number;
}

async function serve(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const refused = refusal(request, desk.port);
  if (refused !== undefined) return send(response, 403, 'text/plain', refused);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = `${request.method} ${url.pathname}`;
  // Counted before the scene is gathered: what changes meanwhile is drawn again.
  const changes = desk.live.changes();
  if (route === 'GET /')
    return send(
      response,
      200,
      'text/html',
      page(await gatherScene(desk.options, askedLook(url.searchParams)), changes),
    );
  if (route === 'GET /fragment') {
    const have = new Set(String(request.headers['have'] ?? '').split(' '));
    const drawn = fragment(await gatherScene(desk.options, askedLook(url.searchParams), have));
    response.setHeader('Changes', changes);
    return send(response, 200, 'text/html', drawn);
  }
  if (route === 'GET /live') return desk.live.join(response);
  if (route === 'POST /do') return serveDeed(request, response, desk);
  if (route === 'GET /file') return serveFile(url.searchParams, response, desk);
  if (url.pathname.startsWith('/assets/')) return serveAsset(url.pathname, response);
  return send(response, 404, 'text/plain', 'There is nothing at this address.');
}

async function serveDeed(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const parsed = deed.safeParse(await readJson(request));
  if (!parsed.success)
    return sendAnswer(response, 400, {
      ok: false,
      trouble: 'The page sent something this server does not know. Reload the page.',
    });
  const answered = await perform(parsed.data, desk.options).catch(
    (error: unknown): DeedAnswer => ({ ok: false, trouble: sentence(error) }),
  );
  // What people do the Slack tells of itself.
  if (!('as' in parsed.data)) desk.live.changed();
  return sendAnswer(response, 200, { ...answered, changes: desk.live.changes() });
}

/** Pictures are shown, everything else is only ever saved. */
function serveFile(asked: URLSearchParams, response: ServerResponse, { options }: Desk): void {
  const { name, mimetype, content } = handsOf(asked.get('as') ?? '', options).download(asked.get('id') ?? '');
  const picture = /^image\/(png|jpeg|gif)$/.test(mimetype);
  if (!picture)
    response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  response.writeHead(200, { 'Content-Type': picture ? mimetype : 'application/octet-stream' });
  response.end(content);
}

function serveAsset(path: string, response: ServerResponse): void {
  const found = asset(path);
  if (found === undefined) {
    send(response, 404, 'text/plain', 'There is no such file.');
    return;
  }
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  send(response, 200, found.type, found.body);
}

/** The body as JSON, or undefined when it is no JSON or too large. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8` });
  response.end(body);
}

function sendAnswer(
  response: ServerResponse,
  status: number,
  answer: DeedAnswer & { changes?: number },
): void {
  send(response, status, 'application/json', JSON.stringify(answer));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.end();
  else send(response, 500, 'text/plain', `The page could not be drawn. ${sentence(error)}`);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : 'The reason is not known.';
}

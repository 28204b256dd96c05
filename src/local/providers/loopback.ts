/**
 * The loopback server of an imitated provider. One server stands for all the provider's hosts, by a path before the
 * real one: `<baseUrl>/www.okx.com/api/v5/account/balance`.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Question {
  readonly method: string;
  /** The host that is imitated. */
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export interface Loopback {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** What a web server says to an address that it does not have. */
export const noSuchPage: Answer = {
  status: 404,
  type: 'text/html',
  body: '<!doctype html><title>404</title><h1>Page not found</h1>',
};

/** Listens on 127.0.0.1 only. @param port 0 picks a free one; rejects when it is taken. */
export async function listenOnLoopback(
  answer: (question: Question) => Promise<Answer>,
  port = 0,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    void answer(questionOf(request)).then(({ status, type, body }) => {
      response.writeHead(status, { 'Content-Type': type });
      response.end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function questionOf(request: IncomingMessage): Question {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, host = '', ...rest] = pathname.split('/');
  const { method = 'GET', headers } = request;
  return { method, host, path: `/${rest.join('/')}`, query: searchParams, headers };
}

/** An empty header counts as missing. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

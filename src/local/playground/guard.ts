/**
 * Which requests the playground answers. It can do everything any person of the workspace can, so it listens on
 * loopback only and must not be reachable through another web page open in the same browser (DNS rebinding,
 * cross-site requests).
 */
import type { IncomingMessage } from 'node:http';

/** Why a request is refused, or nothing. `port` is the one this server listens on. */
export function refusal(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  port: number,
): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !ours.includes(host)) return `This page answers only to ${ours.join(' and ')}.`;
  if (request.method === 'GET') {
    const navigation =
      request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
    return foreign(site) && !navigation ? 'This page answers only to itself.' : undefined;
  }
  if (request.method !== 'POST') return 'Only GET and POST are answered.';
  if (origin === undefined ? foreign(site) : origin !== `http://${host}`)
    return 'Only the playground page itself may act.';
  if (request.headers['content-type'] !== 'application/json') return 'Send JSON.';
  return undefined;
}

/** Browsers say where a request comes from; other programs say nothing. */
function foreign(site: string | string[] | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

export const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The block library positions lists with style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

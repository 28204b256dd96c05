/** Deliveries over Socket Mode: up to ten sockets, each envelope goes to one of them and is acked by its id. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { appId } from './cast.ts';
import type { Courier, Parcel, Receipt } from './deliveries.ts';
import { newTicket } from './ids.ts';

const mostSockets = 10;
const pingEvery = 10_000;
const ackMessage = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

export interface SocketCourier extends Courier {
  /** Path and query of a new socket address; its ticket is good once. */
  newAddress(): string;
  disconnect(reason: string): void;
  attach(server: Server): void;
}

export function socketCourier(patience: number): SocketCourier {
  const sockets: WebSocket[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, (receipt: Receipt) => void>();
  const server = new WebSocketServer({ noServer: true });
  const pings = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, pingEvery);
  pings.unref();

  const welcome = (socket: WebSocket) => {
    if (sockets.length >= mostSockets) {
      socket.send(disconnectMessage('too_many_websockets'));
      return socket.close();
    }
    sockets.push(socket);
    socket.on('close', () => sockets.splice(sockets.indexOf(socket), 1));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => takeAck(String(data)));
    socket.send(hello(sockets.length));
  };

  const takeAck = (data: string) => {
    const ack = ackMessage.safeParse(parseJson(data));
    if (!ack.success) return;
    waiting.get(ack.data.envelope_id)?.({ ok: true, body: emptyIsNothing(ack.data.payload) });
  };

  return {
    newAddress() {
      const ticket = newTicket();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, stream, head) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'ws://local');
        if (pathname !== '/link/' || !tickets.delete(searchParams.get('ticket') ?? '')) {
          stream.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
          return;
        }
        server.handleUpgrade(request, stream, head, welcome);
      });
    },
    deliver(parcel) {
      const socket = sockets.find((one) => one.readyState === one.OPEN);
      if (socket === undefined) return Promise.resolve(failed('dispatch_failed', 'connection_failed'));
      // To the back of the line: the next payload goes to the next socket.
      sockets.push(...sockets.splice(sockets.indexOf(socket), 1));
      const { id, message } = envelope(parcel);
      return new Promise((resolve) => {
        const timer = setTimeout(() => settle(failed('operation_timeout', 'timeout')), patience);
        const settle = (receipt: Receipt) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(receipt);
        };
        waiting.set(id, settle);
        socket.send(message);
      });
    },
    disconnect(reason) {
      for (const socket of sockets) socket.send(disconnectMessage(reason));
    },
    close() {
      clearInterval(pings);
      for (const settle of waiting.values()) settle(failed('dispatch_failed', 'connection_failed'));
      for (const socket of [...sockets]) closeSoon(socket);
      server.close();
    },
  };
}

/** Politely, then without waiting for a peer that does not answer. */
function closeSoon(socket: WebSocket): void {
  socket.close(1_001);
  setTimeout(() => socket.terminate(), 200).unref();
}

const failed = (error: string, reason: string): Receipt => ({ ok: false, error, reason, final: false });

function envelope(parcel: Parcel): { id: string; message: string } {
  const id = randomUUID();
  const message = JSON.stringify({
    envelope_id: id,
    type: parcel.kind,
    accepts_response_payload: parcel.kind !== 'events_api',
    payload: parcel.payload,
    ...(parcel.kind === 'events_api'
      ? { retry_attempt: parcel.retry?.num ?? 0, retry_reason: parcel.retry === undefined ? '' : 'timeout' }
      : {}),
  });
  return { id, message };
}

const hello = (connections: number): string =>
  JSON.stringify({
    type: 'hello',
    num_connections: connections,
    connection_info: { app_id: appId },
    debug_info: { host: 'local-slack', approximate_connection_time: 18_060 },
  });

const disconnectMessage = (reason: string): string =>
  JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local-slack' } });

/** Bolt sends `{}` when nothing was said. */
function emptyIsNothing(payload: unknown): unknown {
  const empty = typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0;
  return empty ? undefined : payload;
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

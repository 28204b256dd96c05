/** A wire to the database that can be cut and mended, as an outage does. */
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { freePort } from './steward.ts';

export interface Wire {
  /** The address of this database by way of the wire. */
  to(url: string): Promise<string>;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function layWire(): Promise<Wire> {
  const port = await freePort();
  const open = new Set<Socket>();
  let target = { host: '127.0.0.1', port: 5432 };
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => near.destroy());
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const mend = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  await mend();
  onTestFinished(async () => {
    if (server.listening) await cut();
  });
  return {
    to: async (url) => {
      const there = new URL(url);
      target = { host: there.hostname, port: Number(there.port || 5432) };
      there.hostname = '127.0.0.1';
      there.port = String(port);
      return there.href;
    },
    cut,
    mend,
  };
}

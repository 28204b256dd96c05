/** The line between bots and the database: a plain relay that a test can cut and mend. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line {
  /** The database's address by way of this line. */
  readonly url: string;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Leads to another server from now on. */
  aim(databaseUrl: string): void;
  /** Ports from which the database was called by way of this line, by bots alive or dead. */
  ports(): readonly number[];
}

export async function openLine(databaseUrl: string): Promise<Line> {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const ports: number[] = [];
  const join = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname, () => ports.push(far.localPort ?? 0));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  };
  const server = createServer(join);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    cut: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(port),
    aim: (other) => {
      target = new URL(other);
    },
    ports: () => ports,
  };
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { GatheringSocket } from '../../src/store/gathering-socket.ts';
import { freshDatabase } from '../support/database.ts';

/** As the driver does around each question. */
function ask(socket: GatheringSocket, question: string): void {
  socket.cork();
  socket.write(question);
  socket.uncork();
}

test('what is asked in one turn leaves together when the turn ends, and the next turn waits for nothing', async () => {
  const server = createServer((peer) => peer.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = new GatheringSocket();
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  await once(socket, 'connect');
  for (const question of ['one', 'two', 'three']) ask(socket, question);
  expect(socket.writableCorked).toBe(1);
  expect(socket.writableLength).toBe('onetwothree'.length);
  await nextTurn();
  expect(socket.writableCorked).toBe(0);
  ask(socket, 'four');
  await nextTurn();
  expect([socket.writableCorked, socket.bytesWritten]).toEqual([0, 'onetwothreefour'.length]);
});

test('a hundred questions at once get each its own answer, whichever of them fail', async () => {
  const fresh = await freshDatabase();
  const database = openDatabase(fresh.url, { connections: 3 });
  onTestFinished(async () => {
    await database.close();
    await fresh.drop();
  });
  const answers = await Promise.allSettled(
    Array.from({ length: 100 }, (_, n) =>
      database.pool.query(n % 10 === 3 ? 'select 1 / 0' : `select ${n} as n`),
    ),
  );
  expect(answers.map((each) => (each.status === 'fulfilled' ? each.value.rows[0].n : null))).toEqual(
    Array.from({ length: 100 }, (_, n) => (n % 10 === 3 ? null : n)),
  );
});

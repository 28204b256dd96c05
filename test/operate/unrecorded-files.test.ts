/** Who reported a leak while the database was away is asked to do it again, whatever was restarted in between. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { keepUnrecorded } from '../../src/incident/unrecorded.ts';
import { createLog } from '../../src/log.ts';
import { keepInFiles } from '../../src/operate/unrecorded-files.ts';
import { ana, bea, home, makeWorld, noon } from '../rotation/world.ts';
import { newFolder } from '../support/room.ts';

function place() {
  const folder = newFolder('keysteward-reports-');
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let logged = '';
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    logged += chunk.toString();
    done();
  };
  const log = createLog('info', new Writable({ write }));
  return { folder, log, warnings: () => logged.match(/"level":"warn"/g)?.length ?? 0 };
}

const asked = (world: Awaited<ReturnType<typeof makeWorld>>) =>
  world.rows(
    `select effect->>'subject' as person from outbox where effect->>'kind' = 'unrecorded' order by id`,
  );

test('a report outlives the process and is asked about once, also by two replicas; its file holds nothing that was typed', async () => {
  const world = await makeWorld();
  const { folder, log } = place();
  const reports = join(folder, 'unrecorded');
  const start = () => keepUnrecorded(keepInFiles(reports, log));
  const before = start();
  for (const person of [ana, bea]) before.note({ workspace: home, person, at: noon });
  const files = readdirSync(reports);
  expect(files).toHaveLength(2);
  const [first = ''] = files;
  expect(JSON.parse(readFileSync(join(reports, first), 'utf8'))).toEqual({
    workspace: home,
    person: ana,
    at: noon.toISOString(),
  });
  const replicas = [start(), start()];
  for (const replica of replicas) await replica.ask(world.database, world.clock(noon));
  expect(await asked(world)).toEqual([{ person: ana }, { person: bea }]);
  expect(readdirSync(reports)).toEqual([]);
  await start().ask(world.database, world.clock(noon));
  expect(await asked(world)).toHaveLength(2);
});

test('where the folder cannot be written it stays in memory, and the log says so once', async () => {
  const world = await makeWorld();
  const { folder, log, warnings } = place();
  writeFileSync(join(folder, 'file'), '');
  const unrecorded = keepUnrecorded(keepInFiles(join(folder, 'file', 'unrecorded'), log));
  for (const person of [ana, bea]) unrecorded.note({ workspace: home, person, at: noon });
  await unrecorded.ask(world.database, world.clock(noon));
  expect(await asked(world)).toHaveLength(2);
  expect(warnings()).toBe(1);
});

test('a file that cannot be read is left and named in the log; nothing else is read from it', () => {
  const { folder, log, warnings } = place();
  mkdirSync(join(folder, 'unrecorded'));
  writeFileSync(
    join(folder, 'unrecorded', 'T1.U1.json'),
    '{"workspace":"T1","person":"<!channel>","at":"soon"}',
  );
  expect(keepInFiles(join(folder, 'unrecorded'), log).all()).toEqual([]);
  expect(warnings()).toBe(1);
});

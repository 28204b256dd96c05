/**
 * The workspace on disk: an append-only file of changes, one JSON a line. An append has reached the operating system
 * before it returns, so a killed process loses nothing it had answered. Opening replays the file and rewrites it as
 * short as it can be.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Change } from './changes.ts';
import { World } from './world.ts';

const header = '{"journal":"local-slack","version":1}';
const line = z.looseObject({
  kind: z.enum(['person', 'channel', 'message', 'message_deleted', 'read', 'home', 'file', 'installed']),
});

/** The world as the file tells it, and the way to close the file. Throws when a line in the middle is unreadable. */
export function openJournal(path: string): { world: World; close: () => void } {
  let descriptor: number | undefined;
  const world = new World((change) => {
    if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(change)}\n`);
  });
  for (const change of readChanges(path)) world.apply(change);
  compact(path, world);
  descriptor = openSync(path, 'a');
  return {
    world,
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function readChanges(path: string): Change[] {
  if (!existsSync(path)) return [];
  const [first, ...rest] = readFileSync(path, 'utf8').split('\n');
  if (first !== header && first !== '') {
    throw new Error(
      `${path} is not a journal this version can read. Nothing was changed. Delete it to start afresh.`,
    );
  }
  // What follows the last newline was cut off by a kill before it was answered.
  return rest.slice(0, -1).map((text, index) => parseLine(text, `${path}:${index + 2}`));
}

function parseLine(text: string, place: string): Change {
  try {
    return line.parse(JSON.parse(text)) as unknown as Change;
  } catch {
    throw new Error(`${place} is damaged. Nothing was changed. Delete the file to start afresh.`);
  }
}

function compact(path: string, world: World): void {
  const beside = `${path}.new`;
  const descriptor = openSync(beside, 'w');
  writeSync(descriptor, `${header}\n`);
  for (const change of world.snapshot()) writeSync(descriptor, `${JSON.stringify(change)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(beside, path);
}

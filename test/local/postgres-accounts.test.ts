import { chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  emptyFolder,
  gone,
  here,
  kill,
  lostRows,
  nodeForEveryone,
  postmasterOf,
  progress,
  projectFor,
  removed,
  start,
} from '../support/postgres-runs.ts';

/** The user that owns a process. */
const ownerOf = (pid: number | undefined): number => statSync(`/proc/${pid}`).uid;
/** `daemon`: initdb wants a user that the system knows. */
const someone = 1;
const isRoot = process.getuid?.() === 0;

describe('the installation', () => {
  test('without the optional packages asks for DATABASE_URL', async () => {
    const project = projectFor(0o755, { embedded: false });
    await expect(start(emptyFolder(), { project }).connected).rejects.toThrow(
      /not installed.*Set DATABASE_URL/,
    );
  });

  test('made without install scripts works: the links to libraries are made at the start', async () => {
    const project = projectFor(0o755);
    const run = start(emptyFolder(), { project });
    await run.connected;
    await progress(run);
  });
});

describe.skipIf(!isRoot)('started by root', () => {
  test('the server runs without rights', async () => {
    const dataDir = emptyFolder();
    await here(dataDir);
    expect(ownerOf(postmasterOf(dataDir))).toBe(65_534);
    expect(statSync(join(dataDir, 'password')).uid).toBe(0);
  });

  test('a project and a data folder where only root may enter: both are put elsewhere, and it says where', async () => {
    const project = projectFor(0o700);
    const run = start(join(project, '.keysteward'), { project });
    await run.connected;
    await progress(run);
    const warning = run.logged.find((line) => line.message.includes('only root may enter'));
    const used = String(warning?.facts['used']);
    onTestFinished(() => removed(used));
    expect(warning?.facts).toEqual({
      wanted: join(project, '.keysteward'),
      used: expect.stringMatching(/^\/var\/lib\/keysteward\/keysteward-[0-9a-f]{12}$/),
    });
    const server = postmasterOf(used);
    expect(ownerOf(server)).toBe(65_534);
    await kill(run);
    await gone(server);
    expect(await lostRows((await here(join(project, '.keysteward'))).url, run)).toEqual([]);
  });
});

describe.skipIf(!isRoot)('started by a user without rights', () => {
  test('the server is that user’s, also from an installation that is not', async () => {
    const [node, project, dataDir] = [nodeForEveryone(), projectFor(0o755), emptyFolder()];
    chownSync(dataDir, someone, someone);
    const run = start(dataDir, { node, project, uid: someone });
    await run.connected;
    await progress(run);
    expect(ownerOf(postmasterOf(dataDir))).toBe(someone);
    // The links could not be made in root's folder, so the programs were copied beside the data.
    expect(readdirSync(dataDir)).toContainEqual(expect.stringMatching(/^postgres-18\./));
    const server = postmasterOf(dataDir);
    await kill(run);
    await gone(server);
  });

  test('a data folder of somebody else is a sentence', async () => {
    const [node, project, dataDir] = [nodeForEveryone(), projectFor(0o755), emptyFolder()];
    await expect(start(dataDir, { node, project, uid: someone }).connected).rejects.toThrow(
      /EACCES.*KEYSTEWARD_DATA_DIR|DATABASE_URL/,
    );
  });
});

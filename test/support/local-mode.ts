/** Local mode, as a process of its own or beside the test. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { startLocal } from '../../src/local/start-local.ts';
import { createLog } from '../../src/log.ts';
import { readSettings } from '../../src/settings.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { freshDatabase } from './database.ts';
import { newFolder } from './room.ts';
import { freePort } from './steward.ts';

export interface LocalMode {
  readonly url: string;
  stop(): Promise<void>;
}

/** With a database server and data of its own, in a process that starts as README says. */
export async function startLocalProcess(): Promise<LocalMode & { readonly data: string }> {
  const data = await newFolder('keysteward-story-');
  const child = spawn(process.execPath, ['src/start.js'], {
    env: {
      ...process.env,
      KEYSTEWARD_DATA_DIR: data,
      PLAYGROUND_PORT: String(await freePort()),
      PORT: '0',
      LOG_LEVEL: 'warn',
      // As for whoever runs it; the test runner sets another.
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  return {
    url,
    data,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** All of it but the process: a start of its own costs two seconds of a core. */
export async function startLocalHere(): Promise<LocalMode & { readonly database: Database }> {
  const data = await newFolder('keysteward-story-');
  const fresh = await freshDatabase();
  const settings = readSettings({ DATABASE_URL: fresh.url, KEYSTEWARD_DATA_DIR: data, PORT: '0' });
  const database = openDatabase(fresh.url);
  const running = await startLocal(database, settings, data, 0, createLog('error'));
  return {
    url: running.url,
    database,
    stop: async () => {
      await running.stop();
      await database.close();
      await fresh.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

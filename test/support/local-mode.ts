/** The real program in local mode, as a process of its own. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { freshDatabase } from './database.ts';
import { newFolder } from './room.ts';
import { freePort } from './steward.ts';

export interface LocalMode {
  readonly url: string;
  /** Where its files are. */
  readonly data: string;
  stop(): Promise<void>;
}

/**
 * Starts the program as README says, with data of its own.
 * @param database its own server, or one database of the server that all tests share, which is there at once.
 */
export async function startLocalMode(database: 'own' | 'shared' = 'shared'): Promise<LocalMode> {
  const data = await newFolder('keysteward-story-');
  const fresh = database === 'shared' ? await freshDatabase() : null;
  const child = spawn(process.execPath, ['src/start.js'], {
    env: {
      ...process.env,
      KEYSTEWARD_DATA_DIR: data,
      ...(fresh === null ? {} : { DATABASE_URL: fresh.url }),
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
      await fresh?.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

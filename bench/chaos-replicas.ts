/** Replicas that are started again whenever they end, and one of which is killed on wish. */
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Running, runBot } from './processes.ts';

export interface Replicas {
  /** Resolves when one serves. */
  firstReady(): Promise<void>;
  /** `kill -9` of any one of them; one that is not up yet is spared, or a slow machine would never have one. */
  killOne(random: () => number): Promise<void>;
  kills(): number;
  stop(): Promise<void>;
}

const READY_MS = 120_000;

export function startReplicas(many: number, env: Readonly<Record<string, string>>): Replicas {
  const serving = new Set<Running>();
  const slots: Running[] = [];
  let stopped = false;
  let kills = 0;
  let complaint = 'none said why';

  const keepOne = async (_: unknown, slot: number): Promise<void> => {
    while (!stopped) {
      const port = String(await freePort());
      const settings = {
        HOST: '127.0.0.1',
        PORT: port,
        NODE_COMPILE_CACHE: join(tmpdir(), 'keysteward-test-code'),
      };
      const bot = runBot({ ...env, ...settings }, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
      slots[slot] = bot;
      bot.child.stdout?.on('data', (chunk) => {
        if (String(chunk).includes('"msg":"ready"')) serving.add(bot);
      });
      bot.child.stderr?.on('data', (chunk) => {
        complaint = String(chunk);
      });
      await new Promise((resolve) => bot.child.once('exit', resolve));
      serving.delete(bot);
      // One that cannot start, because the database is away, is not started in a frenzy.
      await pause(100);
    }
  };
  const kept = Array.from({ length: many }, keepOne);

  return {
    firstReady: async () => {
      const until = performance.now() + READY_MS;
      while (serving.size === 0) {
        if (performance.now() > until) throw new Error(`no replica serves: ${complaint}`);
        await pause(20);
      }
    },
    killOne: async (random) => {
      const victim = slots[Math.floor(random() * many)];
      if (victim === undefined || !serving.delete(victim)) return;
      victim.child.kill('SIGKILL');
      kills += 1;
    },
    kills: () => kills,
    stop: async () => {
      stopped = true;
      for (const { child } of slots) child.kill('SIGKILL');
      await Promise.all(kept);
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The processes of a run: each ends with the run, whatever happens. */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Measured } from './load.ts';

const root = join(import.meta.dirname, '..');
const PATIENCE_MS = 60_000;

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Running {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Runs a file of this repository. Nothing of our own environment but the way to Node is passed on. */
export function run(file: string, env: Readonly<Record<string, string>>, options: ForkOptions = {}): Running {
  const child = fork(join(root, file), {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...options,
  });
  const ended = once(child, 'exit').then(() => children.delete(child));
  children.add(child);
  return {
    child,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs the bot as `npm start` does, with the same options of Node. */
export function runBot(env: Readonly<Record<string, string>>, options: ForkOptions = {}): Running {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const words: string[] = scripts.start.split(' ');
  return run(words.at(-1) ?? '', env, { execArgv: words.slice(1, -1), ...options });
}

/** Resolves when the address answers 200. */
export async function answers(url: string, { child }: Running): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until && child.exitCode === null) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await pause(20);
  }
  throw new Error(`${url} does not answer`);
}

/** Has the load generator do a job. */
export async function measure({ child }: Running, job: Job): Promise<Measured> {
  child.send(job);
  const [said] = (await once(child, 'message')) as [{ measured: Measured } | { failed: string }];
  if ('failed' in said) throw new Error(said.failed);
  return said.measured;
}

/** What Linux knows of a process; elsewhere nothing, which is `NaN`. */
export async function spent({ child }: Running): Promise<{ cpuMs: number; residentMb: number }> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
  // Counted from proc(5)'s third field on: the second may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (place: number): number => Number(fields[place - 3] ?? Number.NaN);
  const [ticks, pages] = [field(14) + field(15), field(24)];
  return { cpuMs: ticks * 10, residentMb: (pages * 4096) / 1e6 };
}

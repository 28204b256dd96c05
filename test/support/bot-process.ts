/** The program as operators run it: a process of its own, which a test starts, watches, kills and stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { patience } from './patience.ts';

const root = join(import.meta.dirname, '../..');

export interface BotProcess {
  /** All that it has written so far, its complaints included. */
  logs(): string;
  /** It has ended. */
  isOver(): boolean;
  /** Resolves once it serves; rejects when it ends before that. */
  waitReady(): Promise<void>;
  /** `kill -9`; resolves when it is gone. */
  kill9(): Promise<void>;
  /** SIGTERM; resolves when it has ended by itself. */
  stop(): Promise<{ readonly code: number | null; readonly milliseconds: number }>;
}

export interface BotRun {
  /** All settings; nothing of the test's own environment but the way to Node is passed on. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to standard output when it is up. */
  readonly readyWords: string;
  /** Answers 200 then. */
  readonly readyUrl: string;
  /** Files loaded before the program. */
  readonly imports?: readonly string[];
  /** Default `src/start.js`. */
  readonly program?: string;
  /** Takes what is to be done when it is no longer needed; default: when the test has ended. */
  readonly atEnd?: (end: () => Promise<void>) => void;
}

/** Starts it; whatever becomes of it, it is gone in the end. */
export function startBotProcess(run: BotRun): BotProcess {
  // Loaded by the program as well; before these files it makes them quicker.
  const quick = join(root, 'src/quick-imports.js');
  const imports = [quick, ...(run.imports ?? [])].flatMap((file) => ['--import', file]);
  const child = spawn(process.execPath, [...imports, join(root, run.program ?? 'src/start.js')], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...run.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      written += chunk;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const kill9 = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  (run.atEnd ?? onTestFinished)(kill9);
  return {
    logs: () => written,
    isOver,
    waitReady: async () => {
      await vi.waitFor(() => {
        if (!written.includes(run.readyWords) && !isOver()) throw new Error(`not ready yet:\n${written}`);
      }, patience);
      if (isOver()) throw new Error(`it ended instead of starting:\n${written}`);
      const { status } = await fetch(run.readyUrl);
      if (status !== 200) throw new Error(`${run.readyUrl} answers ${status}:\n${written}`);
    },
    kill9,
    stop: async () => {
      const from = performance.now();
      child.kill('SIGTERM');
      const code = await ended;
      return { code, milliseconds: performance.now() - from };
    },
  };
}

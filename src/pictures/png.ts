/**
 * SVG to PNG by a library (resvg), in a thread of its own: it takes some hundred milliseconds and as many megabytes,
 * which the people who wait for an answer shall not feel.
 */
import { Worker } from 'node:worker_threads';

/** A picture as a file, with the words that carry the same facts. */
export interface Picture {
  readonly png: Uint8Array;
  /** At most 1,000 characters: Slack's limit for a file's alternative text. */
  readonly alt: string;
}

const PATIENCE_MS = 15_000;

/** @param svg made by svg.ts. @throws when it cannot be drawn. */
export function pngOf(svg: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./png-worker.ts', import.meta.url), { workerData: svg, execArgv: [] });
    const late = setTimeout(() => {
      reject(new Error('a picture took too long'));
      void worker.terminate();
    }, PATIENCE_MS);
    worker.once('message', (png: Uint8Array) => resolve(png));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the thread that draws ended with ${code}`));
    });
  });
}

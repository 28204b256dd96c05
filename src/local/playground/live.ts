/** `/live`: a stream that says how many changes there were, and nothing else; the page then asks for what it shows. */
import type { ServerResponse } from 'node:http';

export interface Live {
  /** Joins one open response to the stream. */
  join(response: ServerResponse): void;
  changed(): void;
  /** Grows with each change, over restarts too. */
  changes(): number;
  close(): void;
}

/** Changes that come together are shown together. */
const gatherMs = 25;

export function startLive(): Live {
  const open = new Set<ServerResponse>();
  const beat = setInterval(() => tell(': still here\n\n'), 20_000);
  beat.unref();
  // From when this process began, so that a page that outlives it is told of a later one.
  let changes = Math.floor(performance.timeOrigin);
  let telling: ReturnType<typeof setTimeout> | undefined;
  const tell = (lines: string) => {
    for (const response of open) response.write(lines);
  };
  const count = () => `event: changed\ndata: ${changes}\n\n`;
  return {
    join(response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(`retry: 1000\n\n${count()}`);
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    changed() {
      changes += 1;
      telling ??= setTimeout(() => {
        telling = undefined;
        tell(count());
      }, gatherMs);
    },
    changes: () => changes,
    close() {
      clearInterval(beat);
      clearTimeout(telling);
      for (const response of open) response.end();
    },
  };
}

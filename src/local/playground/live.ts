/** `/live`: a stream that says "something changed" and nothing else; the page then asks for what it shows. */
import type { ServerResponse } from 'node:http';

export interface Live {
  /** Joins one open response to the stream. */
  join(response: ServerResponse): void;
  changed(): void;
  close(): void;
}

export function startLive(): Live {
  const open = new Set<ServerResponse>();
  const beat = setInterval(() => tell(': still here\n\n'), 20_000);
  beat.unref();
  let told = false;
  const tell = (lines: string) => {
    for (const response of open) response.write(lines);
  };
  return {
    join(response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 1000\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    changed() {
      // Many changes of one turn become one word.
      if (told) return;
      told = true;
      setImmediate(() => {
        told = false;
        tell('event: changed\ndata: \n\n');
      });
    },
    close() {
      clearInterval(beat);
      for (const response of open) response.end();
    },
  };
}

import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Who still needs the server. A lease is a named pipe: every process that uses the server holds its writing end
 * open, the server's supervisor reads it. The kernel closes the ends of a process however it dies, so the
 * supervisor sees the end of the pipe exactly when the last user is gone, and then stops the server.
 */
export interface NewLease {
  /** Handed to the supervisor as its standard input, then closed here. */
  readonly readingEnd: number;
  readonly writingEnd: number;
}

export async function makeLease(path: string): Promise<NewLease> {
  await run('mkfifo', ['-m', '600', path]);
  // Opening one end alone waits for the other; both ends at once do not.
  const both = openSync(path, constants.O_RDWR);
  const lease = {
    readingEnd: openSync(path, constants.O_RDONLY),
    writingEnd: openSync(path, constants.O_WRONLY),
  };
  closeSync(both);
  return lease;
}

/** Holds a running server's lease; `undefined` when nobody supervises that server any more. */
export function joinLease(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** False when the supervisor left between our joining and now. */
export function leaseHolds(writingEnd: number): boolean {
  try {
    writeSync(writingEnd, '.');
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN'; // full, so it has a reader
  }
}

/** Gives the lease back. True when nobody else holds it, so that the supervisor now stops the server. */
export function leaveLease(path: string, writingEnd: number): boolean {
  let look: number | undefined;
  try {
    look = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    closeSync(writingEnd);
    while (readSync(look, Buffer.alloc(64)) > 0);
    return true;
  } catch (error) {
    // EAGAIN: the pipe is empty, but somebody could still write to it. Anything else: there is no pipe any more.
    return (error as NodeJS.ErrnoException).code !== 'EAGAIN';
  } finally {
    if (look === undefined) closeSync(writingEnd);
    else closeSync(look);
  }
}

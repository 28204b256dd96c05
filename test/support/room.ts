import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const needed = 2 * 1024 ** 3;

/** Where to put throw-away data: memory when it has room (a container's share often has 64 MB), else temporary files. */
export function roomyPlace(): string {
  if (!existsSync('/dev/shm')) return tmpdir();
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > needed ? '/dev/shm' : tmpdir();
}

/** A new folder there, which the account of root's server may pass through. */
export function newFolder(prefix: string): string {
  const folder = mkdtempSync(join(roomyPlace(), prefix));
  chmodSync(folder, 0o711);
  return folder;
}

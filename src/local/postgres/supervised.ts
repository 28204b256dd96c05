import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Account, serverEnvironment } from './account.ts';

/**
 * Runs a program under a shell that interrupts it (PostgreSQL: a clean, fast stop) when its standard input ends.
 * That happens when the last process holding the other end leaves, also by kill -9, so nothing is left behind.
 */
const script = `
exec 3<&0 </dev/null
"$@" 3<&- & program=$!
( cat <&3 >/dev/null; exec 3<&-; kill -INT $program 2>/dev/null ) & watch=$!
exec 3<&-
wait $program; code=$?
kill $watch 2>/dev/null
exit $code
`;

export interface Supervised {
  /** Resolves with the program's exit code; `-1` when it could not be started or the shell was killed. */
  readonly ended: Promise<number>;
  /** From now on our process may end before the program does. */
  release(): void;
}

/**
 * @param input reading end whose end of file stops the program; `'pipe'`: one that lives as long as this process.
 * @param output file descriptor for what the program says.
 */
export function supervise(
  program: string,
  args: readonly string[],
  io: { readonly input: number | 'pipe'; readonly output: number },
  account: Account,
): Supervised {
  const shell = spawn('/bin/sh', ['-c', script, 'sh', program, ...args], {
    ...account,
    cwd: '/',
    env: serverEnvironment,
    stdio: [io.input, io.output, io.output],
    detached: true, // Ctrl-C in the terminal is for us: the server goes last
  });
  return {
    ended: once(shell, 'exit').then(
      ([code]) => (typeof code === 'number' ? code : -1),
      () => -1,
    ),
    release: () => shell.unref(),
  };
}

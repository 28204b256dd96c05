/** src/start.js under a Node that is too old, in a small project of its own, with npm played by a script. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const start = join(import.meta.dirname, '../../src/start.js');
const version = /fetched = '(.+)'/.exec(readFileSync(start, 'utf8'))?.[1] ?? '';
const packageName = `node-${process.platform}-${process.arch}`;
const oldNode = oldNodeOnPath();

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'keysteward-preflight-'));
  for (const folder of ['src', 'bin', 'node_modules/printer'])
    mkdirSync(join(project, folder), { recursive: true });
  copyFileSync(start, join(project, 'src/start.js'));
  copyFileSync(join(dirname(start), 'quick-imports.js'), join(project, 'src/quick-imports.js'));
  write('package.json', JSON.stringify({ type: 'module', dependencies: { printer: '1.0.0' } }));
  write(
    'node_modules/printer/package.json',
    JSON.stringify({ type: 'module', bin: { printer: './print.js' } }),
  );
  write('node_modules/printer/print.js', print);
  write('src/main.ts', `const typed: string = 'main';\n${print}`);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Says which Node runs, which is first on PATH, the arguments, and ends as told. */
const print = `
import { existsSync, realpathSync } from 'node:fs';
const first = realpathSync(process.env.PATH.split(':').map((folder) => folder + '/node').find(existsSync));
if (process.argv[2] === 'wait') {
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7); });
  setInterval(() => undefined, 1000);
}
console.log(JSON.stringify({ node: process.version, first, args: process.argv.slice(2) }));
if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]));
if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL');
`;

function write(name: string, content: string): void {
  writeFileSync(join(project, name), content, { mode: 0o755 });
}

/** What a fetch leaves, with the Node of this test as the fetched one. */
function fillCache(): void {
  const bin = join(project, '.node', version, 'lib/node_modules', packageName, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, join(bin, 'node'));
}

/** An `npm` that notes its arguments and then does `deed`, a shell script with the prefix in $prefix. */
function playNpm(deed: string): void {
  write('bin/npm', `#!/bin/sh\necho "$@" >> "${project}/npm-calls"\nprefix=$4\n${deed}\n`);
}
const installs = `
bin=$prefix/lib/node_modules/${packageName}/bin
mkdir -p "$bin" && ln -s "${process.execPath}" "$bin/node"`;
const npmCalls = (): string[] =>
  existsSync(join(project, 'npm-calls'))
    ? readFileSync(join(project, 'npm-calls'), 'utf8').trim().split('\n')
    : [];

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | string>;
}

function run(node: string, args: readonly string[], env: Record<string, string> = {}): Run {
  const PATH = [join(project, 'bin'), dirname(node), '/usr/bin', '/bin'].join(delimiter);
  const child = spawn(node, [join(project, 'src/start.js'), ...args], { env: { PATH, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | string);
  return { child, out: () => out, err: () => err, ended };
}

describe.skipIf(oldNode === undefined)('an older Node', () => {
  const old = oldNode ?? '';

  test('runs the product with the cached Node, which is also first on PATH', async () => {
    fillCache();
    const product = run(old, ['--flag', 'x']);
    expect(await product.ended).toBe(0);
    expect(JSON.parse(product.out())).toEqual({
      node: process.version,
      first: realpathSync(process.execPath),
      args: ['--flag', 'x'],
    });
    expect(product.err()).toBe('');
  });

  test('runs a program of a package and ends with its code', async () => {
    fillCache();
    const program = run(old, ['--run', 'printer', 'exit', '3']);
    expect(await program.ended).toBe(3);
    expect(JSON.parse(program.out())).toMatchObject({ node: process.version, args: ['exit', '3'] });
  });

  test('hands signals on and waits for the end', async () => {
    fillCache();
    const program = run(old, ['--run', 'printer', 'wait']);
    await once(program.child.stdout ?? program.child, 'data');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(7);
    expect(program.out()).toContain('asked to end');
  });

  test('dies of the signal its program died of', async () => {
    fillCache();
    expect(await run(old, ['--run', 'printer', 'die']).ended).toBe('SIGKILL');
  });

  test('fetches Node once, and says so', async () => {
    playNpm(installs);
    const first = run(old, []);
    expect(await first.ended).toBe(0);
    expect(first.err()).toMatch(/Fetching Node .+ from the npm registry into \.node\/, once: 190 MB/);
    expect(JSON.parse(first.out())).toMatchObject({ node: process.version });
    const second = run(old, []);
    expect(await second.ended).toBe(0);
    expect(second.err()).toBe('');
    expect(npmCalls()).toEqual([expect.stringContaining(`${packageName}@${version}`)]);
    expect(readdirSync(join(project, '.node'))).toEqual([version]);
  });

  test('two at once both run, and one copy stays', async () => {
    playNpm(installs);
    const both = [run(old, []), run(old, [])];
    expect(await Promise.all(both.map((one) => one.ended))).toEqual([0, 0]);
    expect(readdirSync(join(project, '.node'))).toEqual([version]);
  });

  test('a fetch that was killed is not taken for a whole one, and is cleared away', async () => {
    const partly = 'mkdir -p "$prefix/lib"; echo here > "$prefix/lib/part"; kill -9 $PPID';
    playNpm(partly);
    expect(await run(old, []).ended).toBe('SIGKILL');
    expect(readdirSync(join(project, '.node'))).toEqual([expect.stringMatching(/^fetching-/)]);
    playNpm(installs);
    expect(await run(old, []).ended).toBe(0);
    expect(readdirSync(join(project, '.node'))).toEqual([version]);
  });

  test.each([
    ['npm fails', 'echo "npm error network is unreachable" >&2; exit 1', /network is unreachable/],
    ['the registry lacks it', 'echo "npm error code E404" >&2; exit 1', /The npm registry has no node-/],
    [
      'it does not run here',
      `${installs}; rm "$bin/node"; printf '#!/bin/sh\\nexit 1' > "$bin/node"; chmod +x "$bin/node"`,
      /does not run on this system/,
    ],
  ])('says what to do when %s, and leaves nothing', async (_, deed, words) => {
    playNpm(deed);
    const product = run(old, []);
    expect(await product.ended).toBe(1);
    expect(product.err()).toMatch(words);
    expect(product.err()).toMatch(/Install Node 24 or newer/);
    expect(product.out()).toBe('');
    expect(readdirSync(join(project, '.node'))).toEqual([]);
  });

  test('fetches nothing when told not to', async () => {
    playNpm(installs);
    const product = run(old, [], { KEYSTEWARD_FETCH_NODE: 'off' });
    expect(await product.ended).toBe(1);
    expect(product.err()).toMatch(/needs Node 24 or newer.+turned off.+Install Node 24/s);
    expect(npmCalls()).toEqual([]);
  });
});

describe('any Node', () => {
  const nodes = [process.execPath, ...(oldNode ? [oldNode] : [])];

  test.each(nodes)('%s says to run npm ci when packages are missing', async (node) => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    const product = run(node, []);
    expect(await product.ended).toBe(1);
    expect(product.err()).toBe('Packages are not installed (printer). Run: npm ci\n');
  });

  test.each(nodes)('%s says to run npm ci when the program is missing', async (node) => {
    const program = run(node, ['--run', 'absent']);
    expect(await program.ended).toBe(1);
    expect(program.err()).toBe('absent is not installed. Run: npm ci\n');
  });
});

describe('a recent Node', () => {
  test('runs the product in the same process', async () => {
    write('src/main.ts', `console.log(process.pid, process.argv[1], process.argv[2])`);
    const product = run(process.execPath, ['x']);
    expect(await product.ended).toBe(0);
    expect(product.out()).toBe(`${product.child.pid} ${join(project, 'src/main.ts')} x\n`);
  });

  test('runs a file with its arguments', async () => {
    write('src/other.ts', `const a: number = 1; console.log(a, import.meta.main, process.argv[2])`);
    const program = run(process.execPath, ['--run', 'src/other.ts', 'x']);
    expect(await program.ended).toBe(0);
    expect(program.out()).toBe('1 true x\n');
  });
});

/** The first Node on PATH that is too old for the product but knows ES modules. */
function oldNodeOnPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node');
    if (!existsSync(node)) continue;
    const major = Number(/\d+/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[0]);
    if (major >= 14 && major < 24) return node;
  }
  return undefined;
}

/**
 * Where `npm start` and `npm test` begin, on whatever Node is there. The product needs Node 24: with an older one a
 * copy of 24 is fetched into `.node/` once, and used from then on.
 *
 *   node src/start.js                        runs the product (src/main.ts)
 *   node src/start.js --run vitest run …     runs a program that a package of node_modules brings
 *   node src/start.js --run bench/ack.ts …   runs a file
 *
 * This file must be read by Node 14: no newer syntax here.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const fetched = '24.21.0';
const oldest = Number.parseInt(fetched, 10);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, '.node');
const quickImports = pathToFileURL(path.join(root, 'src', 'quick-imports.js')).href;

/** @typedef {{ file: string, args: string[] }} Target */

/** Ends the start with a sentence for the person in front of it. @param {string} sentence @returns {never} */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What to run, with the full path of its file. @param {string[]} args @returns {Target} */
function targetOf(args) {
  if (args[0] !== '--run') return { file: path.join(root, 'src', 'main.ts'), args };
  const [, name, ...rest] = args;
  if (!name) refuse('Say what to run: node src/start.js --run <file or program> …');
  if (/\.[cm]?[jt]s$/.test(name)) return { file: path.resolve(root, name), args: rest };
  return { file: programFile(name), args: rest };
}

/** The file behind a package's program, e.g. `vitest`. @param {string} name */
function programFile(name) {
  const folder = path.join(root, 'node_modules', name);
  const description = readJson(path.join(folder, 'package.json'));
  const bin = description?.bin;
  const file = typeof bin === 'string' ? bin : bin?.[name];
  if (!file) refuse(`${name} is not installed. Run: npm ci`);
  return path.join(folder, file);
}

/** @param {string} file @returns {any} the content, or nothing when there is no such file */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function refuseWithoutPackages() {
  const names = Object.keys(readJson(path.join(root, 'package.json')).dependencies || {});
  const missing = names.filter(
    (name) => !fs.existsSync(path.join(root, 'node_modules', name, 'package.json')),
  );
  if (missing.length > 0) refuse(`Packages are not installed (${missing.join(', ')}). Run: npm ci`);
}

function isRecent() {
  return Number.parseInt(process.versions.node, 10) >= oldest;
}

/** The npm package that holds nothing but Node for this system. */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `${platform}-${process.arch}`;
  return name === 'darwin-arm64' ? `node-bin-${name}` : `node-${name}`;
}

/** Node's program below a folder that npm installed it into. @param {string} prefix */
function nodeIn(prefix) {
  return process.platform === 'win32'
    ? path.join(prefix, 'node_modules', nodePackage(), 'bin', 'node.exe')
    : path.join(prefix, 'lib', 'node_modules', nodePackage(), 'bin', 'node');
}

const howToGetOne =
  'Install Node 24 or newer (https://nodejs.org, or "nvm install 24"), check with "node --version", then run this again.';

/** A recent Node from the project's own cache, fetched if it is not there. @returns {string} */
function cachedNode() {
  const node = nodeIn(path.join(cache, fetched));
  if (fs.existsSync(node)) return node;
  const old = `This needs Node ${oldest} or newer, and here is ${process.versions.node}.`;
  if (process.env.KEYSTEWARD_FETCH_NODE === 'off') {
    refuse(`${old} Fetching it is turned off (KEYSTEWARD_FETCH_NODE=off). ${howToGetOne}`);
  }
  process.stderr.write(
    `${old} Fetching Node ${fetched} from the npm registry into .node/, once: 190 MB on disk, some ten seconds …\n`,
  );
  removeAbandoned();
  const work = path.join(cache, `fetching-${process.pid}`);
  const said = install(work);
  if (said) {
    fs.rmSync(work, { recursive: true });
    refuse(`Node ${fetched} could not be fetched:\n${said}\n${howToGetOne}`);
  }
  rename(work, path.join(cache, fetched));
  return node;
}

/** What fetches that were interrupted left. */
function removeAbandoned() {
  fs.mkdirSync(cache, { recursive: true });
  fs.readdirSync(cache).forEach((name) => {
    const pid = Number(/^fetching-(\d+)$/.exec(name)?.[1]);
    if (pid && !isAlive(pid)) fs.rmSync(path.join(cache, name), { recursive: true });
  });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Installs Node below `prefix` and tries it. @param {string} prefix @returns {string} what went wrong, or nothing */
function install(prefix) {
  fs.mkdirSync(prefix, { recursive: true });
  const wanted = `${nodePackage()}@${fetched}`;
  const args = [
    'install',
    '--global',
    '--prefix',
    prefix,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    wanted,
  ];
  const npm = process.env.npm_execpath || '';
  const done = /npm-cli\.js$/.test(npm)
    ? spawnSync(process.execPath, [npm, ...args], { encoding: 'utf8' })
    : spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (done.error) return `npm could not be started (${done.error.message}).`;
  if (done.status !== 0) {
    const unknown = /E404|ETARGET|notarget/.test(done.stderr);
    return unknown ? `The npm registry has no ${wanted} for this system.` : done.stderr.trim();
  }
  const tried = spawnSync(nodeIn(prefix), ['--version'], { encoding: 'utf8' });
  if (tried.status === 0) return '';
  return `It does not run on this system (${tried.error ? tried.error.message : tried.stderr.trim()}).`;
}

/** Into its place at once, so that nobody meets half of it. @param {string} from @param {string} to */
function rename(from, to) {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!fs.existsSync(nodeIn(to))) throw error;
    fs.rmSync(from, { recursive: true }); // another start was faster
  }
}

/** Runs the target with `node` and ends as it ends. @param {string} node @param {Target} target */
function runChild(node, target) {
  const PATH = path.dirname(node) + path.delimiter + (process.env.PATH || '');
  const env = Object.assign({}, process.env, { PATH });
  const nodeArgs = ['--import', quickImports, ...process.execArgv];
  const child = spawn(node, [...nodeArgs, target.file, ...target.args], { stdio: 'inherit', env });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us; twice would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', (error) => refuse(`${node} could not be started (${error.message}). ${howToGetOne}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code);
    signals.forEach((name) => {
      process.removeAllListeners(name);
    });
    process.kill(process.pid, signal);
  });
}

const args = process.argv.slice(2);
refuseWithoutPackages();
const target = targetOf(args);
// The playground's library draws twice as fast then.
if (args[0] !== '--run') process.env.NODE_ENV = process.env.NODE_ENV || 'production';
if (!isRecent()) runChild(cachedNode(), target);
else if (args[0] === '--run') runChild(process.execPath, target);
else {
  process.argv.splice(1, 1, target.file);
  void import(quickImports).then(() => import(pathToFileURL(target.file).href));
}

/** How long a start takes and how much memory the bot needs: `node src/start.js --run bench/memory.ts`. See README.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, measure, type Running, run, runBot, spent } from './processes.ts';
import { makeWorld } from './world.ts';

const STARTS = 3;
const COMMANDS = 5_000;
const CONNECTIONS = 8;

const line = (words: string, number: number, unit: string): boolean =>
  process.stdout.write(`${words.padEnd(52)}${number.toFixed(0).padStart(8)} ${unit}\n`);

await startUps();
await memory();

/** Local mode, as `npm start` begins with nothing configured, on data that is there already. */
async function startUps(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keysteward-bench-'));
  try {
    await startUp(folder); // makes the data
    const times: number[] = [];
    for (let n = 0; n < STARTS; n += 1) times.push(await startUp(folder));
    times.sort((a, b) => a - b);
    line(
      `start to ready, existing data, median of ${STARTS}`,
      times[Math.floor(STARTS / 2)] ?? Number.NaN,
      'ms',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns milliseconds from the start of the process to its ready line. */
async function startUp(folder: string): Promise<number> {
  const from = performance.now();
  const settings = { KEYSTEWARD_DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0', PLAYGROUND_PORT: '0' };
  const bot = runBot(settings, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    await saysReady(bot);
    return performance.now() - from;
  } finally {
    await bot.stop();
  }
}

async function saysReady({ child }: Running): Promise<void> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += chunk;
    if (said.includes('Keysteward is ready')) return;
  }
  throw new Error(`it ended instead of starting:\n${said}`);
}

/** The bot as a process of its own, its database and Slack elsewhere. */
async function memory(): Promise<void> {
  const world = await makeWorld();
  const running: Running[] = [];
  try {
    const bot = runBot(world.settings);
    running.push(bot);
    const server = `http://127.0.0.1:${world.settings['PORT']}`;
    await answers(`${server}/readyz`, bot);
    await world.settled();
    line('resident memory, idle', (await spent(bot)).residentMb, 'MB');

    const load = run('bench/load.ts', {});
    running.push(load);
    const job = {
      server,
      script: await world.script(),
      mix: ['show'],
      perSecond: null,
      tells: true,
    } as const;
    for (const commands of [COMMANDS, 2 * COMMANDS]) {
      await measure(load, { ...job, connections: CONNECTIONS, seconds: 600, atMost: COMMANDS });
      line(`resident memory, after ${commands} commands`, (await spent(bot)).residentMb, 'MB');
    }
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    await world.stop();
  }
}

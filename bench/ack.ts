/** How long Slack waits for our ack, side by side with a Bolt app that does nothing else. See README.md. */
import { loadavg } from 'node:os';
import type { Job, Measured } from './load.ts';
import { answers, measure, type Running, run, runBot, spent } from './processes.ts';
import { printReport, type Result } from './report.ts';
import { type Kind, kinds } from './requests.ts';
import { freePort, makeWorld, type World } from './world.ts';

const CONNECTIONS = 8;
const PER_SECOND = 20;
const WARM_SECONDS = 3;
/** Both sides take turns in short rounds, so that other work on this machine hits both. */
const calm = { rounds: 4, seconds: 5 };
const full = { rounds: 2, seconds: 4 };

interface Side {
  readonly server: string;
  readonly process: Running;
  /** Whether it answers a command with a message. */
  readonly tells: boolean;
}

const world = await makeWorld();
const running: Running[] = [];
try {
  await world.declare(CONNECTIONS);
  const sides = [await startBare(world), await startOurs(world)] as const;
  const load = run('bench/load.ts', {});
  running.push(load);
  await world.settled();
  const script = await world.script();

  const clicksBefore = await world.clicksKept();
  const sideBySide = async (
    { rounds, seconds }: { rounds: number; seconds: number },
    mix: readonly Kind[],
    perSecond: number | null,
  ): Promise<[Result, Result]> => {
    const parts: [Part[], Part[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { server, process, tells }] of sides.entries()) {
        const job = { server, tells, script, mix, perSecond, seconds, connections: CONNECTIONS };
        parts[index]?.push(await part(load, process, job));
      }
    }
    return [together(parts[0]), together(parts[1])];
  };

  const warming = [];
  for (const kind of kinds)
    warming.push(await sideBySide({ rounds: 1, seconds: WARM_SECONDS }, [kind], null));
  const [busyBefore = 0] = loadavg();
  const calmly = await sideBySide(calm, kinds, PER_SECOND);
  const shows = await sideBySide(full, ['show'], null);
  const clicked = await sideBySide(full, ['click'], null);
  const [busyAfter = 0] = loadavg();

  const clicks = [...warming, calmly, clicked].reduce((sum, [, { click }]) => sum + click.length, 0);
  const kept = (await world.clicksKept()) - clicksBefore;
  if (kept !== clicks) throw new Error(`${clicks} clicks were acknowledged, ${kept} are in the audit log`);
  printReport({
    perSecond: PER_SECOND,
    connections: CONNECTIONS,
    calm: calmly,
    full: { show: shows, click: clicked },
    clicks,
    busy: [busyBefore, busyAfter],
  });
} finally {
  await Promise.all(running.map((each) => each.stop()));
  await world.stop();
}

async function startBare({ settings }: World): Promise<Side> {
  const port = await freePort();
  const bare = run('bench/bare.ts', { ...settings, PORT: String(port) });
  running.push(bare);
  const server = `http://127.0.0.1:${port}`;
  await answers(`${server}/readyz`, bare);
  return { server, process: bare, tells: false };
}

async function startOurs({ settings }: World): Promise<Side> {
  const bot = runBot(settings);
  running.push(bot);
  const server = `http://127.0.0.1:${settings['PORT']}`;
  await answers(`${server}/readyz`, bot);
  return { server, process: bot, tells: true };
}

interface Part extends Measured {
  readonly cpuMs: number;
}

async function part(load: Running, server: Running, job: Job): Promise<Part> {
  const before = await spent(server);
  const measured = await measure(load, job);
  const after = await spent(server);
  return { ...measured, cpuMs: after.cpuMs - before.cpuMs };
}

function together(parts: readonly Part[]): Result {
  const sum = (of: (part: Part) => number): number => parts.reduce((total, each) => total + of(each), 0);
  return {
    show: parts.flatMap(({ latencies }) => latencies.show),
    click: parts.flatMap(({ latencies }) => latencies.click),
    seconds: sum(({ seconds }) => seconds),
    cpuMs: sum(({ cpuMs }) => cpuMs),
  };
}

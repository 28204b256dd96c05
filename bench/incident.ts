/** 200 incidents are open and 50 people click: how long until the ack, and until the card shows it. See README.md. */
import { loadavg } from 'node:os';
import type { Click, Measured } from './load.ts';
import { answers, measure, type Running, run, runBot } from './processes.ts';
import { percentile } from './report.ts';
import type { Script } from './requests.ts';
import { freePort, makeWorld, type World } from './world.ts';

const INCIDENTS = 200;
const PEOPLE = 50;
/** Each clicks every two and a half seconds. */
const PER_SECOND = 20;
const ROUNDS = 4;
const SECONDS = 8;

// 200 rooms take ten minutes, and 20 cards a second are 24 times too many, by Slack's limits: this asks what the bot takes.
const world = await makeWorld({ rateLimits: false });
const running: Running[] = [];
try {
  await world.declare(INCIDENTS);
  const port = await freePort();
  const bare = run('bench/bare.ts', { ...world.settings, PORT: String(port) });
  running.push(bare);
  const bot = runBot(world.settings);
  running.push(bot);
  const ours = `http://127.0.0.1:${world.settings['PORT']}`;
  const sides = { bare: `http://127.0.0.1:${port}`, ours };
  await Promise.all([answers(`${sides.bare}/readyz`, bare), answers(`${sides.ours}/readyz`, bot)]);
  await world.settled('cards');
  const load = run('bench/load.ts', {});
  running.push(load);
  const script = await world.script();
  const job = { script, mix: ['click'], tells: false, connections: PEOPLE } as const;

  await measure(load, { ...job, server: sides.ours, perSecond: PER_SECOND, seconds: 5 });
  await measure(load, { ...job, server: sides.bare, perSecond: PER_SECOND, seconds: 2 });
  const [before = 0] = loadavg();
  const parts: Record<keyof typeof sides, Measured[]> = { bare: [], ours: [] };
  // In turns, so that other work on this machine hits both.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of ['bare', 'ours'] as const) {
      const asked = { ...job, server: sides[side], perSecond: PER_SECOND, seconds: SECONDS };
      parts[side].push(await measure(load, asked));
    }
  }
  await world.settled('cards');
  const [after = 0] = loadavg();

  const cards = cardTimes(
    world,
    script,
    parts.ours.flatMap(({ clicks }) => clicks),
  );
  const acks = (side: keyof typeof sides) => parts[side].flatMap(({ latencies }) => latencies.click);
  line('', 'bare Bolt', 'Keysteward', 'ratio');
  for (const percent of [50, 95, 99]) {
    const [first, second] = [percentile(acks('bare'), percent), percentile(acks('ours'), percent)];
    line(
      `click to ack, p${percent} ms`,
      first.toFixed(1),
      second.toFixed(1),
      `${(second / first).toFixed(2)}`,
    );
  }
  for (const percent of [50, 95, 99])
    line(`click to updated card, p${percent} ms`, '', percentile(cards, percent).toFixed(0), '');
  const words = `${cards.length} clicks. Load average: ${before.toFixed(1)}, then ${after.toFixed(1)}.`;
  process.stdout.write(
    `\n${INCIDENTS} incidents open, ${PEOPLE} people, ${PER_SECOND} clicks a second, ${words}\n`,
  );
} finally {
  await Promise.all(running.map((each) => each.stop()));
  await world.stop();
}

/** Milliseconds from each click to the first update of its card that Slack did afterwards. */
function cardTimes({ slack }: World, { clickables }: Script, clicks: readonly Click[]): number[] {
  const places = new Map(
    clickables.map(({ incident, message: { channel, ts } }) => [incident, `${channel} ${ts}`]),
  );
  const updates = slack.calls().filter(({ method, answer }) => method === 'chat.update' && answer.ok);
  const byCard = Map.groupBy(updates, ({ args }) => `${args['channel']} ${args['ts']}`);
  return clicks.map(({ incident, at }) => {
    const message = places.get(incident);
    const update = byCard.get(message ?? '')?.find((each) => each.at * 1000 >= at);
    if (update === undefined) throw new Error(`a click at ${at} was never shown on the card of ${incident}`);
    return update.at * 1000 - at;
  });
}

function line(...words: [string, ...string[]]): void {
  const [name, ...values] = words;
  process.stdout.write(`${name.padEnd(32)}${values.map((value) => value.padStart(12)).join('')}\n`);
}

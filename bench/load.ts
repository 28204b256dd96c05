/** The load generator, a process of its own: takes jobs from its parent one by one and answers with latencies. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'undici';
import { clickBody, headersFor, type Kind, type Script, showBody } from './requests.ts';

export interface Job {
  /** Base address of the server. */
  readonly server: string;
  readonly script: Script;
  /** Sent in turns. */
  readonly mix: readonly Kind[];
  readonly connections: number;
  /** Requests a second, whatever the answers do; `null`: each connection sends again when it was answered. */
  readonly perSecond: number | null;
  readonly seconds: number;
  /** Ends sooner, after about so many requests. */
  readonly atMost?: number;
  /** Whether the server answers a command with a message; the bare one only acknowledges. */
  readonly tells: boolean;
}

export interface Measured {
  /** Milliseconds from sending to the end of the answer, in the order of sending. */
  readonly latencies: Readonly<Record<Kind, readonly number[]>>;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly clicks: readonly Click[];
}

export interface Click {
  readonly incident: number;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
}

const path = '/slack/events';
/** Which steps are claimed now, by server: clicks alternate. */
const claimed = new Set<string>();

process.on('message', (job: Job) => {
  run(job).then(
    (measured) => process.send?.({ measured }),
    (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

async function run(job: Job): Promise<Measured> {
  const clients = Array.from({ length: job.connections }, () => new Client(job.server));
  const latencies: Record<Kind, number[]> = { show: [], click: [] };
  const clicks: Click[] = [];
  const send = async (client: Client, connection: number, turn: number): Promise<void> => {
    const kind = job.mix[turn % job.mix.length] ?? 'show';
    if (kind === 'click') clicks.push({ incident: clickableOf(job, connection).incident, at: Date.now() });
    latencies[kind].push(await sendOne(client, job, kind, connection));
  };
  try {
    const from = performance.now();
    await (job.perSecond === null ? closed(job, clients, send) : open(job, job.perSecond, clients, send));
    return { latencies, clicks, seconds: (performance.now() - from) / 1000 };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

type Send = (client: Client, connection: number, turn: number) => Promise<void>;

async function closed(job: Job, clients: readonly Client[], send: Send): Promise<void> {
  const until = performance.now() + job.seconds * 1000;
  const turns = Math.ceil((job.atMost ?? Number.POSITIVE_INFINITY) / clients.length);
  const loop = async (client: Client, connection: number): Promise<void> => {
    for (let turn = 0; turn < turns && performance.now() < until; turn += 1)
      await send(client, connection, turn);
  };
  await Promise.all(clients.map(loop));
}

async function open(job: Job, perSecond: number, clients: readonly Client[], send: Send): Promise<void> {
  const from = performance.now();
  const sent: Promise<void>[] = [];
  for (let n = 0; n < job.seconds * perSecond; n += 1) {
    await pause(Math.max(0, from + (n * 1000) / perSecond - performance.now()));
    // Each connection gets every kind in turns.
    const turn = n + Math.floor(n / clients.length);
    const connection = n % clients.length;
    const client = clients[connection];
    if (client) sent.push(send(client, connection, turn));
  }
  await Promise.all(sent);
}

/** @returns milliseconds. Throws when the answer is not what it should be. */
async function sendOne(client: Client, job: Job, kind: Kind, connection: number): Promise<number> {
  const body = kind === 'show' ? showBody(job.script) : nextClick(job, connection);
  const headers = headersFor(body, job.script.signingSecret);
  const from = performance.now();
  const answer = await client.request({ method: 'POST', path, headers, body });
  const text = await answer.body.text();
  const took = performance.now() - from;
  const told = text.includes(job.script.label);
  if (answer.statusCode !== 200 || told !== (kind === 'show' && job.tells)) {
    throw new Error(`${kind} was answered with ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
  return took;
}

/** Each connection has its own incident, so that no click is refused because another was first. */
function nextClick(job: Job, connection: number): string {
  const clickable = clickableOf(job, connection);
  const place = `${job.server} ${clickable.incident}`;
  const claim = !claimed.delete(place);
  if (claim) claimed.add(place);
  return clickBody(job.script, clickable, claim);
}

function clickableOf({ script: { clickables } }: Job, connection: number): Script['clickables'][number] {
  const clickable = clickables[connection % clickables.length];
  if (!clickable) throw new Error('there is no incident to click at');
  return clickable;
}

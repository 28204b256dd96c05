/**
 * A Slack of our own on this machine: one workspace with a few people in it, the app installed from its manifest. Tests
 * and the playground stand on it, and the bot cannot tell it from Slack.
 *
 * Imitated: the Web API methods in coverage.ts with their scopes, errors and rate limits; Block Kit checks; deliveries
 * over signed HTTP and Socket Mode with acks, time-outs and event retries; trigger ids, response_urls, modal stacks,
 * Home views, message metadata, files; people who are guests, deactivated or from another organisation.
 *
 * Not imitated: several workspaces and OAuth, group DMs, canvases of their own, reminders, reactions, scheduled messages, unfurling,
 * legacy attachments, enterprise grids, several apps. Open modals, ephemeral messages, trigger ids and response_urls
 * are gone after a restart; all else is in the journal.
 *
 * Where Slack's pages and its behaviour disagree, the stricter of the two stands here.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from './api.ts';
import { botUserId, firstChannels, firstPeople, publicChannel, team } from './cast.ts';
import type { LocalSlack, LocalSlackOptions } from './contract.ts';
import { httpCourier } from './deliver-http.ts';
import { type SocketCourier, socketCourier } from './deliver-socket.ts';
import { type Courier, Deliveries } from './deliveries.ts';
import { Desks } from './desks.ts';
import { Events } from './events.ts';
import { asLocalPerson } from './hands/desk.ts';
import { handsOf } from './hands.ts';
import { tsMint } from './ids.ts';
import { openJournal } from './journal.ts';
import { type InstalledApp, readManifest } from './manifest.ts';
import { addPerson, changePerson } from './people.ts';
import { RateLimits } from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import { route } from './routes.ts';
import { SlackError } from './slack-error.ts';
import { Triggers } from './triggers.ts';
import { Troubles } from './troubles.ts';
import type { Workspace } from './workspace.ts';
import { World } from './world.ts';

const patience = 3_000;

/** Starts listening. Throws when the manifest or the journal cannot be read, or the port is taken. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const now = options.now ?? (() => Date.now() / 1_000);
  const app = readManifest(options.manifest);
  const { world, close: closeJournal } =
    options.journal === undefined ? { world: new World(), close: () => {} } : openJournal(options.journal);
  populate(world, app, now(), options.also);

  const socket =
    options.delivery.mode === 'socket' ? socketCourier(options.ackTimeout ?? patience) : undefined;
  const deliveries = new Deliveries(socket ?? httpWay(options));
  const events = new Events(deliveries, app.events, now);
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const workspace: Workspace = {
    world,
    desks: new Desks(world),
    triggers: new Triggers(now),
    responseUrls: new ResponseUrls(now, origin),
    deliveries,
    events,
    app,
    now,
    mintTs: tsMint(now, world.newestTs()),
    origin,
    openSocketAddress: () => socketAddress(socket, origin()),
  };

  const troubles = new Troubles(options.misbehave);
  const api = new Api(workspace, {
    botToken: options.botToken,
    appToken: options.delivery.mode === 'socket' ? options.delivery.appToken : undefined,
    limits: options.rateLimits === false ? undefined : new RateLimits(now),
    troubles,
  });
  const routed = { api, workspace, troubles, botToken: options.botToken };
  const server = createServer((request, response) => {
    route(routed, request, response).catch((error: unknown) => {
      // A caller that hung up needs no answer and is no fault of ours.
      if (request.readableAborted || response.headersSent) return void response.destroy();
      process.emitWarning(error instanceof Error ? error : String(error));
      response.writeHead(500).end();
    });
  });
  socket?.attach(server);
  await listen(server, options.port ?? 0);

  return {
    apiUrl: `${origin()}/api/`,
    teamId: team.id,
    botUserId,
    get people() {
      return [...world.people.values()].map(asLocalPerson);
    },
    as: (person) => handsOf(workspace, handed(findPerson(world, person))),
    changePerson: (person, change) => changePerson(workspace, findPerson(world, person), change),
    addPerson: (person) => addPerson(workspace, person),
    uninstall: () => uninstall(workspace),
    calls: () => api.calls,
    trouble: (method, ...next) => troubles.add(method, next),
    redeliverLast: (before) => deliveries.redeliverLast(before),
    refreshSockets: (reason) => socket?.disconnect(reason),
    watch: (listener) => world.watch(listener),
    async close() {
      events.close();
      deliveries.close();
      api.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      closeJournal();
    },
  };
}

/** The first morning; a workspace that came back from its journal stays as it is, but for the bot's name. */
function populate(world: World, app: InstalledApp, now: number, also: LocalSlackOptions['also']): void {
  const fresh = world.people.size === 0;
  const others = (also?.people ?? []).map((each) => ({ ...each, kind: 'member' as const, teamId: team.id }));
  for (const person of [...others, ...firstPeople(app.name)]) {
    if (!fresh && person.id !== botUserId) continue;
    const deleted = person.kind === 'deactivated';
    const isAdmin = person.kind === 'admin';
    world.commit({ kind: 'person', row: { ...person, deleted, isAdmin, updated: Math.floor(now) } });
  }
  const more = (also?.channels ?? []).map((each) => publicChannel(each.id, each.name));
  if (fresh) for (const row of [...firstChannels, ...more]) world.commit({ kind: 'channel', row });
  if (!world.installed) world.commit({ kind: 'installed', installed: true });
}

function httpWay({ delivery, ackTimeout }: LocalSlackOptions): Courier {
  if (delivery.mode !== 'http') throw new Error('Deliveries go over HTTP only when the options say so.');
  return httpCourier(delivery.url, delivery.signingSecret, ackTimeout ?? patience);
}

function socketAddress(socket: SocketCourier | undefined, origin: string): string {
  if (socket === undefined) throw new SlackError('not_allowed_token_type');
  return `${origin.replace('http', 'ws')}${socket.newAddress()}`;
}

function findPerson(world: World, given: string): string {
  const row = world.people.get(given) ?? [...world.people.values()].find((person) => person.name === given);
  if (row === undefined) throw new Error(`Nobody here is called ${given}.`);
  return row.id;
}

function handed(id: string): string {
  if (id === botUserId) throw new Error('The bot has no hands: it speaks to the Web API.');
  return id;
}

async function uninstall({ world, events }: Workspace): Promise<void> {
  world.commit({ kind: 'installed', installed: false });
  await events.send({ type: 'tokens_revoked', tokens: { oauth: [], bot: [botUserId] } });
  await events.send({ type: 'app_uninstalled' });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

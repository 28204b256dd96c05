/** Bolt and its receivers. Everything that Slack sends goes from here to the gate or to the inbox. */
import {
  App,
  HTTPReceiver,
  LogLevel,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { WorkspaceId } from '../domain/words.ts';
import type { Database } from '../store/database.ts';
import { type Arrived, arrivals } from './arrived.ts';
import { keepEvent } from './events.ts';
import type { Gate } from './gate.ts';
import type { Ack } from './perform.ts';

export interface Listening {
  readonly database: Database;
  readonly gate: Gate;
  readonly log: Logger;
  /** The workspace that our token belongs to. */
  readonly workspace: WorkspaceId;
  readonly botToken: string;
  readonly botUser: string;
  /** Name of the slash command. */
  readonly command: string;
  readonly apiUrl: string | undefined;
}

/** Other requests to the HTTP port: health, metrics. */
export type Routes = NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['customRoutes']>;

export type Entrance =
  | {
      readonly kind: 'http';
      readonly signingSecret: string;
      readonly port: number;
      readonly host: string;
      readonly routes: Routes;
    }
  | { readonly kind: 'socket'; readonly appToken: string };

/** Starts to listen. The returned function stops taking more. */
export async function listen(needs: Listening, entrance: Entrance): Promise<() => Promise<void>> {
  const receivers =
    entrance.kind === 'http' ? [httpReceiver(needs, entrance)] : socketReceivers(needs, entrance);
  const [first, ...others] = receivers.map((receiver) => keepingEvents(needs, receiver));
  if (!first) throw new Error('no receiver');
  const app = new App({
    receiver: first,
    authorize: async () => ({ botToken: needs.botToken, botUserId: needs.botUser, teamId: needs.workspace }),
    convoStore: false,
    logger: boltLogger(needs.log),
    ...(needs.apiUrl === undefined ? {} : { clientOptions: { slackApiUrl: needs.apiUrl } }),
  });
  register(app, needs);
  for (const other of others) other.init(app);
  for (const receiver of receivers) await start(receiver, entrance);
  return async () => {
    await Promise.all(receivers.map((receiver) => receiver.stop()));
  };
}

function start(receiver: HTTPReceiver | SocketModeReceiver, entrance: Entrance): Promise<unknown> {
  if (receiver instanceof SocketModeReceiver) return receiver.start();
  if (entrance.kind === 'socket') throw new Error('an HTTP receiver without an address');
  return receiver.start({ port: entrance.port, host: entrance.host });
}

function httpReceiver(needs: Listening, entrance: Extract<Entrance, { kind: 'http' }>): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: entrance.signingSecret,
    customRoutes: entrance.routes,
    logger: boltLogger(needs.log),
    // An event that could not be stored is not acknowledged, so that Slack sends it again.
    processEventErrorHandler: async ({ response, error }) => {
      needs.log.error({ err: error }, 'a request could not be worked');
      if (!response.headersSent) response.writeHead(500).end();
      return true;
    },
  });
}

/** Two sockets, because one is away for some seconds whenever Slack refreshes it. */
function socketReceivers(
  needs: Listening,
  entrance: Extract<Entrance, { kind: 'socket' }>,
): SocketModeReceiver[] {
  const make = () =>
    new SocketModeReceiver({
      appToken: entrance.appToken,
      logger: boltLogger(needs.log),
      ...(needs.apiUrl === undefined
        ? {}
        : { installerOptions: { clientOptions: { slackApiUrl: needs.apiUrl } } }),
    });
  return [make(), make()];
}

/**
 * Bolt acknowledges an event before our code sees it. This stands in front of Bolt and stores the event first, so that
 * an acknowledged event is in the database.
 */
function keepingEvents<R extends Receiver>(needs: Listening, receiver: R): R {
  const init = receiver.init.bind(receiver);
  receiver.init = (app) => {
    init({
      processEvent: async (event: ReceiverEvent) => {
        await keepEvent(needs.database, needs.workspace, event.body);
        await app.processEvent(event);
      },
    } as App);
  };
  return receiver;
}

function register(app: App, needs: Listening): void {
  const bring = async <Shape extends z.ZodType<Arrived>>(
    shape: Shape,
    body: unknown,
    ack: Ack,
  ): Promise<void> => {
    const arrived = shape.safeParse(body);
    if (arrived.success) return needs.gate.pass(needs.workspace, arrived.data, ack);
    needs.log.warn(
      { faults: arrived.error.issues.map(({ path, code }) => ({ path, code })) },
      'an unreadable delivery',
    );
    await ack();
  };
  const anything = /.*/;
  app.command(needs.command, ({ body, ack }) => bring(arrivals.Command, body, ack as Ack));
  app.action(anything, ({ body, ack }) => bring(arrivals.Action, body, ack as Ack));
  app.options(anything, ({ body, ack }) => bring(arrivals.Suggestion, body, ack as Ack));
  app.shortcut(anything, ({ body, ack }) => bring(arrivals.Shortcut, body, ack as Ack));
  app.view({ callback_id: anything, type: 'view_submission' }, ({ body, ack }) =>
    bring(arrivals.Submission, body, ack as Ack),
  );
  app.error(async (error) => needs.log.error({ err: error }, 'a delivery failed in Bolt'));
}

/** Bolt's own words go to our log, without its arguments: they may hold payloads. */
function boltLogger(log: Logger) {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...words: unknown[]): void =>
      log[level]({ says: typeof words[0] === 'string' ? words[0].slice(0, 200) : undefined }, 'Bolt');
  return {
    debug: () => {},
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/** The bot itself, given a database and a way to Slack: the same in production, in local mode and in tests. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { incidentAfterVerdict } from './incident/after-verdict.ts';
import { healthRoutes, serveHealth } from './operate/health.ts';
import { askDueQuestions } from './proof/ask-due.ts';
import { type AskMode, makeAsker } from './proof/ask-provider.ts';
import { releases } from './release.ts';
import { rotationAfterVerdict } from './rotation/after-verdict.ts';
import { listen } from './slack/app.ts';
import { makeClients } from './slack/clients.ts';
import { connect } from './slack/connect.ts';
import { deliverDue } from './slack/deliver.ts';
import { doors } from './slack/doors.ts';
import { workEvents } from './slack/events.ts';
import { type Gate, makeGate } from './slack/gate.ts';
import { makeLookUp } from './slack/people.ts';
import { makeRespond } from './slack/respond.ts';
import { type Database, databaseNow } from './store/database.ts';
import { rememberWorkspace } from './store/people.ts';
import { startTicking, tickOnce } from './ticks.ts';
import { type Job, startWorking } from './work.ts';
import { clockAct } from './workspace/clock-act.ts';

export interface BotSettings {
  readonly slack: { readonly botToken: string; readonly apiUrl: string | undefined } & (
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string }
  );
  readonly local: boolean;
  readonly http: { readonly port: number; readonly host: string };
  readonly command: string;
  /** Cron expression. */
  readonly tick: string;
  readonly probes: AskMode;
}

export interface Bot {
  /** Runs all ticks now, without waiting for the cron expression. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything; what had started is stopped again when a later step fails. */
export async function startBot(database: Database, settings: BotSettings, log: Logger): Promise<Bot> {
  const started = releases((err) => log.error({ err }, 'something did not stop'));
  try {
    const replica = randomUUID();
    const clients = makeClients(settings.slack.botToken, settings.slack.apiUrl);
    const connection = await connect(clients.read);
    await rememberWorkspace(database, {
      id: connection.workspace,
      name: connection.workspaceName,
      botUser: connection.botUser,
    });
    const slack = () => ({
      mode: settings.local ? ('local' as const) : settings.slack.kind,
      missingScopes: connection.missingScopes,
      connected: true,
    });
    const lookUp = makeLookUp(clients.read, log);
    const gate = makeGate({
      database,
      doors,
      lookUp,
      performer: { client: clients.interactive, log, respond: makeRespond(settings.slack.apiUrl) },
      log,
      slash: settings.command,
      slack,
    });

    const worker = startWorking(jobs(database, settings, log, clients.outbox, lookUp), log);
    started.add(() => worker.stop());
    database.onWork(worker.wake);

    const routes = healthRoutes({ database, slack });
    if (settings.slack.kind === 'socket') {
      started.add(
        await serveHealth(routes, settings.http.port, settings.http.host, { orAnyPort: settings.local }),
      );
    }
    started.add(
      await listen(
        {
          database,
          gate,
          log,
          workspace: connection.workspace,
          botToken: settings.slack.botToken,
          botUser: connection.botUser,
          command: settings.command,
          apiUrl: settings.slack.apiUrl,
        },
        settings.slack.kind === 'http'
          ? { kind: 'http', signingSecret: settings.slack.signingSecret, ...settings.http, routes }
          : { kind: 'socket', appToken: settings.slack.appToken },
      ),
    );

    // An answer travels over the socket that its question came by, so sockets close when nobody waits any more.
    started.add(() => everybodyAnswered(gate));

    const tick = (): Promise<void> => tickOnce(database, replica, log);
    started.add(startTicking(settings.tick, tick, log));
    return { tick, stop: started.all };
  } catch (error) {
    await started.all();
    throw error;
  }
}

/** Resolves when no visit is under way, or after the three seconds in which Slack takes an answer. */
async function everybodyAnswered(gate: Gate): Promise<void> {
  const until = Date.now() + 3_000;
  while (gate.underWay() > 0 && Date.now() < until) await pause(25);
}

function jobs(
  database: Database,
  settings: BotSettings,
  log: Logger,
  client: Parameters<typeof deliverDue>[0]['client'],
  lookUp: ReturnType<typeof makeLookUp>,
): Job[] {
  const ask = makeAsker(settings.probes);
  return [
    { name: 'deliver', run: () => deliverDue({ database, client, log, slash: settings.command }) },
    { name: 'events', run: () => workEvents({ database, lookUp }, 20) },
    {
      name: 'proofs',
      run: async () => {
        const now = await databaseNow(database);
        const acts = (workspace: Parameters<typeof clockAct>[0]) => clockAct(workspace, now, 'proofs');
        return askDueQuestions(database, ask, acts, [incidentAfterVerdict, rotationHook], 10);
      },
    },
  ];
}

const rotationHook: Parameters<typeof askDueQuestions>[3][number] = (tx, key, _incident, verdict) =>
  rotationAfterVerdict(tx, key, verdict);

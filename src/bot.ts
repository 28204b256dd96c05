/** The bot itself, given a database and a way to Slack: the same in production, in local mode and in tests. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { workImports } from './custody/work-imports.ts';
import type { WorkspaceId } from './domain/words.ts';
import { incidentAfterVerdict } from './incident/after-verdict.ts';
import { keepUnrecorded } from './incident/unrecorded.ts';
import { healthRoutes, serveHealth } from './operate/health.ts';
import { keepInFiles } from './operate/unrecorded-files.ts';
import { askDueQuestions } from './proof/ask-due.ts';
import { type AskMode, makeAsker } from './proof/ask-provider.ts';
import { releases } from './release.ts';
import { rotationAfterVerdict } from './rotation/after-verdict.ts';
import { listen } from './slack/app.ts';
import { type Clients, makeClients } from './slack/clients.ts';
import { connect } from './slack/connect.ts';
import { makeDeliverer } from './slack/deliver.ts';
import { doors } from './slack/doors.ts';
import { workEvents } from './slack/events.ts';
import { makeFetchFile } from './slack/files.ts';
import { type Gate, makeGate } from './slack/gate.ts';
import { makeLookUpGroups } from './slack/groups.ts';
import { type SlackWatch, watchSlack } from './slack/health.ts';
import { makeListPage, makeLookUp } from './slack/people.ts';
import { makeRespond } from './slack/respond.ts';
import { type Database, databaseNow } from './store/database.ts';
import { beat } from './store/heartbeats.ts';
import { rememberWorkspace } from './store/people.ts';
import { oneByOne, peopleTick, slackTicks, startTicking, tickOnce } from './ticks.ts';
import { startWatching } from './watching.ts';
import { type Job, startWorking } from './work.ts';
import { clockAct } from './workspace/clock-act.ts';
import type { LookUps } from './workspace/identify.ts';

export interface BotSettings {
  readonly slack: { readonly botToken: string; readonly apiUrl: string | undefined } & (
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string }
  );
  readonly local: boolean;
  /** Where reports are kept that were made while the database was away. */
  readonly dataDir: string;
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

/** Whoever tries the product out moves its clock at any hour, and shall see what comes of it. */
const atAllHours = { workFrom: 0, workTo: 24, workDays: [1, 2, 3, 4, 5, 6, 7] };

/** Starts everything; what had started is stopped again when a later step fails. */
export async function startBot(database: Database, settings: BotSettings, log: Logger): Promise<Bot> {
  const started = releases((err) => log.error({ err }, 'something did not stop'));
  try {
    const replica = randomUUID();
    const clients = makeClients(settings.slack.botToken, settings.slack.apiUrl);
    const connection = await connect(clients.read);
    await rememberWorkspace(database, {
      ...(settings.local ? atAllHours : {}),
      id: connection.workspace,
      name: connection.workspaceName,
      botUser: connection.botUser,
    });
    const watch = watchSlack(clients.read);
    const slack = () => ({
      mode: settings.local ? ('local' as const) : settings.slack.kind,
      missingScopes: connection.missingScopes,
      trouble: watch.trouble(),
    });
    const lookUps = { lookUp: makeLookUp(clients.read, log), groups: makeLookUpGroups(clients.read, log) };
    const askSlack = { list: makeListPage(clients.read, log), lookUp: lookUps.lookUp };
    const unrecorded = keepUnrecorded(keepInFiles(join(settings.dataDir, 'unrecorded'), log));
    const gate = makeGate({
      database,
      doors,
      ...lookUps,
      performer: { client: clients.interactive, log, respond: makeRespond(settings.slack.apiUrl) },
      log,
      slash: settings.command,
      slack,
      unrecorded: (report) => unrecorded.note({ ...report, at: new Date() }),
    });

    const worker = startWorking(
      jobs(database, connection.workspace, settings, log, clients.outbox, watch, lookUps),
      log,
    );
    started.add(() => worker.stop());
    database.onWork(worker.wake);

    let listening = false;
    const routes = healthRoutes({ database, slack, listening: () => listening });
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

    listening = true;

    // An answer travels over the socket that its question came by, so sockets close when nobody waits any more.
    started.add(() => everybodyAnswered(gate));

    const tickNow = async (): Promise<void> => {
      await Promise.all([watch.ask(), tickOnce(database, replica, log)]);
      const now = await databaseNow(database);
      await unrecorded.ask(database, (workspace) => clockAct(workspace, now, 'unrecorded'));
      await beat(database, replica, slackTicks.unrecorded);
      const compared = clockAct(connection.workspace, now, slackTicks.people);
      await peopleTick(database, replica, compared, askSlack);
    };
    const tick = oneByOne(tickNow);
    started.add(startTicking(settings.tick, tick, log));
    const { workspace } = connection;
    started.add(
      startWatching({ database, workspace, replica, worker, slack: watch, tick: settings.tick, log }),
    );
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
  workspace: WorkspaceId,
  settings: BotSettings,
  log: Logger,
  client: Clients['outbox'],
  watch: SlackWatch,
  lookUps: LookUps,
): Job[] {
  const ask = makeAsker(settings.probes);
  const fetchFile = makeFetchFile(client, settings.slack.botToken, settings.slack.apiUrl);
  return [
    {
      name: 'deliver',
      ...makeDeliverer({ database, workspace, client, watch, log, slash: settings.command }),
    },
    { name: 'events', run: () => workEvents({ database, workspace, ...lookUps }, 20) },
    {
      name: 'proofs',
      run: async () => {
        const now = await databaseNow(database);
        const acts = (workspace: Parameters<typeof clockAct>[0]) => clockAct(workspace, now, 'proofs');
        return askDueQuestions(database, ask, acts, [incidentAfterVerdict, rotationHook], 10);
      },
    },
    {
      name: 'imports',
      run: async () => {
        const now = await databaseNow(database);
        const acts = (workspace: Parameters<typeof clockAct>[0]) => clockAct(workspace, now, 'imports');
        return workImports(database, acts, { fetchFile, lookUp: lookUps.lookUp });
      },
    },
  ];
}

const rotationHook: Parameters<typeof askDueQuestions>[3][number] = (tx, key, _incident, verdict) =>
  rotationAfterVerdict(tx, key, verdict);

/** What operators ask over HTTP: does it live, is it ready, how much has it to do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Database } from '../store/database.ts';
import { type Beat, beats } from '../store/heartbeats.ts';
import { outboxTotals } from '../store/outbox-health.ts';
import { presentWorkspaces } from '../store/people.ts';
import { allOpenTroubles } from '../store/troubles.ts';
import type { SlackHealth } from '../workspace/status.ts';
import { troubleWords } from '../workspace/trouble-words.ts';

export interface HealthNeeds {
  readonly database: Database;
  readonly slack: () => SlackHealth;
  /** Whether anything can reach this replica yet: in Socket Mode its first connection stands. */
  readonly listening: () => boolean;
}

export interface Route {
  readonly path: string;
  readonly method: string;
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
}

export function healthRoutes(needs: HealthNeeds): Route[] {
  return [
    route('/healthz', async (response) => send(response, 200, { alive: true })),
    route('/readyz', async (response) => {
      const answer = await readiness(needs);
      send(response, answer.ready ? 200 : 503, answer);
    }),
    route('/metrics', async (response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await metrics(needs));
    }),
  ];
}

/**
 * Serves the routes where Bolt has no HTTP server of its own (Socket Mode, local mode).
 * @param options.orAnyPort takes a free port when this one is taken: in local mode nobody has to know it.
 */
export async function serveHealth(
  routes: readonly Route[],
  port: number,
  host: string,
  options: { orAnyPort?: boolean } = {},
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const found = routes.find(
      ({ path, method }) => path === request.url?.split('?')[0] && method === request.method,
    );
    if (found) found.handler(request, response);
    else response.writeHead(404).end();
  });
  await bind(server, port, host).catch((error: unknown) => {
    if (!options.orAnyPort) throw error;
    return bind(server, 0, host);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function route(path: string, answer: (response: ServerResponse) => Promise<void>): Route {
  return {
    path,
    method: 'GET',
    handler: (_request, response) => {
      answer(response).catch(() => response.writeHead(503).end());
    },
  };
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const GONE =
  'The app was removed from Slack, or its token revoked. Install it again and start with its new SLACK_BOT_TOKEN.';

interface Readiness {
  /** False takes this replica out of service: only for what makes every answer impossible. */
  readonly ready: boolean;
  /** What needs a person, whether or not it serves. */
  readonly troubles: readonly string[];
}

async function readiness(needs: HealthNeeds): Promise<Readiness> {
  const slack = needs.slack();
  const missing =
    slack.missingScopes.length > 0 ? [`Slack did not grant: ${slack.missingScopes.join(', ')}.`] : [];
  try {
    const gone = (await presentWorkspaces(needs.database)).length === 0 ? [GONE] : [];
    const cut = slack.trouble === null ? gone : [slack.trouble, ...gone];
    const open = (await allOpenTroubles(needs.database)).map(({ what }) => `${troubleWords(what).title}.`);
    const closed = needs.listening() ? [] : ['Not connected to Slack yet.'];
    const troubles = [...new Set([...closed, ...cut, ...missing, ...open])];
    return { ready: cut.length + closed.length === 0, troubles };
  } catch {
    return { ready: false, troubles: ['The database cannot be reached.'] };
  }
}

async function metrics(needs: HealthNeeds): Promise<string> {
  const [jobs, outbox, open] = await Promise.all([
    beats(needs.database),
    outboxTotals(needs.database),
    allOpenTroubles(needs.database),
  ]);
  return [
    gauge('keysteward_outbox_pending', 'Effects waiting to be sent', outbox.pending),
    gauge('keysteward_outbox_given_up', 'Effects that could not be sent', outbox.gaveUp),
    gauge('keysteward_memory_bytes', 'Resident memory of this replica', process.memoryUsage().rss),
    '# HELP keysteward_job_seconds_ago Seconds since a job last ran on any replica',
    '# TYPE keysteward_job_seconds_ago gauge',
    ...jobs.map((job: Beat) => `keysteward_job_seconds_ago{job="${job.job}"} ${job.secondsAgo}`),
    '# HELP keysteward_trouble Open troubles; see docs/operate.md',
    '# TYPE keysteward_trouble gauge',
    ...[...new Set(open.map(({ what }) => what))].map((what) => `keysteward_trouble{what="${what}"} 1`),
    '',
  ].join('\n');
}

const gauge = (name: string, help: string, value: number): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}`;

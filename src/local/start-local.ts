/** Local mode: a workspace, providers and people, imitated on this machine, around the very bot of production. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Bot, startBot } from '../bot.ts';
import { releases } from '../release.ts';
import type { Settings } from '../settings.ts';
import { manifestFor, shortcuts } from '../slack/manifest.ts';
import type { Database } from '../store/database.ts';
import { openLocalClock } from './clock.ts';
import { startPlayground } from './playground/server.ts';
import { startFakeOkx } from './providers/fake-okx.ts';
import { startFakeSts } from './providers/fake-sts.ts';
import { startLocalSlack } from './slack/server.ts';

export interface LocalMode {
  /** Address of the page. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param dataDir where the imitated Slack and providers keep what they were told. */
export async function startLocal(
  database: Database,
  settings: Settings,
  dataDir: string,
  playgroundPort: number,
  log: Logger,
): Promise<LocalMode> {
  const started = releases((err) => log.error({ err }, 'something did not stop'));
  try {
    const running: { bot?: Bot } = {};
    const clock = await openLocalClock(database.pool, () => {
      running.bot
        ?.tick()
        .catch((err: unknown) => log.error({ err }, 'the clock was moved, but no tick came'));
      database.promptWork();
    });
    const manifest = manifestFor({ mode: 'local', command: settings.command });
    const credentials = { botToken: `xoxb-${token()}`, appToken: `xapp-1-LOCAL-1-${token()}` };
    const slack = await startLocalSlack({
      delivery: { mode: 'socket', appToken: credentials.appToken },
      botToken: credentials.botToken,
      manifest,
      now: clock.seconds,
      journal: join(dataDir, 'slack.jsonl'),
    });
    started.add(() => slack.close());
    const okx = await startFakeOkx({
      journal: join(dataDir, 'okx.jsonl'),
      now: () => clock.seconds() * 1000,
    });
    started.add(() => okx.close());
    const sts = await startFakeSts({
      journal: join(dataDir, 'aws.jsonl'),
      now: () => clock.seconds() * 1000,
    });
    started.add(() => sts.close());
    const bot = await startBot(
      database,
      {
        slack: { kind: 'socket', apiUrl: slack.apiUrl, ...credentials },
        local: true,
        dataDir,
        http: { port: settings.http.port, host: '127.0.0.1' },
        command: settings.command,
        tick: settings.tick,
        probes:
          settings.probes === 'local'
            ? { mode: 'local', bases: { okx: okx.baseUrl, aws: sts.baseUrl } }
            : { mode: settings.probes },
      },
      log,
    );
    running.bot = bot;
    started.add(() => bot.stop());
    const page = await startPlayground({
      slack,
      port: playgroundPort,
      clock,
      providers: [okx, sts],
      command: settings.command,
      shortcuts,
    });
    started.add(() => page.close());
    return { url: page.url, stop: started.all };
  } catch (error) {
    await started.all();
    throw error;
  }
}

/** Made anew at each start: these credentials open nothing but the imitation in this process. */
const token = (): string => randomBytes(18).toString('hex');

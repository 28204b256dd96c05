/** A playground on the real local Slack with a small bot and a clock that only tests move. */
import type { FakeProviderConsole, Playground } from '../../../src/local/playground/contract.ts';
import { startPlayground } from '../../../src/local/playground/server.ts';
import { type FakeOkx, startFakeOkx } from '../../../src/local/providers/fake-okx.ts';
import { type SmallBot, shortcuts, startSmallBot } from './small-bot.ts';

export interface Stage {
  readonly bot: SmallBot;
  readonly okx: FakeOkx;
  readonly playground: Playground;
  close(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  let now = Date.parse('2026-11-23T10:00:00Z');
  const bot = await startSmallBot(() => {
    now += 1;
    return now / 1000;
  });
  const okx = await startFakeOkx();
  const providers: FakeProviderConsole[] = [okx];
  const playground = await startPlayground({
    slack: bot.slack,
    port: 0,
    providers,
    command: '/key',
    shortcuts,
    clock: {
      now: () => Promise.resolve(new Date(now)),
      move: (by) => {
        const seconds = 'days' in by ? by.days * 86_400 : 'minutes' in by ? by.minutes * 60 : by.seconds;
        now += seconds * 1000;
        return Promise.resolve(new Date(now));
      },
    },
  });
  return {
    bot,
    okx,
    playground,
    async close() {
      await playground.close();
      await okx.close();
      await bot.close();
    },
  };
}

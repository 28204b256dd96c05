import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Deed, DeedAnswer } from '../../src/local/playground/deeds.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';
import { patience } from '../support/patience.ts';
import { ask, emptyFolder, gone, postmasterOf } from '../support/postgres-runs.ts';
import { freePort, values } from '../support/steward.ts';
import { OKX_ID, ROOM } from './world.ts';

// Each test starts whole processes, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 });

const [ana, bea, cem] = ['U000000ANA', 'U000000BEA', 'U000000CEM'] as const;
const desk = 'C00TRADING';

/** Local mode as `npm start` runs it, and its page as a browser uses it. */
interface Playground {
  readonly process: BotProcess;
  /** What the page lets one do. Throws with the sentence that the page would show. */
  do(deed: Deed): Promise<Extract<DeedAnswer, { ok: true }>>;
  /** The page as somebody sees it there. */
  page(as: string, place?: string): Promise<string>;
}

async function start(dataDir: string): Promise<Playground> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const process = startBotProcess({
    program: 'src/start.js',
    readyWords: 'Open the playground',
    readyUrl: `${address}/`,
    env: {
      KEYSTEWARD_DATA_DIR: dataDir,
      PLAYGROUND_PORT: String(port),
      PORT: '0',
      HOST: '127.0.0.1',
      KEYSTEWARD_TICK: '0 0 29 2 *',
    },
  });
  await process.waitReady();
  return {
    process,
    do: async (deed) => {
      const answer = await fetch(`${address}/do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(deed),
      });
      const said = (await answer.json()) as DeedAnswer;
      if (!said.ok) throw new Error(said.trouble);
      return said;
    },
    page: async (as, place = desk) =>
      (await fetch(`${address}/fragment?${new URLSearchParams({ as, in: place })}`)).text(),
  };
}

async function recordKey(playground: Playground): Promise<void> {
  await playground.do({
    do: 'create_key',
    provider: 'okx',
    keyId: OKX_ID,
    region: 'global',
    environment: 'live',
  });
  await playground.do({ do: 'say', as: ana, channel: desk, text: '/key add okx' });
  await vi.waitFor(
    async () => expect(await playground.page(ana)).toContain('data-block-id="keptAt"'),
    patience,
  );
  const pick = { actionId: 'pick-services', blockId: 'services', typed: 'trading-bot' };
  const { options } = await playground.do({ do: 'suggest', as: ana, place: { in: 'modal' }, ...pick });
  const service = options?.find(({ text }) => text.endsWith('trading-bot'));
  if (service === undefined) throw new Error('no service is offered');
  await playground.do({
    do: 'submit',
    as: ana,
    values: {
      label: values.text('prop-desk'),
      keyId: values.text(OKX_ID),
      account: values.text('Main account'),
      region: values.choice('global'),
      environment: values.choice('live'),
      permissions: values.boxes('read', 'trade', 'withdraw'),
      services: values.found('pick-services', service),
      custodian: values.person(ana),
      deputy: values.person(bea),
      holders: values.people(cem, bea),
      keptAt: values.text('vault: trading/okx/prop-desk'),
      rotation: values.choice('exposure'),
      askNow: values.boxes('yes'),
    },
  });
}

/** The embedded database, with the password that only its folder knows. */
function databaseIn(dataDir: string): string {
  const port = readFileSync(join(dataDir, 'pg18/postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(dataDir, 'password'), 'utf8');
  return `postgres://keysteward:${password}@127.0.0.1:${port}/keysteward`;
}

async function settled(dataDir: string): Promise<void> {
  const url = databaseIn(dataDir);
  await ask(url, `update outbox set lease_until = null where lease_until is not null`);
  await vi.waitFor(async () => {
    const left = await ask(url, 'select name from outbox where wanted > done and gave_up_at is null');
    expect(left).toEqual([]);
  }, patience);
}

/** How often these words stand in a page. */
const times = (page: string, words: string): number => page.split(words).length - 1;

/** The conversation of this name in somebody's list. */
const placeNamed = (page: string, name: string): string | undefined =>
  page
    .split('data-test="channel-')
    .find((part) => part.split('</li>')[0]?.includes(name))
    ?.split('"')[0];

test('local mode that is killed amid an incident comes back with everything that was there, and nothing twice', async () => {
  const dataDir = emptyFolder();
  const first = await start(dataDir);
  await recordKey(first);
  await settled(dataDir);
  const server = postmasterOf(dataDir);
  first.do({ do: 'say', as: ana, channel: desk, text: '/key leaked prop-desk' }).catch(() => undefined);
  await vi.waitFor(() => expect(readFileSync(join(dataDir, 'slack.jsonl'), 'utf8')).toContain(ROOM), {
    timeout: 20_000,
    interval: 1,
  });
  await first.process.kill9();
  await gone(server);

  const second = await start(dataDir);
  await settled(dataDir);
  const room = placeNamed(await second.page(cem), ROOM);
  const inRoom = await second.page(cem, room);
  expect(times(inRoom, 'data-test="message"')).toBe(1);
  expect(times(inRoom, 'data-test="pinned"')).toBe(1);
  expect(inRoom).toContain('Leak #1: prop-desk (OKX)');
  const asked = `select channel from outbox where name = 'incident:1:login:${cem}'`;
  const [question] = await ask<{ channel: string }>(databaseIn(dataDir), asked);
  expect(times(await second.page(cem, question?.channel), 'Yes, I delete it')).toBe(1);
  expect(await second.page(ana, 'console:okx')).toContain(`data-test="provider-key-${OKX_ID}"`);
  await second.do({ do: 'say', as: ana, channel: desk, text: '/key show prop-desk' });
  expect(await second.page(ana)).toContain('vault: trading/okx/prop-desk');

  const { code } = await second.process.stop();
  expect(code, second.process.logs()).toBe(0);
  await gone(postmasterOf(dataDir));
});
